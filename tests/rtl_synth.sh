#!/bin/bash
# Synthesizes every RTL module with yosys synth_xilinx at its smallest and a typical set of parameters. One run a module holds
# both, as most of a run is spent on loading the cell library; two runs at a time. Exit status 0 if all pass.
set -u
rtl=$(cd "$(dirname "$0")/../rtl" && pwd) || exit 3
command -v yosys >/dev/null || { echo "yosys is missing"; exit 3; }
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3
for word in {0..31}; do printf '%064x\n' $((word * 0x123456789)); done >image.hex

# Runs yosys on a top with an instance for each set of parameters, its pins brought out so that nothing is optimized away.
synth() { # module, pins as direction:name:width, then one parameter list a case
  local module=$1 pins=$2 files=$1.$index case=0 ports="" body="" pin direction name width
  shift 2
  for parameters in "$@"; do
    body+="  $module #($parameters) u_$case (.clk_i(clk_i)"
    for pin in $pins; do
      IFS=: read -r direction name width <<<"$pin"
      width=$(filled_in "$width" "$parameters")
      ports+=", $direction logic [$width-1:0] c${case}_$name"
      body+=", .$name(c${case}_$name)"
    done
    body+=$');\n'
    case=$((case + 1))
  done
  printf 'module top(input logic clk_i%s);\n%sendmodule\n' "$ports" "$body" >"$files.top.sv"
  yosys -q -p "read_verilog -sv -defer $rtl/weir_*.sv; read_verilog -sv $files.top.sv; hierarchy -check -top top;
               synth_xilinx -noiopad; check -assert" >"$files.log" 2>&1 &&
    ! grep -q "Warning: .*\(latch\|multiple\|conflicting\)" "$files.log"
  local status=$? text
  for parameters in "$@"; do
    [ $status = 0 ] && text="ok    " || text="FAIL  "
    echo "$text$module $parameters"
  done >"$files.result"
  [ $status = 0 ] || tail -5 "$files.log" >>"$files.result"
}

# A width such as Pe*InputBits with the parameters' values put in.
filled_in() { # width, parameters
  local width=$1 name value
  while IFS='(' read -r name value; do
    width=${width//${name#.}/${value%)*}}
  done <<<"$(tr ',' '\n' <<<"${2// /}")"
  echo "$width"
}

layer="input:rst_ni:1 output:issue_o:1 output:blocked_o:1 output:m_out_valid_o:1 input:m_out_ready_i:1"
fed="$layer input:s_in_valid_i:1 output:s_in_ready_o:1"
stream="input:rst_ni:1 input:s_valid_i:1 output:s_ready_o:1 output:m_valid_o:1 input:m_ready_i:1
        input:s_data_i:Width output:m_data_o:Width"
point=".MapHeight(1),.MapWidth(1),.KernelHeight(1),.KernelWidth(1)"
window=".MapHeight(16),.MapWidth(16),.KernelHeight(3),.KernelWidth(3)"
mvtu=".InputBits(1),.InputKind(2),.WeightBits(1),.WeightKind(2)"

run() { # index
  local index=$1
  case $index in
    0) synth weir_fifo "$stream input:depth_i:32 output:occupancy_o:32" ".Width(1),.Capacity(1)" \
         ".Width(32),.Capacity(32)" ;;
    1) synth weir_stream "$stream input:depth_i:32 output:occupancy_o:32 input:push_open_i:1 input:pop_open_i:1" \
         ".Width(1),.Capacity(1)" ".Width(32),.Capacity(32)" ;;
    2) synth weir_memstream "$layer output:m_out_data_o:Width" '.Width(1),.Depth(1),.File("image.hex")' \
         '.Width(64),.Depth(32),.File("image.hex")' ;;
    3) synth weir_dwc "$fed input:s_in_data_i:InBits output:m_out_data_o:OutBits" ".InBits(1),.OutBits(1)" \
         ".InBits(8),.OutBits(32)" ".InBits(6),.OutBits(4)" ;;
    4) synth weir_threshold "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         '.Channels(1),.Pe(1),.InputBits(1),.InputKind(2),.Steps(1),.OutBits(1),.OutBias(0),.ThresholdBits(3),.ThresholdFile("image.hex")' \
         '.Channels(16),.Pe(4),.InputBits(8),.InputKind(1),.Steps(3),.OutBits(2),.OutBias(-2),.ThresholdBits(9),.ThresholdFile("image.hex")' ;;
    5) synth weir_label_select "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:K*IndexBits" \
         ".Inputs(1),.Pe(1),.Classes(1),.K(1),.InputBits(1),.InputKind(2),.IndexBits(1)" \
         ".Inputs(16),.Pe(2),.Classes(10),.K(2),.InputBits(8),.InputKind(1),.IndexBits(4)" ;;
    6) synth weir_mvtu "$fed input:s_in_data_i:Simd*InputBits output:m_out_data_o:Pe*OutBits" \
         ".Rows(1),.Cols(1),.Pe(1),.Simd(1),$mvtu,.AccBits(2),.OutBits(2),.WeightFile(\"image.hex\")" \
         ".Rows(32),.Cols(64),.Pe(8),.Simd(16),$mvtu,.AccBits(8),.OutBits(1),.Steps(1),.WeightFile(\"image.hex\"),.ThresholdFile(\"image.hex\")" \
         '.Rows(8),.Cols(16),.Pe(2),.Simd(8),.InputBits(1),.InputKind(0),.WeightBits(2),.WeightKind(1),.AccBits(8),.OutBits(2),.Steps(3),.WeightFile("image.hex"),.ThresholdFile("image.hex")' ;;
    7) synth weir_vvtu "$fed input:s_in_data_i:Simd*Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         ".Channels(1),.Kernel(1),.Pe(1),.Simd(1),$mvtu,.AccBits(2),.OutBits(2),.WeightFile(\"image.hex\")" \
         '.Channels(4),.Kernel(9),.Pe(2),.Simd(3),.InputBits(2),.InputKind(0),.WeightBits(2),.WeightKind(1),.AccBits(7),.OutBits(2),.Steps(3),.WeightFile("image.hex"),.ThresholdFile("image.hex")' ;;
    8) synth weir_swu "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Simd*ElementBits" \
         "$point,.Channels(1),.Simd(1),.ElementBits(1),.BufferPixels(1)" \
         "$point,.Channels(1),.Simd(1),.ElementBits(1),.ParallelWindow(1)" \
         "$window,.Channels(8),.Simd(2),.ElementBits(4),.BufferPixels(52)" \
         "$window,.Channels(8),.Simd(2),.ElementBits(4),.BufferPixels(52),.Depthwise(1)" ;;
    9) synth weir_pad "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Simd*ElementBits" \
         ".MapHeight(1),.MapWidth(1),.BeforeHeight(0),.BeforeWidth(0),.AfterHeight(0),.AfterWidth(0),.Channels(1),.Simd(1),.ElementBits(1),.Code(0)" \
         ".MapHeight(16),.MapWidth(16),.BeforeHeight(1),.BeforeWidth(1),.AfterHeight(1),.AfterWidth(1),.Channels(8),.Simd(2),.ElementBits(4),.Code(-3)" ;;
    10) synth weir_maxpool "$fed input:s_in_data_i:Pe*ElementBits output:m_out_data_o:Pe*ElementBits" \
         "$point,.Channels(1),.Pe(1),.ElementBits(1),.Kind(2)" \
         ".MapHeight(16),.MapWidth(16),.KernelHeight(2),.KernelWidth(2),.Channels(8),.Pe(2),.ElementBits(4),.Kind(1)" ;;
    11) synth weir_pool "$fed input:s_in_data_i:Simd*Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         ".Positions(1),.Folds(1),.Pe(1),.Simd(1),.InputBits(1),.InputKind(2),.Op(0),.OutBits(1)" \
         ".Positions(9),.Folds(1),.Pe(2),.Simd(3),.InputBits(4),.InputKind(1),.Op(0),.OutBits(4)" \
         ".Positions(49),.Folds(16),.Pe(2),.Simd(1),.InputBits(4),.InputKind(0),.Op(1),.Shift(6),.OutBits(4)" ;;
    12) synth weir_swu "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:9*Simd*ElementBits" \
         "$window,.Channels(8),.Simd(8),.ElementBits(2),.ParallelWindow(1)" \
         "$window,.Channels(16),.Simd(2),.ElementBits(4),.Depthwise(1),.ParallelWindow(1)" ;;
  esac
}

for first in 0 2 4 6 8 10 12; do
  for index in $first $((first + 1)); do run $index & done
  wait
done
cat ./*.result
failed=$(cat ./*.result | grep -c '^FAIL')
passed=$(cat ./*.result | grep -c '^ok')
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
