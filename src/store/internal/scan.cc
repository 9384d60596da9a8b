// SPDX-License-Identifier: Apache-2.0
// Every record, without an order.
#include "store/internal/each_row.h"
#include "store/internal/state.h"
#include "store/store.h"

namespace verbatim::store {

Result<void> Store::each_record(uint64_t end_seq, const Each<StoredRecord>& each, const Control& control) {
    const std::string sql = "SELECT seq, record FROM messages WHERE seq < " + std::to_string(end_seq);
    return each_row(*state_->engine, sql, control, [&](RowReader& reader) {
        StoredRecord stored;
        stored.seq = reader.number<uint64_t>();
        stored.record = reader.text();
        return !reader.ok() || each(stored);
    });
}

}  // namespace verbatim::store
