// SPDX-License-Identifier: Apache-2.0
#include "record/identity.h"

#include <algorithm>

namespace verbatim::record {
namespace {

void sort_each_once(std::vector<std::string_view>& texts) {
    std::erase_if(texts, [](std::string_view text) { return text.empty(); });
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());  // std::ranges::unique is beyond clang 14
}

}  // namespace

void conversation_identity(const Message& message, const Hash& object, std::string& out) {
    if (!message.conversation_id.empty()) {
        out.assign(1, kIdentityNativeId);
        out += message.conversation_id;
        return;
    }
    std::vector<std::string_view> people(message.participants.begin(), message.participants.end());
    sort_each_once(people);
    if (!people.empty()) {
        people.push_back(message.sender);
        sort_each_once(people);
        out.assign(1, kIdentityPeople);
        for (size_t i = 0; i < people.size(); ++i) {
            out += i == 0 ? "" : "\n";
            out += people[i];
        }
    } else if (!message.conversation_title.empty()) {
        out.assign(1, kIdentityTitle);
        out += message.conversation_title;
    } else {
        out.assign(1, kIdentityObject);
        out += object.hex();
    }
}

void handles(const Message& message, std::vector<std::string_view>& out) {
    out.assign(message.participants.begin(), message.participants.end());
    out.push_back(message.sender);
    out.push_back(message.account);
    sort_each_once(out);
}

}  // namespace verbatim::record
