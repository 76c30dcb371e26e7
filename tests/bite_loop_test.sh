#!/usr/bin/env bash
# Tests scripts/bite with stand-ins for cmake, ninja and weir: which faults it reports as found, missed, unbuilt and broken, what it
# repeats and what not, and which files it leaves. Also checks that every fault of the project's list still has its place.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
expect() { # what, found, wanted
  [[ $2 == "$3" ]] && return
  echo "FAIL  $1: found '$2', wanted '$3'"
  failed=1
}

scripts/bite --list >"$folder/list" || expect "the project's own list" "status $?" "status 0"

project=$folder/project
mkdir -p "$project"/{scripts,scenarios,tests/faults,rtl,models} "$folder/bin"
cp scripts/bite "$project/scripts"
echo "suite: smoke" >"$project/scenarios/smoke.yaml"
echo "sound wires" >"$project/rtl/weir_a.sv"
echo "sound cycles" >"$project/models/a.cpp"
entry() { # name, file, after
  printf '  - {name: %s, file: %s, before: sound, after: "%s", kind: sign, shows: always}\n' "$@"
}
{
  echo "faults:"
  entry seen rtl/weir_a.sv "a fault seen"
  entry hidden rtl/weir_a.sv hidden
  entry rejected rtl/weir_a.sv "rejected by verilator"
  entry killed models/a.cpp "killed by it"
  entry uncompiled models/a.cpp "does not compile"
  entry stuck models/a.cpp "is stuck"
} >"$project/tests/faults/all.yaml"
git -C "$project" init --quiet
git -C "$project" add --all

cat >"$folder/bin/cmake" <<'END'
#!/usr/bin/env bash
mkdir -p build/release/cli
touch build/release/build.ninja
END
cat >"$folder/bin/ninja" <<END
#!/usr/bin/env bash
[[ "\$1 \$3" == "-C weir" ]] || exit 9
if grep -q "does not compile" "\$2/../../models/a.cpp"; then echo "error in a.cpp"; exit 1; fi
cp "$folder/weir" "\$2/cli/weir"
END
cat >"$folder/weir" <<END
#!/usr/bin/env bash
echo "\$*" >>"$folder/calls"
[[ "\$1 \$2" == "regress scenarios/smoke.yaml" ]] || exit 2
while [[ \$1 != --json ]]; do shift; done
mkdir -p "\$WEIR_CACHE/rtl/\$(cat rtl/* | cksum | cut -d ' ' -f 1)"
tell() { # verdict, check, detail
  echo '{"seed": 7, "cases": [{"id": "layers/0", "verdict": "pass"}, {"id": "layers/1", "what": "swu", "verdict": "'\$1'",
    "check": '\$2', "detail": "'\$3'"}]}' >"\$json"
}
json=\$2
case "\$(cat rtl/weir_a.sv models/a.cpp)" in
  *seen*) tell fail '"bit_exact"' "rtl against golden"; exit 1 ;;
  *rejected*) tell crash null "engine rtl: verilator exited with status 1"; exit 1 ;;
  *killed*) tell crash null "killed by signal 11"; exit 1 ;;
  *stuck*) sleep 60 ;;
  *) tell pass null "" ;;
esac
END
chmod +x "$folder/bin/cmake" "$folder/bin/ninja" "$folder/weir"
export PATH="$folder/bin:$PATH"

out=$folder/out
bite() { "$project/scripts/bite" --out "$out" --timeout 2 "$@" >"$folder/table" 2>"$folder/log" && status=0 || status=$?; }
outcome() { python3 -c "import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])" "$out/results/$1.fault.json" "$2"; }
calls() { wc -l <"$folder/calls"; }

bite
expect "status where faults are missed" $status 1
expect "a failing case" "$(outcome seen outcome) $(outcome seen check) $(outcome seen case)" "found bit_exact layers/1"
expect "no failing case" "$(outcome hidden outcome)" missed
expect "a design that Verilator rejects" "$(outcome rejected outcome)" unbuilt
expect "a case that crashes" "$(outcome killed outcome) $(outcome killed check)" "found crash"
expect "a model that does not compile" "$(outcome uncompiled outcome) $(outcome uncompiled detail)" "unbuilt error in a.cpp"
expect "a suite without an end" "$(outcome stuck outcome)" broken
expect "the summary" "$(grep -o '^. of . faults found' "$folder/table")" "2 of 6 faults found"
expect "the sound suite, and the faults that build" "$(calls)" 6
expect "the seed of the faults" "$(grep -c -- "--stop-at-first --seed 7" "$folder/calls")" 5
expect "the copy afterwards" "$(cat "$out/sources/rtl/weir_a.sv" "$out/sources/models/a.cpp")" $'sound wires\nsound cycles'
expect "what is left of the compiled" "$(ls "$out/cache/rtl" | wc -l)" 1

bite --resume
expect "status of a run that is done" $status 1
expect "runs of what is done" "$(calls)" 6
bite --resume seen killed
expect "status where all are found" $status 0
rm "$out/results/seen.fault.json"
bite --resume seen killed
expect "runs of what is not done" "$(calls)" 7
bite seen
expect "runs without --resume" "$(calls)" 8
echo "other cycles, and sound" >"$project/models/a.cpp"
bite --resume seen
expect "runs of other sources, and of the sound ones" "$(calls)" 10

echo "seen" >"$project/models/a.cpp"
bite rejected
expect "status of a text that is not there" "$status" 2
sed -i /models/d "$project/tests/faults/all.yaml"
bite seen
expect "status where the sound sources fail" "$status" 1
bite nobody
expect "status of an unknown name" "$status" 2

((failed == 0)) && echo "ok"
exit $failed
