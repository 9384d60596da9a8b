// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_front.h"

#include <fmt/format.h>

#include <array>

#include "crypto/base64.h"
#include "text/numbers.h"

namespace verbatim::disclose {
namespace {

using text::bytes_text;
using text::counted;
using text::grouped;

constexpr SectionName kWhat{"what", "What this is"};
constexpr SectionName kCheck{"check", "How to check it"};
constexpr SectionName kChain{"chain", "Start of our chain"};
constexpr SectionName kLimits{"limits", "What is not known"};
constexpr SectionName kAccounting{"accounting", "Accounting"};
constexpr SectionName kScope{"scope", "Scope and completeness"};
constexpr SectionName kSelection{"selection", "Selection, and what lies around it"};
constexpr SectionName kCertificates{"certificates", "Drafts of certificates"};
constexpr std::array kSections{
    kWhat,        kCheck, kChain, kLimits, kAccounting, kScope, kSelection, kMessagesSection, kRedactionsSection,
    kCertificates};

std::string messages(uint64_t count) {
    return counted(count, "message", "messages");
}

// What a draft leaves for a person to write.
std::string_view or_blank(std::string_view stated) {
    return stated == kNotStated ? std::string_view("______") : stated;
}

void write_cover(const DisclosureFacts& facts, Document& out) {
    const std::array cover{
        NameValue{"Case", facts.case_name},
        NameValue{"Case id", facts.case_id},
        NameValue{"Disclosure", fmt::format("number {}, {}", facts.bundle_number, facts.time)},
        NameValue{"For", facts.recipient},
        NameValue{"Authority", facts.authority},
        NameValue{"Holds", fmt::format("{} of the {} in the case", messages(facts.disclosed_messages),
                                       grouped(facts.case_messages))},
        NameValue{"Withheld", facts.withheld_parts == 0 ? "nothing of these messages"
                                                        : fmt::format("{} of {}; each is marked where it stands",
                                                                      counted(facts.withheld_parts, "part", "parts"),
                                                                      messages(facts.messages_with_redactions))},
        NameValue{"Made by", facts.made_by},
    };
    out.begin("Disclosure of messages", cover, kSections);
}

void write_what(const DisclosureFacts& facts, Document& out) {
    out.section(kWhat);
    out.paragraph(
        "This report shows messages from seized or supplied data, as the data have them. It was made by a program and "
        "can "
        "be checked by anybody, without the maker's help and without a network.");
    out.paragraph(
        "Every time is given with its full year and says how its time zone is known. Where a source states no zone, "
        "the "
        "report says so instead of choosing one. Names shown beside a handle are labels from the data; they do not say "
        "who "
        "a person is.");
    out.paragraph(
        "Characters that cannot be seen or that would turn text around are spelled out by their number, like ⟨U+202E⟩ "
        "or a "
        "small grey mark. Blacked-out text stands in the report as a black box with its reason.");
    if (facts.disclosed_messages > 200'000) {
        out.notice(
            fmt::format("This report holds {}. A browser may need long to open it; messages.csv and the viewer "
                        "(verbatim open) hold "
                        "the same messages.",
                        messages(facts.disclosed_messages)));
    }
}

void write_check(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 3> kSteps{
        "Open verify.html from the same zip file in a browser. It needs no network and sends nothing.",
        "Drop the whole zip file on it. It says in plain words what was proved, what was not, and under whose key.",
        "Compare the key it names with the one below, and ask the case's maker for that key by another way than this "
        "file: by telephone, from a public notice, or from the court's file."};
    out.section(kCheck);
    out.steps(kSteps);
    out.paragraph(
        "The same check can be run with verbatim-verify or with verify.py, a short program in the Python language made "
        "from the published format. This report by itself proves nothing: the files in verify/ do, and the check also "
        "compares this report with its fingerprint.");
    const SealFacts& seal = facts.seal;
    std::string witnesses;
    for (const std::string& witness : seal.witnesses) {
        witnesses += witnesses.empty() ? witness : ", " + witness;
    }
    const std::array pairs{
        NameValue{"Key of the case", seal.verifier_key},
        NameValue{"Seal", fmt::format("number {}, {}", seal.number, seal.time)},
        NameValue{"SHA-256 of the seal", seal.file_hash.hex()},
        NameValue{"State that it fixes", messages(seal.log_size)},
        NameValue{"Root of the log", crypto::to_base64(seal.log_root.span())},
        NameValue{"Time stamp", seal.time_stamp},
        NameValue{"Witnesses", witnesses.empty() ? "none" : witnesses},
    };
    out.pairs(pairs);
}

void write_chain(const DisclosureFacts& facts, Document& out) {
    out.section(kChain);
    out.paragraph(
        "Our knowledge of the data begins where they were handed to us. For each source: who delivered it, when, by "
        "which "
        "way, and whether a fingerprint (hash) came with it. What nobody stated is given as “not stated”. Nothing is "
        "said "
        "here about what happened to the data before.");
    for (const SourceFacts& source : facts.sources) {
        out.heading(fmt::format("Source {}: {}", source.number, source.path));
        const std::array pairs{
            NameValue{"Delivered by", source.delivered_by},
            NameValue{"Handed over", source.received},
            NameValue{"Channel", source.channel},
            NameValue{"Authority", source.authority},
            NameValue{"Taken in by", source.taken_by},
            NameValue{"Taken in at", fmt::format("{} (clock of our machine)", source.ingested)},
            NameValue{"Hash from the deliverer", source.claimed_hash},
            NameValue{"SHA-256 of what we hold", source.sha256},
            NameValue{"Read as", source.format},
            NameValue{"Note", source.note.empty() ? "none" : source.note},
        };
        out.pairs(pairs);
    }
    if (facts.disclosed_of_withheld_source > 0) {
        out.notice(fmt::format("The source of {} is withheld.", messages(facts.disclosed_of_withheld_source)));
    }
}

void write_limits(const DisclosureFacts& facts, Document& out) {
    out.section(kLimits);
    out.paragraph(
        "That a record is unchanged since we received it does not say that the data were whole or true when we "
        "received "
        "them. What follows is what is unknown about their collection, in the words of those who stated it.");
    for (const DisclosureFacts::Limit& limit : facts.limits) {
        out.heading(limit.about);
        out.paragraph(limit.text);
    }
    out.heading("Of this proof");
    out.paragraph(
        "The proof does not say who held a device or wrote a message. It does not say that the clock of a device was "
        "right. It does not say that a person used no second handle. What is withheld cannot be checked against what "
        "is "
        "shown.");
}

void write_accounting(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 8> kColumns{
        "Source", "Path", "Bytes", "Messages", "Rejected rows", "Skipped rows", "Bytes not read", "In this bundle"};
    out.section(kAccounting);
    out.paragraph(
        "What each source held, to the row. Rejected rows could not be read as messages; each is kept in the case with "
        "its place and the reason. Skipped rows are not messages, such as headings.");
    out.begin_table(kColumns);
    SourceFacts sum;
    for (const SourceFacts& source : facts.sources) {
        const std::array<std::string, 8> cells{std::to_string(source.number), source.path,
                                               grouped(source.bytes),         grouped(source.messages),
                                               grouped(source.rejected),      grouped(source.skipped),
                                               grouped(source.unread_bytes),  grouped(source.disclosed)};
        out.row(cells);
        sum.bytes += source.bytes;
        sum.messages += source.messages;
        sum.rejected += source.rejected;
        sum.skipped += source.skipped;
        sum.unread_bytes += source.unread_bytes;
        sum.disclosed += source.disclosed;
    }
    const std::array<std::string, 8> cells{"Sum",
                                           counted(facts.sources.size(), "source", "sources"),
                                           grouped(sum.bytes),
                                           grouped(sum.messages),
                                           grouped(sum.rejected),
                                           grouped(sum.skipped),
                                           grouped(sum.unread_bytes),
                                           grouped(sum.disclosed)};
    out.row(cells);
    out.end_table();
    out.paragraph(
        fmt::format("The whole case holds {} from {}. The sources that no message here comes from are not listed.",
                    messages(facts.case_messages), counted(facts.case_sources, "source", "sources")));
}

void write_scope(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 3> kColumns{"Asked for", "Messages", "Is anything missing?"};
    out.section(kScope);
    out.begin_table(kColumns);
    bool all_complete = true;
    for (const ScopeFacts& scope : facts.scopes) {
        all_complete = all_complete && scope.complete;
        const std::array<std::string, 3> cells{
            scope.words, grouped(scope.messages),
            scope.complete ? "Proved: every message that the sealed case has in this scope is in this bundle."
                           : "Not proved: what is here is proved to be in the case, not that it is all there is."};
        out.row(cells);
    }
    out.end_table();
    out.paragraph(
        all_complete ? "Completeness is meant as against the case at its seal. What a device never gave is in no case."
                     : "A choice by search words shows what was found, and cannot show that nothing else would matter. "
                       "The recipient may ask for a search with other words, or for whole conversations.");
}

void write_selection(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 5> kColumns{"Message", "What", "By", "When", "Why"};
    out.section(kSelection);
    const SelectionFacts& selection = facts.selection;
    if (selection.query.empty()) {
        out.paragraph("The messages were not chosen by a search.");
    } else {
        const std::array pairs{NameValue{"Name", selection.name.empty() ? "none" : selection.name},
                               NameValue{"Search as typed", selection.query},
                               NameValue{"As understood", selection.canonical},
                               NameValue{"Found", messages(selection.found)}};
        out.pairs(pairs);
    }
    if (!selection.by_hand.empty()) {
        out.heading("Changed by hand");
        out.begin_table(kColumns);
        for (const SelectionFacts::Hand& hand : selection.by_hand) {
            const std::array<std::string, 5> cells{grouped(hand.sequence), hand.added ? "added" : "removed", hand.who,
                                                   hand.when, hand.reason};
            out.row(cells);
        }
        out.end_table();
    }
    out.heading("Around it");
    out.paragraph(fmt::format(
        "In the conversations shown, the case holds {} before the first and {} after the last that is disclosed.",
        messages(facts.around.before), messages(facts.around.after)));
    for (const AroundFacts::Excluded& excluded : facts.around.excluded) {
        out.paragraph(fmt::format("Left out: {}. Reason: {}", messages(excluded.messages), excluded.reason));
    }
}

void write_system_draft(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 4> kBlanks{"Name and position", "Place and date", "Signature",
                                                             "Changes made to this draft"};
    const std::array<std::string, 4> paragraphs{
        fmt::format(
            "I, {}, {}, of {}, am qualified to make this certification by: ______. I make it for the proceedings: "
            "______.",
            or_blank(facts.certifier_name), or_blank(facts.certifier_role), or_blank(facts.organisation)),
        fmt::format(
            "The messages of disclosure {} of the case {} were produced from the sources listed under “{}” by {}, "
            "an electronic process that gives an accurate result: it keeps the original bytes, records where in "
            "them each message stands, and fixes all records in a signed log.",
            facts.bundle_number, facts.case_id, kChain.title, facts.made_by),
        fmt::format(
            "The copies of the sources were identified by their SHA-256 values, which are stated there, and the "
            "state of the case by seal {} of {}, SHA-256 {}.",
            facts.seal.number, facts.seal.time, facts.seal.file_hash.hex()),
        "I have checked, or had checked, this disclosure with the verifier on: ______, with the result: ______."};
    out.draft(
        "Certification of records of an electronic process and of copied data (in the manner of United States "
        "Federal Rules of Evidence 902(13) and 902(14))",
        paragraphs, kBlanks);
}

void write_statement_draft(const DisclosureFacts& facts, Document& out) {
    static constexpr std::array<std::string_view, 4> kBlanks{
        "Name, age if under 18, occupation", "Declaration of truth, in the form the rules of court prescribe",
        "Signature, date and number of pages", "Signature of witness, if required"};
    const std::array<std::string, 3> paragraphs{
        fmt::format("My name is {}. I am {} at {}. My knowledge of the matters below comes from: ______.",
                    or_blank(facts.certifier_name), or_blank(facts.certifier_role), or_blank(facts.organisation)),
        fmt::format(
            "On {} I produced, or had produced, disclosure {} of the case “{}” ({}) with {}. It holds {}. I exhibit "
            "it as: ______.",
            facts.time, facts.bundle_number, facts.case_name, facts.case_id, facts.made_by,
            messages(facts.disclosed_messages)),
        fmt::format(
            "What is known of the origin of the data stands under “{}”, and what is not known under “{}”. I can "
            "add to these: ______.",
            kChain.title, kLimits.title)};
    out.draft("Witness statement (in the manner of section 9 of the Criminal Justice Act 1967, England and Wales)",
              paragraphs, kBlanks);
}

}  // namespace

void write_front(const DisclosureFacts& facts, Document& out) {
    write_cover(facts, out);
    write_what(facts, out);
    write_check(facts, out);
    write_chain(facts, out);
    write_limits(facts, out);
    write_accounting(facts, out);
    write_scope(facts, out);
    write_selection(facts, out);
}

void write_back(const DisclosureFacts& facts, Document& out) {
    out.section(kCertificates);
    out.notice(
        "DRAFTS. Nobody has signed them. A person who knows the facts completes, corrects and signs one, or none; "
        "whether "
        "it meets the law of the court is for that person to find out.");
    write_system_draft(facts, out);
    write_statement_draft(facts, out);
}

}  // namespace verbatim::disclose
