#!/usr/bin/env bash
# The weir command as a user meets it: exit status and error lines. Usage: cli_test.sh WEIR
set -u
weir=$1
scenarios=$(cd "$(dirname "$0")/../scenarios" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
users_cache=${WEIR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/weir}  # with Verilator's runtime compiled
export WEIR_CACHE=$work/cache
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# Runs weir with the arguments after the first two. Expects this exit status, and a line of stderr or stdout that begins with
# the text.
expect() { # status, text, argument...
  local wanted=$1 text=$2 status
  shift 2
  "$weir" "$@" >out 2>err
  status=$?
  ((status == wanted)) || fail "weir $*: found status $status, wanted $wanted: $(tail -3 err)"
  cat err out | grep -q -e "^$text" || fail "weir $*: found $(head -3 err out), wanted ^$text"
  if ((status == 2)) && [[ $text == "weir: "* ]]; then
    [[ $(grep -vc '^      ' err) == 1 ]] || fail "weir $*: found several errors, wanted one, or mistakes of one file: $(cat err)"
  fi
}

cat >small.yaml <<'END'
scenario: small
intent: Run one small layer on random frames.
clock_mhz: 100
seed: 1
frames: 4
engines: [golden, native]
default_depth: 2
input: {type: int4, shape: [16], elements_per_beat: 4, from: {seed: 3}}
layers:
  - kind: mvtu
    name: fc
    rows: 8
    pe: 2
    simd: 4
    weights: {type: int3, seed: 11}
END
changed() { sed -e 's/^scenario: small/scenario: changed/' -e "$1" small.yaml >changed.yaml; }

# --- Runs that hold ---
expect 0 "verdict: pass" run small.yaml
expect 0 "verdict: pass" run small.yaml --engine native,golden --frames 9 --seed 5 --depth fc_out=4
expect 0 "verdict: pass" run small.yaml --timing-only --engine native --frames 100000
expect 0 "verdict: pass" run small.yaml --timing-only --engine native --frames 100 --every-beat
expect 0 "verdict: pass" run small.yaml --engine systemc,golden
expect 0 "weir [0-9]*\.[0-9]*\.[0-9]*" --version
if commit=$(git -C "$scenarios" rev-parse --short=12 HEAD 2>/dev/null); then
  expect 0 "weir [0-9.]* (commit $commit\(+changes\)\?)$" --version
fi
expect 0 "first.yaml: a scenario; next: weir run first.yaml" init first.yaml
expect 0 "verdict: pass" run first.yaml
expect 2 "weir: SCENARIO: found first.yaml, which exists, wanted a new file" init first.yaml
expect 2 "weir: SCENARIO: found first, wanted a name that ends in .yaml" init first
expect 2 "weir: .*scenario: found" init "2 words.yaml"
[[ -e "2 words.yaml" ]] && fail "init: a file of a name that no scenario may have"
# A compiler that exceeds its memory limit is named, and the command ends.
WEIR_BUILD_MB=40 expect 3 "weir: engine hls: .* came to its limit of 40 MB of memory (WEIR_BUILD_MB states another)" run small.yaml --engine hls,golden
WEIR_BUILD_MB=60 expect 3 "weir: engine rtl: .* limit of 60 MB of memory" run small.yaml --engine rtl,golden
# Streamed weights with beats of 32,768 bits need no more memory than a small core.
cat >wide.yaml <<'END'
scenario: wide
intent: A product of 64 rows and 64 columns a cycle whose weights are streamed.
seed: 1
frames: 2
engines: [golden, rtl]
input: {type: uint8, shape: [128], elements_per_beat: 64}
layers:
  - {kind: mvtu, name: fc, rows: 128, pe: 64, simd: 64, weights: {type: int8, seed: 2, streamed: true}, thresholds: {seed: 3}, output: uint4}
END
WEIR_CACHE=$users_cache WEIR_BUILD_MB=400 expect 0 "verdict: pass" run wide.yaml
WEIR_BUILD_MB=much expect 2 "weir: WEIR_BUILD_MB: found much, wanted megabytes, or 0: no limit" run --quiet small.yaml --engine hls,golden
expect 0 "small: a frame every 16 cycles at best" show small.yaml
expect 0 "tfc-w1a1: a frame every 64 cycles at best" show "$scenarios/tfc-w1a1.yaml"
cat >dropped.yaml <<'END'
scenario: dropped
intent: Pool a map whose last row is in no window.
seed: 1
engines: [golden, native]
input: {type: int4, shape: [5, 4, 2], elements_per_beat: 2}
layers:
  - {kind: maxpool, name: half, kernel: 2, pe: 2}
END
expect 0 "note: half: drops the last row of 5 x 4" run dropped.yaml
expect 0 "note: half: drops the last row of 5 x 4" show dropped.yaml
expect 0 "Usage: weir" --help
# A network's name is no part of its hardware: one of a library module's name runs, and one more that is alike builds nothing.
sed 's/^scenario: small/scenario: weir_fifo/' small.yaml >weir_fifo.yaml
expect 0 "verdict: pass" run weir_fifo.yaml --engine golden,hls,rtl --frames 2
cp small.yaml other.yaml && sed -i 's/^scenario: small/scenario: other/' other.yaml
expect 0 "  rtl  .* 0\.0  *0\.0*[0-9]*$" run other.yaml --engine rtl,hls --frames 2
expect 0 "  hls  .* 0\.0  *0\.0*[0-9]*$" run other.yaml --engine rtl,hls --frames 2

# --- A check that fails: twice the frame rate that the folding allows ---
changed '$ a expect: {interval_cycles: 8}'
expect 1 "verdict: fail" run changed.yaml

# --- A deadlock: its place, its ring and its cure; no waveform file ---
lock=$scenarios/residual-block-shallow.yaml
models=golden,native,systemc
expect 1 "verdict: fail" run "$lock" --engine $models --json lock.json
text='native: deadlock: the last beat moved in cycle 37 on input, of frame 0'
grep -q "$text" out || fail "deadlock: found $(grep -m1 deadlock out), wanted $text"
grep -q '^ *sum waits for data on conv2_out (empty) from conv2$' out || fail "deadlock: found no ring"
grep -q 'smallest cure, one FIFO: branch_out1 17 deep (now 4), proved for every frame to come' out || fail "deadlock: found no cure"
expect 1 "verdict: fail" run "$lock" --timing-only --engine native,systemc --json timing.json
expect 1 "verdict: fail" run "$lock" --timing-only --engine native --frames 1000000
expect 1 "verdict: fail" run "$lock" --engine $models --depth branch_out1=16
expect 0 "verdict: pass" run "$lock" --engine $models --depth branch_out1=17
expect 1 "verdict: fail" run "$scenarios/two-skips-shallow.yaml" --engine native
grep -q 'no one FIFO cures it; a set of 2, .*: branch_out1 17 deep (now 4), branch_out2 26 deep (now 4)' out ||
  fail "deadlock: found no set that cures it"
python3 - <<'END' || fail "JSON of a deadlock"
import json
for name, engines in ("lock.json", ["native", "systemc"]), ("timing.json", ["native", "systemc"]):
    report = json.load(open(name))
    assert report["verdict"] == "fail"
    assert [stop["engine"] for stop in report["stops"]] == engines, name
    for stop in report["stops"]:
        assert (stop["kind"], stop["stream"], stop["frame"], stop["cycle"]) == ("deadlock", "input", 0, 37), stop
        assert len(stop["ring"]) == 8, stop
        assert stop["ring"][0] == {"layer": "sum", "waits_for": "data", "stream": "conv2_out", "depth": 32}
        assert stop["ring"][-1] == {"layer": "branch", "waits_for": "room", "stream": "branch_out1", "depth": 4}
    assert report["cure"] == [{"stream": "branch_out1", "depth": 4, "wanted": 17}], report["cure"]
    assert [c["ok"] for c in report["checks"] if c["name"] == "deadlock_free"] == [False, False]
    assert not any(c["name"] == "not_starved" for c in report["checks"])
END
ls ./*.mismatch.* 2>/dev/null && fail "a deadlock: waves of a mismatch"

# --- Bad input ---
expect 2 "weir: absent.yaml" run absent.yaml
changed 's/^    pe:/    pes:/'
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " run changed.yaml
changed 's/^    pe: 2/    pe: 3/'
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " run changed.yaml
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " show changed.yaml
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " emit rtl changed.yaml -o new
changed 's/^input: {/input: [/'
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " run changed.yaml
expect 2 'weir: --engine: found "foo", wanted ' run small.yaml --engine golden,foo
expect 2 'weir: --depth: found "fc_out", wanted STREAM=N' run small.yaml --depth fc_out
expect 2 "weir: .*found .*, wanted " run small.yaml --depth fc_out=0
expect 2 "weir: .*found .*, wanted " run small.yaml --depth no_such=4
expect 2 "weir: .*timing" run small.yaml --timing-only --engine golden
# Hardware without RTL
wanted='wanted elastic layers and FIFOs, as Weir.s own RTL has them (engines golden, hls, native and systemc take other hardware)'
changed '/^    simd: 4/ a \    hardware: {freezing: 3}'
found="found layer fc, a freezing pipeline of depth 3, $wanted"
expect 2 "weir: engine rtl: $found" run changed.yaml --engine golden,rtl
expect 2 "weir: --replay-rtl: $found" run changed.yaml --replay-rtl
expect 2 "weir: --wave: $found" run changed.yaml --wave frozen.vcd
expect 2 "weir: RTL: $found" emit rtl changed.yaml -o new
[[ ! -e frozen.vcd && ! -e new ]] || fail "a freezing layer: found files"
changed '/^    simd: 4/ a \    hardware: {slices: true}'
expect 2 "weir: engine rtl: found layer fc, with register slices at its ports, $wanted" run changed.yaml --engine rtl
changed '/^    simd: 4/ a \    hardware: {slices: true}\n    engine: rtl'
expect 2 "weir: engine: rtl of a layer: found layer fc, with register slices at its ports, $wanted" run changed.yaml --engine systemc
# Wrong usage
expect 2 "" run
expect 2 "" run small.yaml --no-such-option
expect 2 "" run small.yaml --frames 0
expect 2 "" emit vhdl small.yaml -o new
expect 2 "" walk small.yaml
expect 2 ""

# --- Sizes: bad input, reported before anything is simulated ---
expect 2 "weir: absent.yaml" size absent.yaml
changed 's/^    pe:/    pes:/'
expect 2 "weir: .*changed.yaml:[0-9]*: .*found .*, wanted " size changed.yaml
expect 2 "weir: --target-fps: found 100000001, wanted at most 100000000, a frame every cycle at 100 MHz" size small.yaml --target-fps 100000001
expect 2 "weir: --luts-per-bram18: found it with --cost bits, wanted --cost lut-bram" size small.yaml --luts-per-bram18 100
expect 2 "weir: -o: found a.yaml, to which --json is written, wanted a file of its own" size small.yaml --json a.yaml -o a.yaml
expect 2 "weir: -o: found small.yaml, which is read, wanted a file of its own" size small.yaml -o small.yaml
expect 2 "weir: -o: found ./../${work##*/}/small.yaml, which is read, wanted" size small.yaml -o "./../${work##*/}/small.yaml"
for name in Sized.yaml 1.yaml "a b.yaml" .yaml; do
  expect 2 "weir: -o: found $name, wanted a file whose stem is a scenario's name: a lower-case letter" size small.yaml -o "$name"
done
for option in --json -o "--trade-off 3 --svg"; do
  # shellcheck disable=SC2086
  expect 2 "weir: ${option##* }: found absent/a.yaml (No such file or directory), wanted a path" size small.yaml $option absent/a.yaml
done
for wrong in "--target min" "--target-fps 0" "--target-fps nan" "--target-interval 0" "--target-interval 1.5" "--target max --target-fps 9" \
  "--target-fps 9 --target-interval 9" "--target-interval 9223372036854775807" "--latency 0" "--cost luts" "--cost lut-bram --luts-per-bram18 0" "--mode slow" \
  "--trade-off 0" "--trade-off 1001" "--svg a.svg" "--most-beats 0" "--most-beats 1000000000000001" \
  "--cost lut-bram --luts-per-bram18 1000001"; do
  # shellcheck disable=SC2086
  expect 2 "" size small.yaml $wrong
done
expect 2 "" size
expect 0 "verdict: pass" size small.yaml --trade-off 1000 --most-beats 1000000000000000
expect 0 "verdict: pass" size small.yaml --cost lut-bram --luts-per-bram18 1000000

# --- Output that cannot be printed ---
for command in "show small.yaml" "size small.yaml" "run small.yaml --engine native" "--help"; do
  # shellcheck disable=SC2086
  "$weir" $command >/dev/full 2>err
  status=$?
  ((status == 2)) || fail "weir $command: found status $status to a full device, wanted 2"
  [[ $(tail -1 err) == "weir: standard output: found No space left on device, wanted room"* ]] || fail "weir $command: found $(cat err)"
done

# --- A sized scenario expects figures that a run can reach; an interval without a steady state fails ---
cat_yaml=$scenarios/catalogue.yaml # its parts are not joined: each has its own pace
expect 0 "note: c.yaml expects no interval" size "$cat_yaml" -o c.yaml
expect 0 "verdict: pass" run c.yaml --engine native
grep -q interval_cycles c.yaml && fail "c.yaml: found an interval, which no run finds"
expect 0 "verdict: pass" size small.yaml -o s.yaml
grep -q 'interval_cycles: 16' s.yaml || fail "s.yaml: found $(grep expect -A1 s.yaml), wanted an interval of 16"
expect 0 "verdict: pass" run s.yaml --engine native
sed 's/latency_cycles:/interval_cycles: 576, latency_cycles:/; s/^scenario: c$/scenario: d/' c.yaml >d.yaml
grep -q interval_cycles d.yaml || fail "d.yaml: found no place for an interval: $(grep -A3 expect c.yaml)"
expect 1 "  FAILED  throughput " run d.yaml --engine native
grep -q "no steady interval was found, wanted 576 cycles a frame" out || fail "d.yaml: found $(grep -A1 FAILED out)"

# --- Values written to files, and compared with references from outside ---
cat >values.yaml <<'END'
scenario: values
intent: Label what a product gives.
seed: 1
frames: 3
engines: [native, golden, systemc]
input: {type: int4, shape: [2, 8], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 11}}
  - {kind: label_select, name: top, pe: 1, classes: 16, k: 2}
END
expect 0 "verdict: pass" run values.yaml --dump out_folder --dump fc_out=fc.npy --json values.json
for stream in input fc_out top_out; do
  [[ -s out_folder/$stream.npy ]] || fail "--dump out_folder: found no $stream.npy"
done
cmp -s out_folder/fc_out.npy fc.npy || fail "--dump: found two of one stream that differ"
grep -q "3 of 3 frames of fc_out in native: fc.npy" out || fail "--dump: found no note: $(cat out)"
python3 - <<'END' || fail "labels, or the .npy of a dump"
import ast, json, struct
def read(path):
    data = open(path, "rb").read()
    length, = struct.unpack("<H", data[8:10])
    header = ast.literal_eval(data[10:10 + length].decode())
    assert data[:8] == b"\x93NUMPY\x01\x00" and (10 + length) % 64 == 0 and header["descr"] == "<i8"
    return header["shape"], list(struct.iter_unpack("<q", data[10 + length:]))
shape, sums = read("fc.npy")
assert shape == (3, 2, 8) and len(sums) == 48, shape
shape, labels = read("out_folder/top_out.npy")
assert shape == (3, 2), shape
found = json.load(open("values.json"))["engines"]
for engine in "native", "golden", "systemc":
    assert [label for frame in found[engine]["labels"] for label in frame] == [label for label, in labels], engine
END
# Layers that pass labels on also report them.
sed 's/^scenario: .*/scenario: passed_on/; s/^  - {kind: label_select.*/&\n  - {kind: dwc, out_bits: 8}\n  - {kind: fork}\n  - {kind: mem_out, latency: 3}/' values.yaml >passed_on.yaml
expect 0 "verdict: pass" run passed_on.yaml --json passed_on.json
python3 -c 'import json
told = [json.load(open(f))["engines"]["golden"]["labels"] for f in ("values.json", "passed_on.json")]
assert told[0] and told[0] == told[1], told' || fail "labels behind dwc, fork and mem_out"
echo 'expect: {outputs: {fc_out: {npy: fc.npy}, input: {npy: out_folder/input.npy}}}' >>values.yaml
expect 0 "verdict: pass" run values.yaml
expect 0 "verdict: pass" run values.yaml --frames 2
expect 2 "weir: .*values.yaml:10: fc_out: found 3 frames, wanted at least the 4 that are run" run values.yaml --frames 4
expect 1 "  FAILED  output_exact " run values.yaml --seed 2
grep -q "native against the reference: stream fc_out, frame 0, element \[" out || fail "a reference: found $(grep -A2 FAILED out)"
expect 2 "weir: --timing-only: found expect: outputs, wanted a run with values" run values.yaml --timing-only --engine native
sed -i 's/fc_out: {npy: fc.npy}/fc: {npy: fc.npy}/' values.yaml
expect 2 "weir: .*values.yaml:10: fc: found no stream of that name, wanted one of input, fc_out, fc_top_dwc_out, top_out" run values.yaml
expect 2 'weir: --dump: found "fc", which is no stream, wanted one of input, fc_out' run small.yaml --dump fc=a.npy
expect 2 "weir: --dump: found absent/a.npy (No such file or directory), wanted a path" run small.yaml --dump fc_out=absent/a.npy
expect 2 "weir: --dump: found .small.yaml.*, which is no folder" run small.yaml --dump small.yaml
expect 2 "weir: --dump: found small.yaml, which is read, wanted a file of its own" run small.yaml --dump fc_out=small.yaml
expect 2 "weir: --dump: found --timing-only beside it" run small.yaml --timing-only --engine native --dump fc_out=a.npy
[[ ! -e a.npy ]] || fail "--dump: found a file in spite of bad input"

# --- Paths that cannot be written, reported before anything is simulated ---
mkdir folder
for option in --json --wave; do
  expect 2 "weir: $option: found absent/a.vcd (No such file or directory), wanted a path" run small.yaml $option absent/a.vcd
  grep -q running err && fail "$option: simulated before the path was tried"
done
expect 2 "weir: --json: found folder (Is a directory), wanted a path" run small.yaml --json folder
expect 2 "weir: --json: found small.yaml, which is read, wanted a file of its own" run small.yaml --json small.yaml
expect 2 "weir: --wave: found w.gtkw, to which --json is written, wanted a file of its own" run small.yaml --wave w.vcd --json w.gtkw
ln -s ring ring
expect 2 "weir: --json: found ring (Too many levels of symbolic links), wanted a path" run small.yaml --json ring
ln -s small.yaml link.yaml
expect 2 "weir: --json: found link.yaml, which is read, wanted a file of its own" run small.yaml --json link.yaml
python3 - <<'END' || fail "an array of weights"
import struct
header = "{'descr': '<i4', 'fortran_order': False, 'shape': (8, 16), }"
header = header.ljust(117) + "\n"
with open("w.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(4 * 8 * 16))
END
changed 's/weights: {type: int3, seed: 11}/weights: {type: int3, from: {npy: w.npy}}/'
expect 0 "verdict: pass" run changed.yaml
expect 2 "weir: --json: found w.npy, which is read, wanted a file of its own" run changed.yaml --json w.npy
expect 2 "weir: --json: found w.npy, which is read, wanted a file of its own" size changed.yaml --json w.npy
expect 2 "weir: --wave: found a.txt, wanted a path that ends in .vcd or .fst" run small.yaml --wave a.txt

# --- Beats and cycles selected for a page ---
expect 0 "verdict: pass" run small.yaml --html page.html --html-beat fc_out=15
expect 2 "weir: --html-beat: found 16 of fc_out, which has beats 0 to 15 in 4 frames" run small.yaml --html no.html --html-beat fc_out=16
[[ ! -e no.html ]] || fail "no.html: written by a command that is refused"
expect 0 "note: the page has [0-9]* cycles (4 frames): it shows single cycles at its end, not at 99999" run small.yaml --html page.html --html-at 99999

# --- The history: read, and not created by reading it ---
no_history="weir: --history: found h.db (No such file or directory), wanted a history of regression runs"
expect 2 "$no_history" history --history h.db
WEIR_HISTORY=h.db expect 2 "$no_history" history
[[ ! -e h.db ]] || fail "h.db: made by reading it"
expect 2 "weir: --history: found small.yaml (file is not a database), wanted a history" history --history small.yaml
expect 2 "weir: --history: found folder (Is a directory), wanted a path" history --history folder
for option in --json --html; do
  expect 2 "weir: $option: found absent/a (No such file or directory), wanted a path" history --history h.db $option absent/a
done
for wrong in "--nights 0" "--nights all" "--slowest -1"; do
  # shellcheck disable=SC2086
  expect 2 "" history --history h.db $wrong
done

# --- A regression: run, cut off, resumed, in shares, and in the history ---
cat >cases.yaml <<'END'
suite: cases
intent: A few cases on quick engines.
engines: [golden, native]
campaigns:
  - {name: layers, of: layers, cases: 6, batch: 2}
END
export WEIR_HISTORY=$work/history.db
expect 0 "verdict: pass" regress cases.yaml --seed 3 --out run --junit junit.xml --json run.json
grep -q '<testsuite' junit.xml || fail "junit.xml: found no test suite"
expect 2 "weir: --out: found run, where a run is, wanted a new folder, or --resume" regress cases.yaml --seed 3 --out run
expect 2 "weir: --resume: found no --out" regress cases.yaml --resume
rm run/units/layers-1.json
expect 0 "verdict: pass" regress cases.yaml --out run --resume --json again.json
expect 0 "verdict: pass" regress cases.yaml --out like --like run --json like.json
cp -r run recounted && sed -i 's/"beats": [0-9]*/"beats": 1/' recounted/units/*.json
expect 1 "verdict: fail" regress cases.yaml --out like_recounted --like recounted --no-history
grep -q 'like: found pass, .* beats compared' err || fail "other beats: found no word of them"
sed -i 's/weir-regression-run-3/weir-regression-run-2/' recounted/run.json  # a version that counted differently
expect 0 "verdict: pass" regress cases.yaml --out like_before --like recounted --no-history
expect 2 "weir: --resume: found recounted, a run by an earlier version of Weir, wanted" regress cases.yaml --seed 3 --out recounted --resume
for share in 1/2 2/2; do expect 0 "verdict: pass" regress cases.yaml --seed 3 --no-history --shard $share --out "share${share%/*}"; done
expect 0 "verdict: pass" regress cases.yaml --merge share1,share2 --json merged.json --no-history
expect 1 "verdict: fail" regress cases.yaml --merge share1 --no-history
python3 - <<'END' || fail "regressions of the same cases"
import json
def cases(name):
    return [{k: v for k, v in case.items() if not k.endswith("_s")} for case in json.load(open(name))["cases"]]
first = cases("run.json")
assert len(first) == 6, first
for name in "again.json", "like.json":
    assert cases(name) == first, name
assert len(cases("merged.json")) == 6
END
# Two runs that begin in the same second get separate folders.
mkdir together
for i in 1 2 3 4; do (cd together && "$weir" regress ../cases.yaml --seed 3 --no-history --quiet >$i.log 2>&1 || echo "FAILED: status $?" >>$i.log) & done
wait
grep -l "^verdict: pass" together/*.log | wc -l | grep -qx 4 || fail "four regressions at once: $(tail -2 together/*.log)"
(($(find together/weir-regress -name run.json | wc -l) == 4)) || fail "four regressions at once: found $(ls together/weir-regress)"
sed 's/cases: 6, batch: 2/minutes: 0.001, batch: 2/; s/suite: cases/suite: minutes/' cases.yaml >minutes.yaml
expect 0 "verdict: pass" regress minutes.yaml --no-history --out minutes --json run.json
expect 0 "verdict: pass" regress minutes.yaml --no-history --out again --like minutes --json again.json
python3 - <<'END' || fail "a run like that of a campaign of minutes"
import json
first, again = (json.load(open(name))["cases"] for name in ("run.json", "again.json"))
assert [case["id"] for case in first] == [case["id"] for case in again], again
unit = json.load(open("minutes/units/layers-0.json"))
unit["result"]["cases"][1]["cycles"] += 1
json.dump(unit, open("minutes/units/layers-0.json", "w"))
END
expect 1 "layers/1: fail: like: found pass, .*; wanted pass, .*, as in minutes" regress minutes.yaml --no-history --out other --like minutes
expect 2 "weir: --like: found minutes, a run of another suite" regress cases.yaml --no-history --out other2 --like minutes
expect 0 "cases" history
for option in --json --html; do
  expect 2 "weir: $option: found history.db, which is read, wanted a file of its own" history $option history.db
done
for option in --json --junit; do
  expect 2 "weir: $option: found h.db, which is read, wanted a file of its own" regress cases.yaml --history h.db $option h.db
  expect 2 "weir: $option: found cases.yaml, which is read, wanted a file of its own" regress cases.yaml --no-history $option cases.yaml
done
sed 's|^campaigns:|scenarios: [small.yaml]\ncampaigns:|' cases.yaml >fixed.yaml
sed -i 's/^suite: cases/suite: fixed/' fixed.yaml
expect 2 "weir: --json: found small.yaml, which is read, wanted a file of its own" regress fixed.yaml --no-history --json small.yaml
for wrong in 0/2 3/2 1 x/2; do expect 2 "weir: --shard: found" regress cases.yaml --shard $wrong; done
expect 2 "weir: --merge: found like, drawn by another coverage\|weir: --merge: found like" regress cases.yaml --merge share1,like
expect 2 "weir: .*absent" regress absent.yaml
expect 2 "weir: .*small.yaml:[0-9]*: " regress small.yaml
expect 2 "weir: .*cases.yaml:[0-9]*: " run cases.yaml
expect 2 "weir: --junit: found absent/j.xml" regress cases.yaml --junit absent/j.xml
expect 2 "weir: --history: found small.yaml" regress cases.yaml --history small.yaml
unset WEIR_HISTORY

# --- A missing tool ---
mkdir no_tools
PATH=$work/no_tools "$weir" run small.yaml --engine rtl >out 2>err
status=$?
((status == 3)) || fail "without verilator: found status $status, wanted 3"
grep -q "^weir: .*verilator" err || fail "without verilator: found $(cat err)"
PATH=$work/no_tools "$weir" run small.yaml --wave a.fst >out 2>err
status=$?
((status == 3)) || fail "without vcd2fst: found status $status, wanted 3"
grep -q "^weir: .*vcd2fst" err || fail "without vcd2fst: found $(cat err)"

# --- Emitted folders: complete, and never over other files ---
sed "s/^scenario: small/scenario: little/" small.yaml >little.yaml  # small is a word of SystemVerilog
for language in rtl hls; do
  expect 0 "$language: [0-9]* files" emit $language little.yaml -o $language
  [[ -n $(ls $language) ]] || fail "emit $language: found no file"
  expect 2 "weir: -o: found $language (not empty), wanted a new or empty folder" emit $language little.yaml -o $language
  expect 0 "folder/: [0-9]* files" emit $language little.yaml -o folder/
  rm -r folder && mkdir folder
  expect 2 "weir: -o: found absent/new (No such file or directory), wanted " emit $language little.yaml -o absent/new
  expect 2 "weir: -o: found small.yaml (Not a directory), wanted " emit $language little.yaml -o small.yaml
done

# A link and the working folder are kept. A dangling link, a full disk and a read-only one lose nothing.
mkdir real working && ln -s real to_real && ln -s nowhere to_nothing
expect 0 "to_real: [0-9]* files" emit hls little.yaml -o to_real
[[ -L to_real && -e real/Makefile ]] || fail "emit to a link: found $(ls -ld to_real real/*)"
(cd working && "$weir" emit rtl ../little.yaml -o . >/dev/null) && [[ -e working/Makefile ]] || fail "emit to the working folder"
expect 2 "weir: -o: found to_nothing (a symbolic link to nothing), wanted a new or empty folder" emit hls little.yaml -o to_nothing
if unshare --mount --map-root-user true 2>/dev/null; then
  mkdir disk
  unshare --mount --map-root-user bash -c '
    mount -t tmpfs -o size=64k none disk && mkdir disk/there
    for folder in disk/new disk/there; do
      "$0" emit rtl little.yaml -o $folder 2>>full.err
      echo "status $?"
    done
    find disk
    mount -o remount,ro disk
    "$0" emit rtl little.yaml -o disk/new 2>>full.err
    echo "status $?"' "$weir" >full.out
  [[ $(cat full.out) == "status 2"$'\n'"status 2"$'\n'disk$'\n'disk/there$'\n'"status 2" ]] || fail "a full disk: found $(cat full.out full.err)"
  for text in "new (No space" "there (No space" "new (Read-only"; do
    grep -q "^weir: -o: found disk/$text" full.err || fail "a full disk: found $(cat full.err)"
  done
fi

for name in size_t u_int; do
  sed "s/^scenario: small/scenario: $name/" small.yaml >$name.yaml
  expect 2 "weir: scenario: found \"$name\", wanted for emission a name that C++ leaves free" emit hls $name.yaml -o new
done
expect 0 "" emit rtl size_t.yaml -o new_size_t
expect 2 "weir: --tlast: found it with hls, wanted rtl" emit hls small.yaml --tlast -o new
changed '/^clock_mhz/ a fpga_part: xc7z020; exit'
expect 2 "weir: .*changed.yaml:4: fpga_part: found \"xc7z020; exit\", wanted a part as the vendor's tools name it" emit hls changed.yaml -o new

# --- Completion: what the shell gets, and what bash makes of it ---
completes() { # wanted words, word...
  local wanted=$1
  shift
  [[ $("$weir" complete-words -- "$@" | tr '\n' ' ') == "$wanted" ]] ||
    fail "completion of $*: found $("$weir" complete-words -- "$@" | tr '\n' ' '), wanted $wanted"
}
completes "rtl hls " emit ""
completes "" emit rtl ""
completes "golden hls systemc native rtl skeleton " run small.yaml --engine ""
completes "bash zsh fish " completion ""
# --- Help by name, and the manual ---
for name in $("$weir" complete-words -- help ""); do
  [[ -n $("$weir" help "$name") ]] || fail "help: nothing of $name"
done
for word in run mvtu reshape weights scenario campaign; do
  "$weir" complete-words -- help "" | grep -qx $word || fail "completion of help: found no $word"
done
expect 0 "  rows  *integer, 1 to 1048576; required" help mvtu
expect 0 "  mmv  *integer, 1 to 64; default 1" help mvtu
expect 0 "  - {kind: mvtu, name: fc0," help mvtu
expect 0 "Stands under: weights of mvtu, weights of conv, weights of vvtu" help weights
expect 0 "  simd of swu: integer, at least 1; required" help simd
expect 0 "Entries of a scenario's layers:" help
expect 0 "Usage: weir run " help run
expect 2 'weir: found no subcommand "rnu", wanted one of run, .*(nearest: run)$' rnu small.yaml
expect 2 'weir: found no subcommand, wanted one of run, '
expect 2 'weir: run: found no option --frmaes, wanted one that `weir run --help` lists (nearest: --frames)$' run small.yaml --frmaes 3
expect 2 'weir: run: found no option --frmaes, .*(nearest: --frames)$' run small.yaml --frmaes=3
expect 2 'weir: run: SCENARIO is required; `weir run --help` lists what it takes$' run
expect 2 'weir: run: --frames: found -1, wanted an integer, at least 1; `weir run --help` lists what it takes$' run small.yaml --frames -1
expect 2 'weir: run: --frames: found 2.5, wanted an integer, at least 1; ' run small.yaml --frames 2.5
expect 2 'weir: run: --seed: found -1, wanted an integer, 0 to 18446744073709551615; ' run small.yaml --seed -1
expect 2 'weir: size: --target: found 5000, wanted max; --target-interval takes cycles, ' size small.yaml --target 5000
expect 2 'weir: size: --mode: found fats, wanted exact or fast (nearest: fast); ' size small.yaml --mode fats
expect 2 'weir: size: --target-fps: found 0, wanted a number above 0; ' size small.yaml --target-fps 0
expect 2 'weir: run: --seed: found 18446744073709551616, wanted an integer, 0 to 18446744073709551615; ' run small.yaml --seed 18446744073709551616
expect 2 'weir: small.yaml:1: scenario: found a scenario, wanted a suite of regressions (weir run runs scenarios)$' regress small.yaml
expect 2 'weir: .*/smoke.yaml:1: suite: found a suite of regressions, wanted a scenario (weir regress runs suites)$' run "$scenarios/smoke.yaml"
expect 2 'weir: run: found no option -x, ' run small.yaml -x
expect 2 "weir: NAME: found \"mvtuu\", .*nearest: mvtu" help mvtuu
expect 2 "weir: NAME: found \"mvtu\", wanted scenario or suite" help mvtu --markdown
expect 0 '.*"title": "Weir suite"' help suite --json-schema
"$weir" help --manual manual || fail "help --manual"
for page in manual/man?/*; do
  said=$(groff -man -ww -Tutf8 "$page" 2>&1 >/dev/null) && [[ -z $said ]] || fail "$page: $said"
  ! command -v mandoc >/dev/null || said=$(mandoc -Tlint -W warning "$page") || fail "$page: $said"
done
for word in $("$weir" complete-words -- ""); do
  [[ -s manual/man1/weir-$word.1 ]] || fail "help --manual: found no weir-$word.1"
done
grep -q -- '\\-\\-replay\\-rtl' manual/man1/weir-run.1 || fail "weir-run.1: found no --replay-rtl"
grep -q 'Columns multiplied at once' manual/man5/weir-scenario.5 || fail "weir-scenario.5: found no simd"
completes "" run small.yaml --json ""
for word in run size regress history import show emit; do
  "$weir" complete-words -- "" | grep -qx $word || fail "completion: found no $word"
done
"$weir" complete-words -- emit rtl -- | grep -qx -e --tlast || fail "completion: found no --tlast"
completes "golden,hls golden,systemc golden,native golden,rtl golden,skeleton " run small.yaml --engine golden,
completes "--engine=golden --engine=hls --engine=systemc --engine=native --engine=rtl --engine=skeleton " run --engine=r
mkdir bin && ln -s "$weir" bin/weir
for line in "we run --dep=--depth" "weir emit h=hls" "weir size small.yaml --mode f=fast" "weir run --engine golden,r=golden,rtl"; do
  found=$(PATH=$PWD/bin:$PATH bash -c '
    source <(weir completion bash)
    read -ra COMP_WORDS <<<"$1"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _weir
    echo "${COMPREPLY[*]}"' bash "${line%=*}")
  [[ $found == "${line#*=}" ]] || fail "bash: ${line%=*}: found $found, wanted ${line#*=}"
done

# Words that bash splits at "=", and the program by another path or name that is not on the PATH.
bash_completes() { # program, wanted words, word of bash...
  local program=$1 wanted=$2 found
  shift 2
  found=$(PATH=/usr/bin:/bin bash -c '
    source ./weir.bash
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _weir
    echo "${COMPREPLY[*]}"' bash "$program" "$@")
  [[ $found == "$wanted" ]] || fail "bash: $program $*: found $found, wanted $wanted"
}
"$weir" completion bash >weir.bash
ln -s "$weir" bin/other
for program in "$weir" bin/weir ./bin/other; do
  bash_completes $program "rtl" run --engine = r
  bash_completes $program "golden,rtl" run --engine = golden,r
  bash_completes $program "--engine" run --depth fc_out = 3 --eng
done
HOME=$work bash_completes '~/bin/other' "hls" emit h

# zsh and fish themselves, where they are: what the line becomes, and what is offered.
"$weir" completion zsh >weir.zsh
"$weir" completion fish >weir.fish
zsh_completes() { # what is typed before Tab, what the line is then
  local found
  found=$(PATH=$PWD/bin:/usr/bin:/bin timeout 20 zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    read_to() { local text= more; while [[ $text != *$1* ]] && zpty -r shell more; do text+=$more; done; REPLY=$text; }
    zpty -w shell "PROMPT= RPROMPT=; autoload -Uz compinit; compinit -u -D; source ./weir.zsh; print re\"\"ady"
    read_to ready
    zpty -w shell "show() { print \"<\$BUFFER>\"; BUFFER=; zle accept-line }; zle -N show; bindkey \"^X\" show; print go\"\"ne"
    read_to gone
    zpty -w -n shell "$1"$'"'\\t\\x18'"'
    read_to ">"
    print -r -- "$REPLY"' zsh "$1" | tr -d '\r' | grep -o '<[^>]*>')
  [[ ${found% >} == "<$2" || $found == "<$2>" ]] || fail "zsh: $1: found $found, wanted <$2>"
}
if command -v zsh >/dev/null; then
  zsh_completes "weir run small.yaml --engine golden,r" "weir run small.yaml --engine golden,rtl"
  zsh_completes "$work/bin/weir emit h" "$work/bin/weir emit hls"
fi
fish_completes() { # wanted words, line
  local found
  found=$(PATH=$PWD/bin:/usr/bin:/bin HOME=$work fish -c 'source ./weir.fish; complete --do-complete "$argv[1]"' "$2" | cut -f 1 | tr '\n' ' ')
  [[ $found == "$1" ]] || fail "fish: $2: found $found, wanted $1"
}
if command -v fish >/dev/null; then
  fish_completes "rtl " "weir emit r"
  fish_completes "golden,rtl " "weir run small.yaml --engine golden,r"
  fish_completes "--replay-beats --replay-rtl " "weir run small.yaml --repl"
  fish_completes "small.yaml " "weir run small.y"
fi

# --- Colour: only on a terminal ---
on_terminal() { # command...: prints what the command writes to a terminal
  python3 -c '
import os, pty, sys
sys.stdout.flush()
pty.spawn(sys.argv[1:], lambda end: os.read(end, 65536))' "$@" </dev/null
}
escape=$(printf '\033')
TERM=xterm on_terminal "$weir" run small.yaml --engine golden,native >out
grep -q "$escape\[32mverdict: pass$escape\[0m" out || fail "a terminal: found no colour: $(tail -1 out)"
TERM=xterm NO_COLOR=1 on_terminal "$weir" run small.yaml --engine golden,native >out
grep -q "$escape\[[0-9;]*m" out && fail "NO_COLOR: found colour"
TERM=dumb on_terminal "$weir" run small.yaml --engine golden,native >out
grep -q "$escape" out && fail "a dumb terminal: found colour"
TERM=xterm "$weir" run small.yaml --engine golden,native >out 2>err
grep -q "$escape" out err && fail "a file: found colour"
TERM=xterm on_terminal "$weir" run absent.yaml >out
grep -q "$escape\[31mweir:$escape\[0m absent.yaml" out || fail "a terminal: found no colour in $(cat out)"

# --- Waves and reports ---
expect 0 "verdict: pass" run small.yaml --wave a.vcd --json a.json
grep -q '^\$enddefinitions' a.vcd || fail "a.vcd: found no definitions"
grep -q 'a.vcd"$' a.gtkw || fail "a.gtkw: does not open a.vcd"
expect 0 "verdict: pass" run small.yaml --wave b.fst --json b.json
fst2vcd b.fst 2>/dev/null | grep -q push_data || fail "b.fst: found no push_data"
python3 - <<'END' || fail "JSON"
import json
a, b = (json.load(open(name)) for name in ("a.json", "b.json"))
for key in "schema scenario clock_mhz frames seed engines layers streams checks accuracy verdict".split():
    assert key in a, key
for report in a, b:
    report.pop("notes")  # names of the files written
    for engine in report["engines"].values():
        for key in "build_s wall_s cycles_per_s beats_per_s ns_per_beat".split():
            engine.pop(key)
assert a == b, "one scenario, two reports"
END
ls -d ./*.tmp* 2>/dev/null && fail "temporary files are left"

((failed)) || echo "all as wanted"
exit $failed
