// SPDX-License-Identifier: Apache-2.0
#include "cli/source_options.h"

#include "formats/profile.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {
constexpr uint64_t kProfileBytesMax = uint64_t{1} << 20;  // hand-written
}

void add_source_options(const Command& command, formats::Settings& settings, std::string& profile) {
    CLI::App* app = command.app;
    app->add_option("--format", settings.format,
                    "read as this format (default: found by content); see: verbatim formats")
        ->type_name("NAME");
    app->add_option("--profile", profile,
                    "read tables by this mapping profile: a file, or a name of `verbatim profile list` (default: the "
                    "built-in ones are tried)")
        ->type_name("FILE");
    app->add_option("--zone", settings.zone,
                    "zone of times that state none, Europe/Amsterdam or +02:00 (default: none; they stay \"zone not "
                    "stated\")")
        ->type_name("ZONE");
    command.choice("--date-order", settings.date_order, "dmy|mdy|ymd",
                   "order of day, month and year in dates like 03/04/20 (default: found by evidence)");
    app->add_option("--encoding", settings.encoding, "utf-8, utf-16le, windows-1252 ... (default: detected)")
        ->type_name("NAME");
    app->add_option("--account", settings.account, "account or device that the sources belong to, if they do not say")
        ->type_name("TEXT");
    app->add_option("--platform", settings.platform, "platform, if the sources do not say")->type_name("TEXT");
    app->add_option("--date", settings.date, "day of logs that state only clock times, YYYY-MM-DD")->type_name("DATE");
}

Result<void> load_profile(const std::string& profile, formats::Settings& settings) {
    if (profile.empty()) {
        return {};
    }
    for (const formats::BuiltinProfile& builtin : formats::builtin_profiles()) {
        VB_TRY_ASSIGN(const formats::Profile parsed, formats::Profile::parse(builtin.text));
        if (parsed.name == profile) {
            settings.profile = builtin.text;
            return {};
        }
    }
    auto text = io::read_file(profile, kProfileBytesMax);
    if (!text) {
        Error error = text.error();
        if (error.code == Code::not_found) {
            error.what = "there is no such file and no built-in profile of this name";
            error.advice = "see: verbatim profile list";
        }
        return error;
    }
    if (auto parsed = formats::Profile::parse(*text); !parsed) {
        Error error = parsed.error();
        error.code = Code::usage;
        error.where.source = profile;
        error.advice = "docs/formats/profiles.md describes every key";
        return error;
    }
    settings.profile = std::move(*text);
    return {};
}

}  // namespace verbatim::cli
