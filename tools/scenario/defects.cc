// SPDX-License-Identifier: Apache-2.0
#include "scenario/defects.h"

#include <charconv>
#include <cmath>

namespace verbatim::scenario {
namespace {

constexpr std::array<DefectInfo, kDefectCount> kTable = {{
    {Defect::d1, "D1", "capture of a phone stops for hours or days, often in one direction only", "phone-weeks",
     120'000},
    {Defect::d2, "D2", "clocks of phones are wrong, and some rows lie outside the window", "phones", 300'000},
    {Defect::d3, "D3", "runs of rows, and whole batches, are missing for no known reason", "rows where a run begins",
     400},
    {Defect::d4, "D4", "a message sent once is repeated many times by a bad conversion", "rows", 2'000},
    {Defect::d5, "D5", "a table holds a fifth of its rows twice", "tables", 80'000},
    {Defect::d6, "D6", "a table or batch is delivered again and differs", "tables", 50'000},
    {Defect::d7, "D7", "phones that were never captured leave one-sided chats", "phones", 250'000},
    {Defect::d8, "D8", "burned messages are gone, or leave a row without text", "rows", 2'000},
    {Defect::d9, "D9", "a second pass loses hours of one country; detectives leave chats out", "days", 100'000},
    {Defect::d10, "D10", "attachments are dropped, half of them shown as deleted", "attachments", 50'000},
    {Defect::d11, "D11", "some countries are given no cells, times of receipt or of reading", "countries", 300'000},
    {Defect::d12, "D12", "parts of threads could not be decrypted", "talks", 30'000},
    {Defect::d13, "D13", "each phone has names of its own for its contacts", "contacts", 800'000},
    {Defect::d14, "D14", "a cell observation is a period of hours, not a moment", "observations", 900'000},
    {Defect::d15, "D15", "tables without zone, an hour off, or with the wrong month", "tables", 150'000},
}};

const DefectInfo* find(std::string_view name) {
    for (const DefectInfo& info : kTable) {
        if (info.name == name) {
            return &info;
        }
    }
    return nullptr;
}

Error unknown(std::string_view name) {
    return {Code::usage, "there is no defect \"" + std::string(name) + "\"", {}, "D1 to D15, all or none"};
}

}  // namespace

const std::array<DefectInfo, kDefectCount>& defect_table() {
    return kTable;
}

std::string_view name(Defect defect) {
    return defect == Defect::none ? "none" : kTable[static_cast<size_t>(defect) - 1].name;
}

Result<void> Defects::choose(std::string_view list) {
    shares_ = {};
    if (list == "none") {
        return {};
    }
    if (list == "all") {
        for (const DefectInfo& info : kTable) {
            shares_[static_cast<size_t>(info.defect)] = info.share;
        }
        return {};
    }
    while (true) {
        const size_t comma = list.find(',');
        const std::string_view word = list.substr(0, comma);
        const DefectInfo* info = find(word);
        if (info == nullptr) {
            return unknown(word);
        }
        shares_[static_cast<size_t>(info->defect)] = info->share;
        if (comma == std::string_view::npos) {
            return {};
        }
        list.remove_prefix(comma + 1);
    }
}

Result<void> Defects::set_share(std::string_view assignment) {
    const size_t equals = assignment.find('=');
    const DefectInfo* info = find(assignment.substr(0, equals));
    if (info == nullptr) {
        return unknown(assignment.substr(0, equals));
    }
    double share = -1;
    if (equals != std::string_view::npos) {
        const std::string_view number = assignment.substr(equals + 1);
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), share);
        if (error != std::errc() || end != number.data() + number.size()) {
            share = -1;
        }
    }
    if (!(share >= 0 && share <= 1)) {
        return Error{
            Code::usage, "a rate is written like D4=0.002, between 0 and 1", {std::string(assignment), {}}, {}};
    }
    shares_[static_cast<size_t>(info->defect)] = static_cast<PartsPerMillion>(std::lround(share * kAlways));
    return {};
}

std::string Defects::list() const {
    std::string text;
    for (const DefectInfo& info : kTable) {
        if (on(info.defect)) {
            text += (text.empty() ? "" : ",") + std::string(info.name);
        }
    }
    return text.empty() ? "none" : text;
}

}  // namespace verbatim::scenario
