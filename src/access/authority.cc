// SPDX-License-Identifier: Apache-2.0
#include "access/authority.h"

#include "note/field_lines.h"
#include "note/note.h"
#include "record/message.h"
#include "search/query.h"

namespace verbatim::access {
namespace {

constexpr std::string_view kHead = "verbatim-authority v1";
constexpr std::string_view kWithdrawalHead = "verbatim-withdrawal v1";

using note::append_line;
using Lines = note::FieldLines;

void append_all(std::string& out, std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
        append_line(out, name, value);
    }
}
void append_all(std::string& out, std::string_view name, const std::vector<uint64_t>& values) {
    for (const uint64_t value : values) {
        append_line(out, name, std::to_string(value));
    }
}

bool next_is(const Lines& lines, std::string_view name) {
    return lines.next_is(std::string(name) + " ");
}

std::vector<std::string> take_all(Lines& lines, std::string_view name) {
    std::vector<std::string> out;
    while (next_is(lines, name)) {
        out.emplace_back(lines.text(name));
    }
    return out;
}
std::vector<uint64_t> take_numbers(Lines& lines, std::string_view name) {
    std::vector<uint64_t> out;
    while (next_is(lines, name)) {
        out.push_back(lines.number(lines.text(name)));
    }
    return out;
}

// A period is two times and a space between them.
std::pair<std::string, std::string> take_period(Lines& lines) {
    const std::string_view text = lines.text("period");
    const size_t space = text.find(' ');
    std::pair<std::string, std::string> period{text.substr(0, space),
                                               space == text.npos ? std::string_view() : text.substr(space + 1)};
    if (!note::is_utc_second(period.first) || !note::is_utc_second(period.second) || period.first >= period.second) {
        lines.fail("a period is a time and a later one, like 2020-04-01T00:00:00Z 2020-05-01T00:00:00Z");
    }
    return period;
}

// What a form alone cannot say.
Result<void> sensible(const Authority& authority) {
    const auto refuse = [](std::string what, std::string advice) {
        return Error{Code::usage, std::move(what), {}, std::move(advice)};
    };
    if (authority.roles.empty() && authority.users.empty()) {
        return refuse("the authority does not say who may use it", "name roles or users");
    }
    if (authority.offences.empty()) {
        return refuse("the authority names no offence", "");
    }
    if (authority.acquisitions.empty() && authority.sources.empty() && authority.handles.empty() && !authority.period &&
        authority.terms.empty() && authority.kinds.empty()) {
        return refuse("the authority has no scope", "name one; the term * is the whole case");
    }
    if (authority.id.find(' ') != std::string::npos) {
        return refuse("the id of an authority is one word", "");
    }
    if (authority.begins >= authority.expires) {
        return refuse("the authority expires before it begins", "");
    }
    for (const std::string& word : authority.kinds) {
        if (!record::kind(word)) {
            return refuse("there is no kind of message \"" + word + "\"", "see kind: in docs/query.md");
        }
    }
    for (const std::string& term : authority.terms) {
        VB_TRY(search::parse(term));
    }
    return {};
}

template <class Statement>
Result<std::string> sign_statement(Statement statement, const note::Signer& signer) {
    statement.key = signer.verifier().to_string();
    const std::string text = statement.to_text();
    VB_TRY_ASSIGN(const Statement again, Statement::parse(text));
    if (!(again == statement)) {
        return Error{Code::usage, "a value holds a line break or nothing at all", {}, "give each field some text"};
    }
    VB_TRY_ASSIGN(const note::Note note, note::sign(text, signer));
    return note.to_string();
}

template <class Statement>
Result<Statement> open_statement(std::string_view file) {
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(file));
    VB_TRY_ASSIGN(Statement statement, Statement::parse(note.text));
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(statement.key));
    VB_TRY(note::verify(note, {&key, 1}));
    return statement;
}

}  // namespace

std::string Authority::to_text() const {
    std::string out(kHead);
    out += '\n';
    append_line(out, "case", case_id);
    append_line(out, "id", id);
    append_line(out, "issuer", issuer);
    append_line(out, "key", key);
    append_line(out, "reference", reference);
    append_line(out, "issued", issued);
    append_line(out, "begins", begins);
    append_line(out, "expires", expires);
    if (!decision_by.empty()) {
        append_line(out, "emergency", decision_by);
    }
    if (!confirms.empty()) {
        append_line(out, "confirms", confirms);
    }
    for (const Role role : roles) {
        append_line(out, "role", name(role));
    }
    append_all(out, "user", users);
    append_all(out, "offence", offences);
    append_all(out, "acquisition", acquisitions);
    append_all(out, "source", sources);
    append_all(out, "handle", handles);
    if (period) {
        append_line(out, "period", period->first + " " + period->second);
    }
    append_all(out, "term", terms);
    append_all(out, "kind", kinds);
    append_all(out, "territory", territories);
    append_all(out, "condition", conditions);
    return out;
}

Result<Authority> Authority::parse(std::string_view text) {
    Lines lines(text);
    Authority out;
    lines.head(kHead);
    out.case_id = lines.case_id("case");
    out.id = lines.text("id");
    out.issuer = lines.text("issuer");
    out.key = lines.text("key");
    out.reference = lines.text("reference");
    out.issued = lines.time("issued");
    out.begins = lines.time("begins");
    out.expires = lines.time("expires");
    if (next_is(lines, "emergency")) {
        out.decision_by = lines.time("emergency");
    }
    if (next_is(lines, "confirms")) {
        out.confirms = lines.text("confirms");
    }
    for (const std::string& word : take_all(lines, "role")) {
        const auto role = access::role(word);
        if (!role) {
            lines.fail("there is no role \"" + word + "\"");
        }
        out.roles.push_back(role.value_or(Role::administrator));
    }
    out.users = take_all(lines, "user");
    out.offences = take_all(lines, "offence");
    out.acquisitions = take_numbers(lines, "acquisition");
    out.sources = take_numbers(lines, "source");
    out.handles = take_all(lines, "handle");
    if (next_is(lines, "period")) {
        out.period = take_period(lines);
    }
    out.terms = take_all(lines, "term");
    out.kinds = take_all(lines, "kind");
    out.territories = take_all(lines, "territory");
    out.conditions = take_all(lines, "condition");
    VB_TRY(lines.done("authority"));
    VB_TRY(sensible(out));
    return out;
}

std::string Withdrawal::to_text() const {
    std::string out(kWithdrawalHead);
    out += '\n';
    append_line(out, "case", case_id);
    append_line(out, "authority", authority);
    append_line(out, "key", key);
    append_line(out, "time", time);
    append_line(out, "reason", reason);
    return out;
}

Result<Withdrawal> Withdrawal::parse(std::string_view text) {
    Lines lines(text);
    Withdrawal out;
    lines.head(kWithdrawalHead);
    out.case_id = lines.case_id("case");
    out.authority = lines.text("authority");
    out.key = lines.text("key");
    out.time = lines.time("time");
    out.reason = lines.text("reason");
    VB_TRY(lines.done("withdrawal"));
    return out;
}

Result<std::string> sign_authority(Authority authority, const note::Signer& signer) {
    return sign_statement(std::move(authority), signer);
}
Result<Authority> open_authority(std::string_view file) {
    return open_statement<Authority>(file);
}
Result<std::string> sign_withdrawal(Withdrawal withdrawal, const note::Signer& signer) {
    return sign_statement(std::move(withdrawal), signer);
}
Result<Withdrawal> open_withdrawal(std::string_view file) {
    return open_statement<Withdrawal>(file);
}

}  // namespace verbatim::access
