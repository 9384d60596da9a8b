// SPDX-License-Identifier: Apache-2.0
#include "cli/message_number.h"

#include <charconv>

namespace verbatim::cli {
namespace {

void read_number(const std::string& given, uint64_t& seq) {
    const std::string_view digits = std::string_view(given).substr(given.starts_with('#') ? 1 : 0);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
        throw CLI::ValidationError("SEQ", "'" + given + "' is no message number");  // caught by main
    }
}

}  // namespace

void add_message_number(const Command& command, uint64_t& seq) {
    command.app
        ->add_option_function<std::string>(
            "seq", [&seq](const std::string& given) { read_number(given, seq); },
            "the message's number, as search shows it (#17 or 17)")
        ->type_name("SEQ")
        ->required();
}

CLI::Option* add_message_numbers(const Command& command, const std::string& name, std::vector<uint64_t>& seqs,
                                 const std::string& description) {
    return command.app
        ->add_option_function<std::vector<std::string>>(
            name,
            [&seqs](const std::vector<std::string>& given) {
                for (const std::string& one : given) {
                    read_number(one, seqs.emplace_back());
                }
            },
            description)
        ->type_name("SEQ")
        ->delimiter(',')
        ->allow_extra_args(!name.starts_with('-'));
}

}  // namespace verbatim::cli
