// SPDX-License-Identifier: Apache-2.0
#include "cli/message_number.h"

#include <charconv>

namespace verbatim::cli {

void add_message_number(const Command& command, uint64_t& seq) {
    command.app
        ->add_option_function<std::string>(
            "seq",
            [&seq](const std::string& given) {
                const std::string_view digits = std::string_view(given).substr(given.starts_with('#') ? 1 : 0);
                const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
                if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
                    throw CLI::ValidationError("SEQ", "'" + given + "' is no message number");  // caught by main
                }
            },
            "the message's number, as search shows it (#17 or 17)")
        ->type_name("SEQ")
        ->required();
}

}  // namespace verbatim::cli
