// SPDX-License-Identifier: Apache-2.0
// Streams the rows of a statement through a reader.
#pragma once

#include <string>

#include "store/internal/engine.h"
#include "store/internal/row_reader.h"

namespace verbatim::store {

// Calls read(reader) for each row until it returns false.
template <class Read>
Result<void> each_row(Engine& engine, const std::string& sql, const Control& control, Read&& read) {
    VB_TRY_ASSIGN(Lease lease, engine.lease());
    VB_TRY(lease.begin(sql, control));
    while (true) {
        VB_TRY_ASSIGN(const Buffer chunk, lease.fetch());
        if (chunk.bytes().empty()) {
            return {};
        }
        RowReader reader(chunk.bytes());
        while (reader.more()) {
            if (!read(reader)) {
                return {};
            }
        }
        if (!reader.ok()) {
            return short_answer();
        }
    }
}

}  // namespace verbatim::store
