// SPDX-License-Identifier: Apache-2.0
// verbatim prove
#include "cli/message_number.h"
#include "cli/words.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    uint64_t seq = 0;
    std::string output;
    bool force = false;
};

Result<Exit> prove(Session& session, const Options& options) {
    const bool to_stdout = options.output == "-";
    if (!to_stdout && !options.force && io::exists(options.output)) {
        return Error{Code::conflict, "this file exists already", {options.output, {}}, "--force overwrites it"};
    }
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    VB_TRY_ASSIGN(const std::string proof, opened->prove(options.seq));
    if (to_stdout) {
        session.out.write(proof);
    } else {
        VB_TRY(io::replace_file(options.output, as_bytes(proof)));
        const std::string file = safe_line(options.output);
        const std::string key = safe_line(opened->info().verifier_key);
        session.out.line("Proof of message #" + std::to_string(options.seq) + " written to " + file + " (" +
                         bytes_text(proof.size()) + "). It shows the whole message.");
        session.out.line("");
        session.out.line("Anyone can check it, without the case and without a network, by either of");
        session.out.line("  verbatim-verify " + file);
        session.out.line("  python3 verify.py " + file);
        session.out.line("");
        session.out.line("The verifier key of this case; whoever checks should get it by another way than the proof:");
        session.out.line("  " + key);
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_prove(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(Task::prove, "prove", "write a proof of one message that a stranger can check",
                                         {{"verbatim prove harbour 17 -o message.proof", ""},
                                          {"verbatim-verify message.proof", "how the other side checks it"}});
    command.case_folder(options->folder);
    command.reader();
    add_message_number(command, options->seq);
    command.app->add_option("-o,--output", options->output, "the proof file; - writes to standard output")
        ->type_name("FILE")
        ->required();
    command.app->add_flag("--force", options->force, "overwrite the file if it exists");
    commands.run(command, [options](Session& session) { return prove(session, *options); });
}

}  // namespace verbatim::cli
