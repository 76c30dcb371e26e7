#!/usr/bin/env bash
# A user's SystemC model with an accelerator in it: the example, built against an installed prefix by find_package(weir), gives the
# values of golden in the cycles of native. Usage: embed_test.sh BUILD SOURCE
set -u
build=$(cd "$1" && pwd)
source=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export WEIR_DATA=$work/no_data
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

cmake --install "$build" --prefix "$work/prefix" >log || fail "cmake --install: $(tail -3 log)"
cp -r prefix/share/doc/weir/examples/systemc user
cmake -S user -B user/build -D CMAKE_PREFIX_PATH="$work/prefix" >log 2>&1 && cmake --build user/build >>log 2>&1 || fail "example: $(tail -20 log)"
ldd user/build/system | grep -q "$work/prefix/.*libweir_accelerator" || fail "the example does not use the installed library"

frames=4
for name in tfc-w1a1 residual-block two-skips catalogue; do
  scenario=$source/scenarios/$name.yaml
  # Sources and sinks of the scenario's own play no part in a user's model.
  user/build/system "$scenario" $frames >found 2>err || fail "$name: $(cat err)"
  user/build/system "$scenario" $frames 7 >slow 2>err || fail "$name: $(cat err)"
  "$build/cli/weir" run "$scenario" --engine golden --frames $frames --dump dump >log 2>&1 || fail "$name: $(tail -3 log)"
  "$build/cli/weir" run "$scenario" --engine native --frames $frames --json native.json >log 2>&1 || fail "$name: $(tail -3 log)"
  /usr/bin/python3 - "$name" <<'END' || failed=1
import json, re, sys
import numpy

def read(file):
    frames = {}
    for line in open(file):
        match = re.fullmatch(r"(\S+) frame (\d+) cycle (\d+):(.*)\n", line)
        if match:
            frames[match[1], int(match[2])] = int(match[3]), [int(value) for value in match[4].split()]
    return frames

found, slow = read("found"), read("slow")
native = json.load(open("native.json"))
outputs = [stream["name"] for stream in native["streams"] if stream["to"] == "output"]
faults = []
assert len(found) == len(slow) == 4 * len(outputs), f"{sys.argv[1]}: found {len(found)} and {len(slow)} frames"
for output in outputs:
    wanted = numpy.load(f"dump/{output}.npy")
    for frame in range(4):
        for which in found, slow:
            if which[output, frame][1] != wanted[frame].reshape(-1).tolist():
                faults.append(f"{output}: frame {frame}: other values than golden's")
        if slow[output, frame][0] < found[output, frame][0]:
            faults.append(f"{output}: frame {frame}: earlier where the host is slow")
first = max(found[output, 0][0] for output in outputs)
last = max(found[output, 3][0] for output in outputs)
timed = native["engines"]["native"]
if last != timed["cycles"] - 1:
    faults.append(f"the last beat came out in cycle {last}, wanted {timed['cycles'] - 1}")
if first != timed["latency_cycles"]:
    faults.append(f"the first frame came out in cycle {first}, wanted {timed['latency_cycles']}")
for fault in faults:
    print(f"FAILED: {sys.argv[1]}: {fault}")
sys.exit(bool(faults))
END
done

user/build/system absent.yaml 1 2>err
status=$?
((status == 2)) && grep -q "^system: absent.yaml" err || fail "absent scenario: status $status, $(cat err)"

((failed == 0)) && echo "all held"
exit $failed
