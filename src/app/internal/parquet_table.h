// SPDX-License-Identifier: Apache-2.0
// messages.parquet of a bundle, written by the store's engine.
#pragma once

#include "disclose/typed_table.h"
#include "store/store.h"

namespace verbatim::app {

// `store` must outlive what this opens.
disclose::OpenTable parquet_tables(store::Store& store);

}  // namespace verbatim::app
