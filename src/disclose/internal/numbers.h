// SPDX-License-Identifier: Apache-2.0
// Which digits are an account or card number: the checks behind the built-in patterns. Pure functions of ASCII text.
#pragma once

#include <cstddef>
#include <string_view>

namespace verbatim::disclose::internal {

// Bytes from the beginning of `text` that are an IBAN (ISO 13616: length of its country, ISO 7064 check digits), single
// spaces or hyphens between them included; 0 if there is none. Of a country that we do not know any length will do.
size_t iban_length(std::string_view text);

// The same for a payment card: 13 to 19 digits with the check digit of ISO/IEC 7812-1.
size_t card_length(std::string_view text);

size_t count_digits(std::string_view text);

}  // namespace verbatim::disclose::internal
