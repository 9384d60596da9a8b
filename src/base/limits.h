// SPDX-License-Identifier: Apache-2.0
// Every limit on input, in one place, with its reason. Passing one is Code::limit or a finding that names the number:
// never a silent cut.
#pragma once

#include <cstddef>
#include <cstdint>

namespace verbatim::limits {

// One message with all its fields: larger than any chat application sends, small enough for a batch buffer.
inline constexpr size_t kRecordBytesMax = size_t{16} << 20;
// One line, row or element of a text source. A longer one becomes one finding with its byte range.
inline constexpr size_t kLineBytesMax = size_t{32} << 20;
// JSON nesting: deeper is an attack on recursive readers, real exports stay under 20.
inline constexpr size_t kJsonDepthMax = 256;
// Columns of a CSV row.
inline constexpr size_t kColumnsMax = 4096;
// Bytes shown to a format's probe.
inline constexpr size_t kProbeBytes = size_t{64} << 10;
// Containers: nesting, members and expansion ratio of an archive (bombs: 42.zip expands 10^8-fold over 6 levels).
inline constexpr unsigned kContainerDepthMax = 5;
inline constexpr uint64_t kContainerMembersMax = 2'000'000;
inline constexpr uint64_t kContainerRatioMax = 1'000;  // once past the free allowance below
inline constexpr uint64_t kContainerFreeBytes = uint64_t{64} << 20;
inline constexpr uint64_t kContainerBytesMax = uint64_t{4} << 40;
// The sandboxed worker: address space and processor time per source byte are bounded so that a hostile source costs
// itself and nothing else.
inline constexpr uint64_t kWorkerMemoryBytes = uint64_t{2} << 30;
inline constexpr uint64_t kWorkerBaseSeconds = 120;
inline constexpr uint64_t kWorkerBytesPerSecondMin = 1 << 20;
// A query of the search language.
inline constexpr size_t kQueryBytesMax = size_t{1} << 20;
inline constexpr size_t kQueryDepthMax = 64;

}  // namespace verbatim::limits
