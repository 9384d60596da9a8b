// SPDX-License-Identifier: Apache-2.0
// verbatim new
#include "cli/commands.h"

namespace verbatim::cli {
namespace {

struct NewOptions {
    std::string folder;
    app::NewCase made;
};

Result<Exit> make_case(Session& session, const NewOptions& options) {
    VB_TRY_ASSIGN(const app::CaseInfo info, app::Case::create(options.folder, options.made));
    const std::string folder = safe_line(options.folder);
    session.out.line("Case " + session.terminal.styled(Style::bold, safe_line(info.name)) + " in " + folder);
    session.out.line("  id            " + safe_line(info.id));
    session.out.line("  created       " + safe_line(info.created));
    session.out.line("  verifier key  " + safe_line(info.verifier_key));
    session.out.line("  private keys  " + folder + "/keys (readable by you alone)");
    session.out.line("");
    session.out.line(
        "Back the keys up now, apart from the case: without them nothing can be added to the case and no "
        "proof can be made.");
    session.out.line("Give the verifier key to those who will check proofs, by another way than the proofs.");
    session.out.line("");
    session.out.line("Next: verbatim ingest " + folder +
                     " PATH... --by NAME --authority REFERENCE --received TIME "
                     "--channel HOW --delivered-by NAME");
    return Exit::ok;
}

}  // namespace

void add_new(Commands& commands) {
    auto options = std::make_shared<NewOptions>();
    const Command command =
        commands.add(Task::custody, "new", "make a case: a folder for evidence, its log and its keys",
                     {{"verbatim new harbour --name \"Harbour bicycles\"", ""},
                      {"verbatim new harbour --salt-key shared.key",
                       "two offices with one salt key get the same root hash from the same evidence"}});
    command.app->add_option("case", options->folder, "the folder to make; it must be empty or not exist")
        ->type_name("CASE")
        ->required();
    command.app->add_option("--name", options->made.name, "what the case is called (default: the folder's name)")
        ->type_name("TEXT");
    command.app
        ->add_option("--salt-key", options->made.salt_key_file,
                     "a file with the salt key, 64 hexadecimal digits (default: a new random key)")
        ->type_name("FILE");
    commands.run(command, [options](Session& session) { return make_case(session, *options); });
}

}  // namespace verbatim::cli
