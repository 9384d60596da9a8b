// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/statement.h"

#include <algorithm>

#include "note/lines.h"
#include "note/seal.h"
#include "verify/internal/lines.h"

namespace verbatim::verify::internal {
namespace {

constexpr std::string_view kField = "verify/bundle";
constexpr size_t kCaseDigits = 32;

class Parser {
  public:
    explicit Parser(std::string_view text) : rest_(text) {}
    Result<Statement> run();

  private:
    Error fail(std::string what) const { return failure(std::string(kField), std::move(what), line_number_); }
    Result<void> advance();
    Result<std::string_view> value(std::string_view name);
    Result<uint64_t> number(std::string_view name);
    Result<std::string> text(std::string_view name);
    Result<Hash> hash(std::string_view name);
    Result<void> head(Statement& out);
    Result<void> scopes(Statement& out);
    Result<Scope> scope(std::string_view rest);
    Result<void> period(Scope& scope);
    Result<void> files(Statement& out);
    bool at(std::string_view name) const { return after_name(line_, name).has_value(); }

    std::string_view rest_;
    std::string_view line_;  // the line that is next to be read
    uint64_t line_number_ = 0;
    bool at_end_ = false;
    std::vector<std::string_view> words_;
};

Result<void> Parser::advance() {
    if (at_end_) {
        return fail("the statement ends too early");
    }
    const auto line = note::take_line(rest_);
    at_end_ = !line;
    line_ = line.value_or(std::string_view());
    ++line_number_;
    return {};
}

Result<std::string_view> Parser::value(std::string_view name) {
    const auto value = at_end_ ? std::nullopt : after_name(line_, name);
    if (!value) {
        return fail("line does not begin with `" + std::string(name) + " `");
    }
    VB_TRY(advance());
    return *value;
}

Result<uint64_t> Parser::number(std::string_view name) {
    VB_TRY_ASSIGN(const auto text, value(name));
    const auto parsed = note::decimal(text);
    if (!parsed) {
        return fail("`" + std::string(name) + "` has no decimal number without leading zeros");
    }
    return *parsed;
}

Result<std::string> Parser::text(std::string_view name) {
    VB_TRY_ASSIGN(const auto word, value(name));
    auto parsed = json_word(word);
    if (!parsed) {
        return fail("`" + std::string(name) + "` is not a JSON string in its one spelling, or is empty");
    }
    return std::move(*parsed);
}

Result<Hash> Parser::hash(std::string_view name) {
    VB_TRY_ASSIGN(const auto word, value(name));
    const auto parsed = hash_word(word);
    if (!parsed) {
        return fail("`" + std::string(name) + "` is not 32 bytes in base64");
    }
    return *parsed;
}

Result<void> Parser::head(Statement& out) {
    if (line_ != "verbatim-bundle v1") {
        return fail("first line is not `verbatim-bundle v1`");
    }
    VB_TRY(advance());
    VB_TRY_ASSIGN(out.case_id, value("case"));
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (out.case_id.size() != kCaseDigits || !std::ranges::all_of(out.case_id, is_digit)) {
        return fail("`case` is not 32 lower-case hexadecimal digits");
    }
    VB_TRY_ASSIGN(out.number, number("bundle"));
    VB_TRY_ASSIGN(out.time, value("time"));
    if (!note::is_utc_second(out.time)) {
        return fail("`time` is not like 2026-11-23T20:26:44Z");
    }
    VB_TRY_ASSIGN(out.made_by, value("made-by"));
    VB_TRY_ASSIGN(out.recipient, text("recipient"));
    VB_TRY_ASSIGN(out.authority, text("authority"));
    VB_TRY_ASSIGN(out.seal, hash("seal"));
    VB_TRY_ASSIGN(out.records, number("records"));
    VB_TRY_ASSIGN(out.withheld, number("withheld"));
    return out.made_by.empty() ? Result<void>(fail("`made-by` is empty")) : Result<void>();
}

// FROM TO undated included|excluded, in words_ from the third on.
Result<void> Parser::period(Scope& scope) {
    const auto bound = [&](std::string_view word, std::optional<int64_t>& out) {
        out = signed_word(word);
        return out.has_value() || word == "-";
    };
    scope.undated = words_[5] == "included";
    if (!bound(words_[2], scope.from) || !bound(words_[3], scope.to) || words_[4] != "undated" ||
        (!scope.undated && words_[5] != "excluded")) {
        return fail("`scope conversation` is not KEY FROM TO undated included or excluded");
    }
    using Limits = std::numeric_limits<int64_t>;
    if (scope.from.value_or(Limits::min()) >= scope.to.value_or(Limits::max())) {
        return fail("the period of the scope ends before it begins");
    }
    return {};
}

Result<Scope> Parser::scope(std::string_view rest) {
    split_words(rest, words_);
    Scope scope;
    const auto key = words_.size() >= 2 ? hash_word(words_[1]) : std::nullopt;
    if (key && words_[0] == "conversation" && words_.size() == 6) {
        scope.kind = Scope::Kind::conversation;
        VB_TRY(period(scope));
    } else if (key && words_[0] == "handle" && words_.size() == 2) {
        scope.kind = Scope::Kind::handle;
    } else if (!key || words_[0] != "selection" || words_.size() != 2) {
        return fail("`scope` is neither a conversation nor a handle nor a selection");
    }
    scope.key = *key;
    return scope;
}

Result<void> Parser::scopes(Statement& out) {
    while (at("scope")) {
        if (out.scopes.size() == kScopesMax) {
            return fail("more than 1,000,000 scopes");
        }
        VB_TRY_ASSIGN(const Scope next, scope(*after_name(line_, "scope")));
        out.scopes.push_back(next);
        VB_TRY(advance());
    }
    if (out.scopes.empty()) {
        return fail("no `scope`");
    }
    while (at("block")) {
        VB_TRY_ASSIGN(const Hash block, hash("block"));
        out.blocks.push_back(block);
    }
    const uint64_t blocks = out.records / kBlockRecords + (out.records % kBlockRecords != 0 ? 1 : 0);
    if (out.blocks.size() != blocks) {
        return fail(std::to_string(out.blocks.size()) + " `block` lines for " + std::to_string(out.records) +
                    " records");
    }
    return {};
}

Result<void> Parser::files(Statement& out) {
    while (at("file")) {
        std::string_view rest = *after_name(line_, "file");
        const size_t first = rest.find(' ');
        const size_t second = first == std::string_view::npos ? first : rest.find(' ', first + 1);
        const auto size = note::decimal(rest.substr(0, first));
        const auto hash =
            second == std::string_view::npos ? std::nullopt : hash_word(rest.substr(first + 1, second - first - 1));
        if (!size || !hash || rest.size() == second + 1) {
            return fail("`file` is not a size, a hash and a name");
        }
        ListedFile file{*size, *hash, std::string(rest.substr(second + 1))};
        if (file.name == kField || (!out.files.empty() && out.files.back().name >= file.name)) {
            return fail("`file` lines are not sorted, or name the statement itself");
        }
        out.files.push_back(std::move(file));
        VB_TRY(advance());
    }
    return {};
}

Result<Statement> Parser::run() {
    Statement out;
    VB_TRY(advance());
    VB_TRY(head(out));
    VB_TRY(scopes(out));
    VB_TRY(files(out));
    VB_TRY_ASSIGN(const auto text, value("claimed-key"));
    auto key = note::VerifierKey::parse(text);
    if (!key) {
        return fail(key.error().what);
    }
    out.claimed_key = std::move(*key);
    if (!at_end_ || !rest_.empty()) {
        return fail("the statement goes on after its last line");
    }
    return out;
}

}  // namespace

uint64_t sortable(int64_t utc_ms) {
    return static_cast<uint64_t>(utc_ms) ^ (uint64_t{1} << 63);
}

Result<Statement> Statement::parse(std::string_view text) {
    return Parser(text).run();
}

const ListedFile* Statement::file(std::string_view name) const {
    const auto found = std::ranges::lower_bound(files, name, {}, &ListedFile::name);
    return found != files.end() && found->name == name ? &*found : nullptr;
}

bool Statement::has(Scope::Kind kind) const {
    return std::ranges::any_of(scopes, [kind](const Scope& scope) { return scope.kind == kind; });
}

}  // namespace verbatim::verify::internal
