// SPDX-License-Identifier: Apache-2.0
// The functions behind own_routes(), by file. What each takes and gives is in api/openapi.yaml.
#pragma once

#include "server/call.h"

namespace verbatim::server {

// routes_session.cc
Answer get_session(Call& call);
Answer sign_in(Call& call);
Answer sign_out(Call& call);

// routes_tasks.cc
Answer list_authorities(Call& call);
Answer list_tasks(Call& call);
Answer open_task(Call& call);

// routes_marks.cc
Answer list_tags(Call& call);
Answer add_tag(Call& call);
Answer tag_messages(Call& call);
Answer list_notes(Call& call);
Answer add_note(Call& call);
Answer delete_note(Call& call);

// routes_collections.cc
Answer list_selections(Call& call);
Answer add_selection(Call& call);
Answer list_exhibits(Call& call);
Answer add_exhibit(Call& call);

// routes_users.cc
Answer list_users(Call& call);
Answer add_user(Call& call);

// own_routes.cc
Answer events(Call& call);
Answer health(Call& call);
Answer metrics(Call& call);

}  // namespace verbatim::server
