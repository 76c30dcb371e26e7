#!/usr/bin/env bash
# Runs emitted RTL and HLS with their own `make`, where nothing of the project can be reached: the sources and the build folder are
# hidden, and the environment is empty. Usage: emitted_test.sh BUILD SOURCE [--all]. Status 77 if this system does not let a user
# hide a folder. --all: also six scenarios of the project, and faults under Verilator; takes about six minutes.
set -u
build=$(cd "$1" && pwd)
source=$(cd "$2" && pwd)
scenarios=() simulators=(icarus)
if [[ ${3:-} == --all ]]; then
  scenarios=(tfc-w1a1 tfc-w1a2 residual-block two-skips inception transposed-conv)
  simulators=(verilator icarus)
fi
weir=$build/cli/weir
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export WEIR_CACHE=$work/cache WEIR_DATA=$work/no_data
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# Runs a command in a folder of $work with an empty environment and the project out of reach.
alone() { # folder, command...
  unshare --mount --map-root-user env -i PATH=/usr/bin:/bin HOME="$work" sh -c '
    source=$1 build=$2 folder=$3
    shift 3
    mount -t tmpfs none "$source" || exit 99
    if [ -d "$build" ]; then mount -t tmpfs none "$build" || exit 99; fi
    cd "$folder" && exec "$@"' sh "$source" "$build" "$work/$1" "${@:2}"
}
if ! alone . true 2>err; then
  echo "skipped: $(cat err)"
  exit 77
fi
alone . test -e "$source/README.md" && fail "the project is not out of reach"

emit() { # language, name of the folder, arguments
  "$weir" emit "$1" -o "$2" "${@:3}" >out 2>&1 || fail "emit $1 $2: $(cat out)"
}
passes() { # folder, wanted lines of PASS
  local status
  alone "$1" make >log 2>&1
  status=$?
  ((status == 0)) || fail "$1: make ended with status $status: $(tail -5 log)"
  (($(grep -c "^PASS" log) == $2)) || fail "$1: found $(grep -c "^PASS" log) times PASS, wanted $2"
}
fails() { # folder, goal of make, text
  alone "$1" timeout 120 make "$2" >log 2>&1 && fail "$1: make $2 passed, wanted a failure"
  grep -q -e "$3" log || fail "$1: make $2: found no $3 in $(tail -5 log)"
}

for name in "${scenarios[@]}"; do
  emit rtl "$name-rtl" "$source/scenarios/$name.yaml" --frames 2
  passes "$name-rtl" 4
  emit hls "$name-hls" "$source/scenarios/$name.yaml" --frames 2
  passes "$name-hls" 0
  grep -q "beats as expected" log || fail "$name-hls: compared nothing"
  for file in "$name"-rtl/*.sv "$name"-rtl/*.v "$name"-rtl/*.tcl "$name"-rtl/*.xdc "$name"-rtl/Makefile "$name"-hls/*.?pp "$name"-hls/*.tcl "$name"-hls/Makefile; do
    head -1 "$file" | grep -q "^\(//\|#\) Made by weir [0-9.]* .*from the scenario $name\.$" || fail "$file: says not what made it: $(head -1 "$file")"
  done
done
# Only the test bench uses features of a simulator.
grep -l 'plusargs' ./*-rtl/*.sv ./*-rtl/*.v | grep -v '_tb.sv$' && fail "the sources above read plus arguments"

# --- A scenario's clock, part and frames, and TLAST ---
cat >little.yaml <<'END'
scenario: little
intent: Run one little layer on random frames.
clock_mhz: 150
fpga_part: xc7z020clg400-1
seed: 1
frames: 3
engines: [golden]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 3}}
END
emit hls little-hls little.yaml
for text in "set part xc7z020clg400-1" "set clock_ns 6.667" "set frames 3"; do
  grep -q "^$text$" little-hls/little.tcl || fail "little.tcl: found no $text"
done
passes little-hls 0
grep -q "^fc_out: 12 beats as expected" log || fail "little-hls: found $(tail -1 log)"
printf '\1' | dd of=little-hls/data/fc_out.expected bs=1 seek=40 conv=notrunc status=none
fails little-hls all "stream 'fc_out': beat 5 is not as expected"
emit rtl little-rtl little.yaml --tlast
passes little-rtl 4
grep -q "period 6.667 " little-rtl/little_top.xdc || fail "little_top.xdc: $(cat little-rtl/little_top.xdc)"
grep -q "FREQ_HZ 150000000" little-rtl/little_top.v || fail "little_top.v: found no FREQ_HZ"
grep -q "set part xc7z020clg400-1" little-rtl/package.tcl || fail "package.tcl: found no part"
grep -q "m_axis_fc_out TLAST" little-rtl/little_top.v || fail "little_top.v: found no TLAST"
emit rtl bare-rtl little.yaml
grep -q "m_axis_fc_out_tlast" bare-rtl/little_top.v && fail "little_top.v has TLAST, which nobody asked for"

# --- The test bench detects a wrong weight, TLAST on another beat, and a beat one cycle late, in both simulators ---
for simulator in "${simulators[@]}"; do
  cp -r bare-rtl wrong
  sed -i '1s/.*/fff/' wrong/fc_weights.hex
  fails wrong $simulator "FAIL: cycle [0-9]*: fc_out: frame 0, beat 0: found"
  rm -rf wrong && cp -r little-rtl wrong
  sed -i 's/\.Beats(4)/.Beats(3)/' wrong/little.sv
  rm -rf wrong/build
  fails wrong $simulator "FAIL: cycle [0-9]*: fc_out: frame 0, beat 2: found TLAST 1, wanted 0"
  rm -rf wrong && cp -r bare-rtl wrong
  sed -i "s/32'd2/32'd1/g" wrong/little.sv  # every FIFO has a depth of one
  fails wrong $simulator "FAIL: fc_out: the last beat came out in cycle [0-9]*, wanted"
  rm -rf wrong
done

# --- Products of narrow operands, which are computed by bit planes ---
cat >planes.yaml <<'END'
scenario: planes
intent: Multiply by bit planes of one word, of two and of three, and of every sign.
seed: 1
frames: 3
engines: [golden]
input: {type: uint3, shape: [12], elements_per_beat: 12}
layers:
  - {kind: mvtu, name: one, rows: 25, pe: 5, simd: 12, weights: {type: int2, seed: 2}, thresholds: {seed: 3}, output: int2}
  - {kind: mvtu, name: two, rows: 40, pe: 4, simd: 25, weights: {type: bipolar, seed: 4}, thresholds: {seed: 5}, output: bipolar}
  - {kind: mvtu, name: three, rows: 3, pe: 1, simd: 40, weights: {type: int2, seed: 6}}
END
emit rtl planes-rtl planes.yaml
passes planes-rtl 4

# --- Several outputs: each has its own beats and last cycle; an output that is late, short or too long is named, and the others pass ---
cat >outputs.yaml <<'END'
scenario: outputs
intent: Fork an input into one output at once and one behind a product.
seed: 1
frames: 3
engines: [golden]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: fork, name: both}
  - {kind: mvtu, name: fc, from: both_out0, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 3}}
END
emit rtl outputs-rtl outputs.yaml
passes outputs-rtl 4
wrong_output() { # text, when the output that comes first is open, and when it offers a beat of its own
  for simulator in "${simulators[@]}"; do
    rm -rf wrong && cp -r outputs-rtl wrong && rm -rf wrong/build
    sed -i "s/^  outputs u_network/  reg [31:0] taken = 0, now = 0;\n  wire raw;\n  wire open = $2;\n  assign m_axis_both_out1_tvalid = raw \&\& open || $3;\n\
  always @(posedge aclk) begin\n    now <= now + 1;\n    if (m_axis_both_out1_tvalid \&\& m_axis_both_out1_tready) taken <= taken + 1;\n  end\n&/
      s/both_out1_tvalid(m_axis_both_out1_tvalid)/both_out1_tvalid(raw)/; s/both_out1_tready(m_axis_both_out1_tready)/both_out1_tready(m_axis_both_out1_tready \&\& open)/" wrong/outputs_top.v
    fails wrong $simulator "$1"
    grep -q "^FAIL: .*fc_out:" log && fail "outputs, $1: blames fc_out: $(grep FAIL log)"
    rm -rf wrong
  done
}
wrong_output "FAIL: both_out1: the last beat came out in cycle [0-9]*, wanted 26" "taken != 11 || now > 50" 0
wrong_output "FAIL: cycle [0-9]*: both_out1: found 11 beats, wanted 12: nothing moves any more" "taken != 11" 0
wrong_output "FAIL: cycle [0-9]*: both_out1: a beat behind the last" 1 "taken == 12"

# --- The simulation always ends: with an unknown handshake, and with an output that never stops. Without data it does not pass ---
cp -r bare-rtl wrong
sed -i 's/\.s_axis_input_tready(s_axis_input_tready)/.s_axis_input_tready()/' wrong/little_top.v
fails wrong icarus "FAIL"
rm -rf wrong && cp -r bare-rtl wrong
sed -i 's/\.m_axis_fc_out_tvalid(m_axis_fc_out_tvalid)/.m_axis_fc_out_tvalid()/; s/^endmodule/  assign m_axis_fc_out_tvalid = 1;\nendmodule/' wrong/little_top.v
fails wrong icarus "FAIL"
rm -rf wrong && rm little-hls/data/fc_out.expected
fails little-hls all "fc_out.expected"

# --- Names that would collide with others ---
refused() { # sed's command on little.yaml, text
  sed -e "$1" little.yaml >refused.yaml
  sed -i "s/^scenario: .*/scenario: ${3:-refused}/" refused.yaml
  [[ ${3:-refused} == refused ]] || mv refused.yaml "$3.yaml"
  "$weir" emit rtl "${3:-refused}.yaml" -o refused-rtl >out 2>&1 && fail "$1: taken"
  grep -q -e "$2" out || fail "$1: found $(cat out), wanted $2"
  [[ -e refused-rtl ]] && fail "$1: left a folder"
}
refused "" 'scenario: found "module", wanted for emission a name' module
refused "" 'scenario: found "weir-fifo", wanted for emission a name' weir-fifo

# --- The packaging script, with stand-ins for the vendor's commands: it is valid Tcl, and names files that exist ---
cat >stand_ins.tcl <<'END'
foreach name {create_project add_files set_property update_compile_order close_project} {
  proc $name {args} { puts [info level 0] }
}
rename add_files {}
proc add_files {args} {
  foreach file [lindex $args end] { if {![file exists $file]} { puts "ABSENT $file"; exit 1 } }
  puts "add_files $args"
}
proc get_files {pattern} { set found [glob $pattern]; return $found }
proc current_fileset {} { return sources_1 }
namespace eval ipx {
  foreach name {package_project current_core create_xgui_files update_checksums check_integrity save_core} {
    proc $name {args} { puts [info level 0]; return core }
  }
}
source package.tcl
END
cp stand_ins.tcl little-rtl/ && (cd little-rtl && yosys -q -c stand_ins.tcl) >log 2>&1 || fail "package.tcl: $(tail -3 log)"
for text in "set_property top little_top sources_1" "fc_weights.hex" "ipx::package_project .*-root_dir ip"; do
  grep -q -e "$text" log || fail "package.tcl: ran no $text: $(cat log)"
done

# --- The script of Vitis HLS, likewise: in a folder whose path is a single word of a command line, and refused in another one ---
cat >hls_stand_ins.tcl <<'END'
foreach name {open_project set_top add_files open_solution set_part create_clock csim_design csynth_design cosim_design export_design} {
  proc $name {args} { puts [info level 0] }
}
source little.tcl
END
cp hls_stand_ins.tcl little-hls/ && (cd little-hls && yosys -q -c hls_stand_ins.tcl) >log 2>&1 || fail "little.tcl: $(tail -3 log)"
grep -q "^csim_design -argv {$work/little-hls/data 3}" log || fail "little.tcl: ran no csim_design: $(cat log)"
for folder in 'a b' 'a$b' 'a"b' 'a{b' 'a\b'; do
  cp -r little-hls "$folder"
  (cd "$folder" && yosys -q -c hls_stand_ins.tcl) >log 2>&1 && fail "little.tcl: taken in the folder $folder"
  grep -q "^little.tcl: found the folder .*, wanted a path without blanks" log || fail "little.tcl in $folder: found $(cat log)"
  # The Makefile only has names relative to its folder.
  rm -rf "$folder" && cp -r bare-rtl "$folder"
  (cd "$folder" && rm -rf build && make icarus) >log 2>&1 || fail "make in the folder $folder: $(tail -3 log)"
  [[ $folder != *' '* ]] || fails "$folder" verilator "^Found a blank in the path of this folder, .*/$folder: Verilator wants one without"
done

((failed == 0)) && echo "all held"
exit $failed
