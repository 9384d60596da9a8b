// SPDX-License-Identifier: Apache-2.0
// Commands: the one definition of the command line. Each command_*.cc adds its commands here; parsing, help, the manual
// page and shell completions are all made from the same tree, so that they cannot differ.
//
//   void add_prove(Commands& commands) {
//       auto options = std::make_shared<ProveOptions>();
//       Command command = commands.add(Task::prove, "prove", "write a proof of one message", {{"verbatim ...",
//       "why"}}); command.case_folder(options->folder); command.app->add_option("-o,--output", options->file, "the
//       proof file")->type_name("FILE")->required(); commands.run(command, [options](Session& session) { return
//       prove(session, *options); });
//   }
//
// A value's type_name says what completes it: FILE, PATH, CASE, or words joined by "|".
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/session.h"

namespace verbatim::cli {

// The tasks under which `verbatim --help` lists commands, in this order.
enum class Task : uint8_t { custody, look, search, prove, tools };
std::string_view title(Task task);
inline constexpr size_t kTasks = 5;

struct Example {
    std::string command;
    std::string what;  // may be empty
};

struct Command {
    CLI::App* app = nullptr;
    std::string* who = nullptr;  // Session::who and why, which --by, --reader and --why fill
    std::string* why = nullptr;

    // The folder, and --why.
    void case_folder(std::string& folder) const;
    void case_argument(std::string& folder) const;
    // --why, for commands that say more of it than that it is the purpose.
    CLI::Option* purpose(const std::string& description) const;
    // --by: fills `name`, and is whom the audit log names.
    void by(std::string& name, const std::string& description) const;
    // --reader: whom the audit log names.
    void reader() const;
    void json_flag(bool& json, std::string_view what) const;
    // An option that takes a whole number from `least` to `most`; anything else is refused in words.
    CLI::Option* number(const std::string& names, uint64_t& value, uint64_t least, const std::string& description,
                        uint64_t most = UINT64_MAX) const;
    // --limit and --all.
    void row_limit(RowLimit& limit, bool& all, std::string_view what) const;
    // An option that takes one of `words` ("table|json|csv").
    CLI::Option* choice(const std::string& names, std::string& value, const std::string& words,
                        const std::string& description) const;
};

class Commands {
  public:
    using Run = std::function<Result<Exit>(Session&)>;

    Commands();
    CLI::App& root() { return root_; }
    const CLI::App& root() const { return root_; }

    Command add(Task task, const std::string& name, const std::string& purpose, std::vector<Example> examples);
    // A command of a command ("profile list").
    Command add_below(const Command& parent, const std::string& name, const std::string& purpose,
                      std::vector<Example> examples);
    void run(const Command& command, Run run);

    const Run* find_run(const CLI::App* app) const;
    const std::vector<Example>& examples(const CLI::App* app) const;
    const std::string& color() const { return color_; }
    const std::string& who() const { return who_; }
    const std::string& why() const { return why_; }

  private:
    void add_color(const Command& command);

    CLI::App root_;
    std::string color_ = "auto";
    std::string who_;
    std::string why_;
    std::map<const CLI::App*, Run> runs_;
    std::map<const CLI::App*, std::vector<Example>> examples_;
};

// One for each file command_*.cc.
void add_new(Commands& commands);
void add_ingest(Commands& commands);
void add_accounting(Commands& commands);  // stats, acquisitions, sources, findings
void add_search(Commands& commands);
void add_show(Commands& commands);
void add_select(Commands& commands);
void add_exhibit(Commands& commands);
void add_sweep(Commands& commands);
void add_request(Commands& commands);
void add_lists(Commands& commands);  // conversations, handles
void add_disclose(Commands& commands);
void add_open(Commands& commands);
void add_serve(Commands& commands);
void add_user(Commands& commands);
void add_audit(Commands& commands);
void add_authority(Commands& commands);
void add_prove(Commands& commands);
void add_seal(Commands& commands);
void add_destroy(Commands& commands);
void add_witness(Commands& commands);
void add_verify(Commands& commands);  // verify, rebuild
void add_compare(Commands& commands);
void add_gaps(Commands& commands);
void add_formats(Commands& commands);  // formats, profile
void add_bench_queries(Commands& commands);
void add_shell(Commands& commands);  // completions, man

}  // namespace verbatim::cli
