// SPDX-License-Identifier: Apache-2.0
// HitWriter: hits in one of the three forms (table, json, csv), each with a mark that says what is special about it.
//
//   const auto writer = hit_writer(session, "csv", query, {"status", "change"});
//   writer->write(hit, {"removed by hand", {"removed", "3"}});
//
// `query` is for highlighting in the form for people; empty: nothing is. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"

namespace verbatim::cli {

struct HitMark {
    std::string words;                // for people; empty: nothing to say
    std::vector<std::string> values;  // for programs, one for each name of the writer
};

class HitWriter {
  public:
    virtual ~HitWriter() = default;
    virtual void write(const store::Hit& hit, const HitMark& mark) = 0;
};

std::unique_ptr<HitWriter> hit_writer(Session& session, const std::string& format, const std::string& query,
                                      std::vector<std::string> mark_names = {});

}  // namespace verbatim::cli
