#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Walks through a small case made of evidence with known defects. Prints each command before it runs it, so that a
# newcomer learns the commands by reading.
#
#   scripts/demo.sh [FOLDER]      (default: build/demo; it is emptied first)
set -eu
cd "$(dirname "$0")/.."
build="${VERBATIM_BUILD:-$PWD/build}"
folder="${1:-build/demo}"
verbatim="$build/verbatim"
verify="$build/verbatim-verify"
[ -x "$verbatim" ] || { echo "demo.sh: $verbatim is not built; run: make demo" >&2; exit 1; }
case "$folder" in "" | / | "$HOME") echo "demo.sh: refusing to empty '$folder'" >&2; exit 2 ;; esac

bold="" dim="" green="" red="" plain=""
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold="$(printf '\033[1m')" dim="$(printf '\033[2m')" green="$(printf '\033[32m')" red="$(printf '\033[31m')"
    plain="$(printf '\033[0m')"
fi
step=0
chapter() { step=$((step + 1)); printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"; [ -z "${2:-}" ] || printf '%s%s%s\n' "$dim" "$2" "$plain"; }
show() {
    printf '\n%s$' "$bold"
    for word in "$@"; do
        case "$word" in
            "$verbatim") word=verbatim ;;
            "$verify") word=verbatim-verify ;;
            "" | *[!A-Za-z0-9_./:+=@%,-]*) word="'$word'" ;;
        esac
        printf ' %s' "$word"
    done
    printf '%s\n' "$plain"
}
run() { show "$@"; "$@" || { code=$?; printf '%sfailed with exit status %d%s\n' "$red" "$code" "$plain" >&2; exit "$code"; }; }
# run_refused COMMAND...: it must not succeed.
run_refused() {
    show "$@"
    if "$@"; then
        printf '%sThis should have been refused.%s\n' "$red" "$plain" >&2
        exit 1
    fi
    printf '%s-> refused, as it must be%s\n' "$green" "$plain"
}
json_value() { python3 -c 'import json,sys; value=json.load(sys.stdin)
for key in sys.argv[1].split("."): value=value[int(key)] if isinstance(value,list) else value[key]
print(value)' "$1"; }

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
root="$OLDPWD"

chapter "Evidence with known defects" "Made up for this demo. In real life this is what a seizure delivers."
run python3 "$root/examples/demo/make_evidence.py" evidence

chapter "A new case" "A case is a folder: original bytes, a signed log of every record, and a search store that can be rebuilt."
run "$verbatim" new case --name "Harbour bicycles"

chapter "Take the evidence in" "Who brought it, under which authority, by which channel: what is left out is written down as not stated."
run "$verbatim" ingest case evidence --by "Examiner 12" --authority "Warrant 2020/114" \
    --channel "sealed USB disk" --received "2020-05-02T09:30:00+02:00" --delivered-by "Harbour police"

chapter "Every row is accounted for" "Rows in = messages + rejected (with reason and place) + declared skips. Always."
run "$verbatim" stats case
run "$verbatim" sources case
run "$verbatim" findings case
printf '\nThe demo knows what it planted:\n'
"$verbatim" stats case --json | python3 "$root/examples/demo/check_accounting.py" expected.json

chapter "Search" "Case, accents and scripts do not matter: cafe finds Café."
run "$verbatim" search case cafe
run "$verbatim" search case '"two boxes"'
run "$verbatim" search case 'from:kilo OR from:lima'
run "$verbatim" search case 'фургон OR 仓库'
run "$verbatim" search case '*' --histogram day
run "$verbatim" handles case
run "$verbatim" conversations case

chapter "Read a conversation" "Both phones kept this chat, with clocks three minutes apart: one message, two sightings."
seq="$("$verbatim" search case '"two boxes" AND from:kilo' --format json --limit 1 |
    python3 -c 'import json,sys
text=sys.stdin.read()
try: found=json.loads(text)
except ValueError: found=[json.loads(line) for line in text.splitlines() if line.strip()]
hits=found.get("hits", [found]) if isinstance(found, dict) else found
print(next(hit["seq"] for hit in hits if "seq" in hit))')"
run "$verbatim" show case "$seq"

chapter "Check the whole case" "Re-hashes the originals, parses them again, rebuilds the tree, compares the store."
run "$verbatim" verify case

chapter "Prove one message to a stranger" "The proof is one small file. Checking it needs no case, no network and no trust in us."
run "$verbatim" prove case "$seq" -o message.proof
# Whoever checks gets the key by another way than the proof: from the court's registry, say.
key="$("$verbatim" stats case --json | json_value case.verifier_key)"
run "$verify" --key "$key" message.proof
run python3 "$root/verifier/verify.py" --key "$key" message.proof

chapter "And if somebody changes it?" "One byte of a copy is flipped; both programs must refuse it and say why."
python3 - message.proof tampered.proof <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.find(b"boxes")
at = at if at >= 0 else len(data) // 2
data[at] ^= 1
open(sys.argv[2], "wb").write(data)
print(f"byte {at} of {len(data)} flipped")
END
run_refused "$verify" --key "$key" tampered.proof
run_refused python3 "$root/verifier/verify.py" --key "$key" tampered.proof

chapter "Disclose a whole conversation" "The seal fixes the state of the case; the bundle proves that nothing of the conversation is left out."
run "$verbatim" seal case
printf '[[redact]]\nreason = "protects a witness"\nregex = "owner"\n' >plan.toml
run cat plan.toml
run "$verbatim" disclose case -o bundle.zip --conversation kilo-lima --recipient "District court" \
    --authority "Order 2020/77" --redact plan.toml
run "$verify" --key "$key" bundle.zip
run python3 "$root/verifier/verify.py" --key "$key" bundle.zip
printf '\nIn a copy, one letter of the readable table is changed:\n'
python3 - bundle.zip tampered.zip <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"boxes", data.index(b"messages.csv"))
data[at] ^= 1
open(sys.argv[2], "wb").write(data)
END
run_refused "$verify" --key "$key" tampered.zip

chapter "Many people, each under an authority" "Another made-up case, with a user for each role. make app opens it in a browser."
"$root/scripts/demo-app.sh" --check "$PWD-app"

printf '\n%sWhat you learned%s\n' "$bold" "$plain"
cat <<END
  verbatim new CASE --name NAME             make a case
  verbatim ingest CASE PATH... --by ...     take evidence in; nothing is dropped silently
  verbatim stats | sources | findings CASE  what came in, and what is wrong with it
  verbatim acquisitions CASE                who delivered it: the start of the chain
  verbatim search CASE QUERY                words, "phrases", prefix*, from:, in:, sent:[... TO ...]
  verbatim show CASE SEQ                    read the conversation around a message
  verbatim verify CASE                      check everything, from the original bytes up
  verbatim prove CASE SEQ -o FILE           a proof that anybody can check with verbatim-verify or verify.py
  verbatim seal CASE                        fix the state of the case
  verbatim disclose CASE -o FILE ...        a bundle to read and to check, with what must be withheld blacked out
  verbatim serve CASE                       let others search and read, each under an authority; every look is logged
  verbatim open BUNDLE                      read, search and annotate a bundle in a browser, without the case

The case lies in $PWD/case, the evidence in $PWD/evidence. Open $PWD/bundle.zip: report.html is for reading,
verify.html checks the bundle in a browser.
Next: make app, docs/guide.md, or put your own export in:  build/verbatim ingest $folder/case YOUR_EXPORT --by ...
END
