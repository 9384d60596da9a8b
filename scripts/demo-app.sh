#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The review app on a made-up case: a user for each role, three authorities, and the server (docs/tour.md).
#
#   scripts/demo-app.sh [--check] [FOLDER]      (default: build/demo-app; what is there is served again)
#
# --check signs in, searches and reads once, and ends: for machines that nobody sits before.
set -eu
cd "$(dirname "$0")/.."
root="$PWD"
build="${VERBATIM_BUILD:-$root/build}"
verbatim="$build/verbatim"
check=""
[ "${1:-}" != "--check" ] || { check=1; shift; }
folder="${1:-build/demo-app}"
port="${VERBATIM_DEMO_PORT:-8470}"
for program in verbatim verbatim-scenario; do
    [ -x "$build/$program" ] || { echo "demo-app.sh: $build/$program is not built; run: make demo" >&2; exit 1; }
done
password_file="$folder/password.txt"
year_from_now="$(python3 -c 'import datetime as d; print((d.datetime.now(d.timezone.utc)+d.timedelta(days=365)).strftime("%Y-%m-%d"))')"

run() {
    printf '$ verbatim'
    printf ' %s' "$@"
    printf '\n'
    "$verbatim" "$@"
}
add_user() { "$verbatim" user add "$folder/case" "$1" --role "$2" --password-file "$password_file" --by demo > /dev/null; }
# make_authority ID OPTION...
make_authority() {
    id="$1"
    shift
    "$verbatim" authority make "$id" -o "$folder/$id.authority" --key "$folder/court.key" --case-id "$case_id" \
        --issuer "Court of the demo" --reference "demo/$id" --expires "$year_from_now" --offence "made up" --by demo "$@" > /dev/null
    "$verbatim" authority add "$folder/case" "$folder/$id.authority" > /dev/null
    echo "  $id: $*"
}

if [ ! -e "$folder/ready" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    echo "A made-up network with known defects (docs/scenario.md), and a case of it:"
    "$build/verbatim-scenario" --preset small --shape jsonl --out "$folder/evidence" --quiet
    run new "$folder/case" --name "Synthetic network"
    run ingest "$folder/case" "$folder/evidence/jsonl" --by "Examiner 12" --authority "Warrant 2020/114" \
        --channel "sealed disk" --received 2020-06-20T09:30:00Z --delivered-by "Police of the demo"
    (umask 077 && python3 -c 'import secrets; print("-".join(secrets.token_hex(2) for _ in range(4)))' > "$password_file")
    case_id="$("$verbatim" stats "$folder/case" --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["case"]["id"])')"
    "$verbatim" authority new-issuer court-of-the-demo -o "$folder/court.key" > "$folder/court.txt"
    key="$(grep -o 'court-of-the-demo+[0-9a-f]*+[A-Za-z0-9+/=]*' "$folder/court.txt" | head -1)"
    "$verbatim" authority trust "$folder/case" "$key" > /dev/null
    handle="$("$verbatim" handles "$folder/case" --format json --limit 1 2> /dev/null | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["handle"])')"
    echo "Authorities:"
    make_authority whole-case --term '*' --role examiner --role analyst --role threat-desk --role case-officer --role filter-officer
    make_authority first-half --from 2020-04-01 --to 2020-05-01 --role analyst --role case-officer
    make_authority own-messages --handle "$handle" --role defence
    for role in examiner analyst threat-desk case-officer filter-officer defence data-protection-officer administrator; do
        add_user "$role" "$role"
    done
    : > "$folder/ready"
fi

if [ -n "$check" ]; then
    exec python3 "$root/examples/demo/check_app.py" "$verbatim" "$folder"
fi
cat <<END

The review app of this case. Sign in as one of
  examiner, analyst, threat-desk, case-officer, filter-officer, defence, data-protection-officer, administrator
with the password   $(cat "$password_file")
docs/tour.md leads through it. Ctrl-C ends it; make app starts it again.

END
exec "$verbatim" serve "$folder/case" --listen "127.0.0.1:$port"
