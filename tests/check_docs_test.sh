#!/usr/bin/env bash
# Tests check_docs: each kind of fault, put into a copy of the documentation, is found in its place. Usage:
# check_docs_test.sh WEIR.
set -euo pipefail
weir=$1
tests=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$tests/.." && tar --create --exclude=./build --exclude=./.git --exclude=./weir-* .) | tar --extract --directory "$copy"
"$tests/check_docs" "$weir" "$copy"

# All faults are put in, and check_docs has to find each of them in one run.
wanted=()
finds() { # text, then file and sed expression
  cp "$copy/$2" "$copy/saved"
  sed -i -e "$3" "$copy/$2"
  cmp -s "$copy/$2" "$copy/saved" && { echo "nothing in $2 is changed by $3"; exit 1; }
  wanted+=("$1")
}
finds 'link: found docs/nowhere.md' README.md 's|(docs/tutorial.md)|(docs/nowhere.md)|'
finds 'link: found #nowhere' docs/commands.md 's|sizing.md#the-budget|sizing.md#nowhere|'
finds 'path: found network/layers/nothing.hpp' README.md 's|network/layers/mvtu.hpp|network/layers/nothing.hpp|'
finds 'path: found models/kinds/<kind>.nothing' docs/layer-kinds.md 's|models/kinds/<kind>.cpp|models/kinds/<kind>.nothing|'
finds 'golden/README.md:6: path: found nothing.hpp' golden/README.md '6s|golden.hpp|nothing.hpp|'
finds 'path: found scenarios/nothing.yaml' README.md 's|run scenarios/tfc-w1a1.yaml|run scenarios/nothing.yaml|'
finds 'subcommand: found weir sizes' docs/tutorial.md 's|weir size digits|weir sizes digits|'
finds 'option: found --engines, wanted one that weir run has' docs/tutorial.md 's|--engine golden|--engines golden|'
finds 'option: found --perfeto' docs/diagnosis.md 's|--perfetto|--perfeto|'
finds 'option: found --jobs' docs/commands.md 's|`--replay-beats N`|`--jobs N`|'
finds 'weir import: found no --top-k' docs/commands.md '/--top-k/d'
finds 'docs/scenario-keys.md: found another text' docs/scenario-keys.md 's/| `rows` |/| `rowz` |/'
finds 'docs/suite-keys.md: found another text' docs/suite-keys.md 's/| `stalls` | true or false/| `stalls` | text/'
finds 'docs/scenario.md: found no triplets, wanted every key of tmr_check' docs/scenario.md '/triplets/d'
finds 'docs/regression.md: found no shrink_minutes' docs/regression.md '/shrink_minutes/d'
finds 'regress: found network, testbench, wanted import, network, testbench' README.md 's/| `network`, `import`, `testbench` |$/| `network`, `testbench` |/'
finds 'README.md: found no row of sizing/' README.md '/^| `sizing/d'
finds 'words, wanted at most 1500' README.md "\$r $copy/docs/values.md"
finds 'regress/README.md: found ' regress/README.md "\$r $copy/docs/timing.md"
rm "$copy/bench/README.md"
wanted+=('bench/README.md: found none')
said=$("$tests/check_docs" "$weir" "$copy") && { echo "check_docs passes"; exit 1; }
for text in "${wanted[@]}"; do
  [[ $said == *"$text"* ]] || { echo "found: $said, wanted: $text"; exit 1; }
done
