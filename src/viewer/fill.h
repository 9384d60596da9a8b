// SPDX-License-Identifier: Apache-2.0
// Filling the viewer's store with the records of a bundle: from where an earlier run stopped, to the end.
#pragma once

#include "store/store.h"
#include "verify/byte_source.h"
#include "viewer/sources.h"
#include "viewer/viewer.h"

namespace verbatim::viewer {

Result<void> fill_store(const verify::ByteSource& bundle, const Sources& sources, store::Store& store,
                        const Options& options);

}  // namespace verbatim::viewer
