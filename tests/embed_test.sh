#!/usr/bin/env bash
# A user's SystemC model that contains an accelerator: the example, built against an installed prefix with find_package(weir), gives
# golden's values in native's cycles. Usage: embed_test.sh BUILD SOURCE
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
cat >user/misuse.cpp <<'END'
// Two accelerators in one simulation, of which the first gets a beat with the highest bit of its last word set, or one whose
// output is unbound.
#include <iostream>
#include <string>
#include <systemc>
#include <weir/accelerator.hpp>

int sc_main(int argc, char* argv[]) {
  try {
    sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
    const bool unbound = argc > 2 && argv[2] == std::string("unbound");
    weir::Accelerator first("first", argv[1]), second("second", argv[1]);
    sc_core::sc_fifo<weir::Beat> in0(1000), in1(1000), out0(1000), out1(1000);
    first.in[0](in0), second.in[0](in1), second.out[0](out1);
    if (!unbound) first.out[0](out0);
    for (weir::Beat beat : first.to_beats(0, first.scenario_frame(0, 0))) {
      in1.nb_write(beat);
      if (argc > 2 && !unbound) beat.words.back() |= std::uint64_t{1} << 63;
      in0.nb_write(beat);
    }
    sc_core::sc_start();
    std::cout << "second " << out1.num_available() << ", first "
              << (out0.num_available() == out1.num_available() ? "alike" : "otherwise") << std::endl;
  } catch (const std::exception& error) {
    std::cerr << "misuse: " << error.what() << std::endl;
    return 2;
  }
  return 0;
}
END
cat >>user/CMakeLists.txt <<'END'
add_executable(misuse misuse.cpp)
set_target_properties(misuse PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
target_link_libraries(misuse PRIVATE weir::accelerator)
END
cmake -S user -B user/build >log 2>&1 && cmake --build user/build >>log 2>&1 || fail "misuse: $(tail -20 log)"
cat >narrow.yaml <<'END'
scenario: narrow
intent: Run one little layer on random frames.
seed: 1
engines: [golden]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 3}}
END
misuse() { # status, text, argument
  local status
  user/build/misuse narrow.yaml ${3:-} >out 2>err
  status=$?
  ((status == $1)) && cat out err | grep -q -e "$2" || fail "misuse ${3:-}: found status $status, $(cat out err)"
}
misuse 0 "^second 4, first alike$"
misuse 2 "entry_input: found a beat with bits above the 16 of its stream: 8[0-9a-f]*, wanted zero there" bits
misuse 2 "E109.*out_fc_out" unbound
ldd user/build/system | grep -q "$work/prefix/.*libweir_accelerator" || fail "the example does not use the installed library"

frames=4
for name in tfc-w1a1 residual-block two-skips catalogue; do
  scenario=$source/scenarios/$name.yaml
  # The scenario's own sources and sinks are not used in a user's model.
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
