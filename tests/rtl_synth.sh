#!/bin/bash
# Synthesizes every RTL module with yosys synth_xilinx at its smallest and a typical set of parameters. One run holds
# both, and several small modules, as most of a run is spent on loading the cell library; two runs at a time. Exit status 0 if all pass.
set -u
rtl=$(cd "$(dirname "$0")/../rtl" && pwd) || exit 3
command -v yosys >/dev/null || { echo "yosys is missing"; exit 3; }
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3
for word in {0..31}; do printf '%064x\n' $((word * 0x123456789)); done >image.hex

# Runs yosys on a top with an instance for each module and set of parameters, its pins brought out so that nothing is optimized
# away.
synth() { # of each module, -- between two: its name, pins as direction:name:width, then one parameter list a case
  local files=run$index module pins pin direction name width ports="" body="" status text
  local -a cases=()
  while [ $# -gt 0 ]; do
    module=$1 pins=$2
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
      body+="  $module #($1) u_${#cases[@]} (.clk_i(clk_i)"
      for pin in $pins; do
        IFS=: read -r direction name width <<<"$pin"
        width=$(filled_in "$width" "$1")
        ports+=", $direction logic [$width-1:0] c${#cases[@]}_$name"
        body+=", .$name(c${#cases[@]}_$name)"
      done
      body+=$');\n'
      cases+=("$module $1")
      shift
    done
    [ $# -gt 0 ] && shift
  done
  printf 'module top(input logic clk_i%s);\n%sendmodule\n' "$ports" "$body" >"$files.top.sv"
  yosys -q -p "read_verilog -sv -defer $rtl/weir_*.sv; read_verilog -sv $files.top.sv; hierarchy -check -top top;
               synth_xilinx -noiopad; check -assert" >"$files.log" 2>&1 &&
    ! grep -q "Warning: .*\(latch\|multiple\|conflicting\)" "$files.log"
  status=$?
  [ $status = 0 ] && text="ok    " || text="FAIL  "
  printf "$text%s\n" "${cases[@]}" >"$files.result"
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
         '.Width(64),.Depth(32),.File("image.hex")' '.Width(16),.Depth(32),.File("image.hex"),.CyclesPerBeat(3)' ;;
    3) synth weir_dwc "$fed input:s_in_data_i:InBits output:m_out_data_o:OutBits" ".InBits(1),.OutBits(1)" \
         ".InBits(8),.OutBits(32)" ".InBits(6),.OutBits(4)" ;;
    4) synth weir_threshold "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         '.Channels(1),.Pe(1),.InputBits(1),.InputKind(2),.Steps(1),.OutBits(1),.OutBias(0),.ThresholdBits(3),.ThresholdFile("image.hex")' \
         '.Channels(16),.Pe(4),.InputBits(8),.InputKind(1),.Steps(3),.OutBits(2),.OutBias(-2),.ThresholdBits(9),.ThresholdFile("image.hex")' ;;
    5) synth weir_label_select "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:K*IndexBits" \
         ".Inputs(1),.Pe(1),.Classes(1),.K(1),.InputBits(1),.InputKind(2),.IndexBits(1)" \
         ".Inputs(16),.Pe(2),.Classes(10),.K(2),.InputBits(8),.InputKind(1),.IndexBits(4)" ;;
    6) synth weir_mvtu "$fed input:s_in_data_i:Mmv*Simd*InputBits output:m_out_data_o:Mmv*Pe*OutBits" \
         ".Mmv(1),.Rows(1),.Cols(1),.Pe(1),.Simd(1),$mvtu,.AccBits(2),.OutBits(2),.WeightFile(\"image.hex\")" \
         ".Mmv(1),.Rows(32),.Cols(64),.Pe(8),.Simd(16),$mvtu,.AccBits(8),.OutBits(1),.Steps(1),.WeightFile(\"image.hex\"),.ThresholdFile(\"image.hex\")" \
         '.Mmv(1),.Rows(8),.Cols(16),.Pe(2),.Simd(8),.InputBits(1),.InputKind(0),.WeightBits(2),.WeightKind(1),.AccBits(8),.OutBits(2),.Steps(3),.WeightFile("image.hex"),.ThresholdFile("image.hex")' \
         '.Mmv(2),.Rows(2),.Cols(8),.Pe(2),.Simd(4),.InputBits(2),.InputKind(0),.WeightBits(2),.WeightKind(1),.AccBits(7),.OutBits(2),.Steps(3),.WeightFile("image.hex"),.ThresholdFile("image.hex")' ;;
    7) synth weir_vvtu "$fed input:s_in_data_i:Simd*Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         ".Channels(1),.Kernel(1),.Pe(1),.Simd(1),$mvtu,.AccBits(2),.OutBits(2),.WeightFile(\"image.hex\")" \
         '.Channels(4),.Kernel(9),.Pe(2),.Simd(3),.InputBits(2),.InputKind(0),.WeightBits(2),.WeightKind(1),.AccBits(7),.OutBits(2),.Steps(3),.WeightFile("image.hex"),.ThresholdFile("image.hex")' ;;
    8) synth weir_swu "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Mmv*Simd*ElementBits" \
         "$point,.Channels(1),.Simd(1),.ElementBits(1),.BufferPixels(1),.Mmv(1)" \
         "$point,.Channels(1),.Simd(1),.ElementBits(1),.ParallelWindow(1),.Mmv(1)" \
         "$window,.Channels(8),.Simd(2),.ElementBits(4),.BufferPixels(52),.Mmv(1)" \
         "$window,.Channels(8),.Simd(2),.ElementBits(4),.BufferPixels(52),.Mmv(2)" \
         "$window,.Channels(8),.Simd(2),.ElementBits(4),.BufferPixels(52),.Mmv(1),.Depthwise(1)" ;;
    9) synth weir_pad "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Simd*ElementBits" \
         ".MapHeight(1),.MapWidth(1),.BeforeHeight(0),.BeforeWidth(0),.AfterHeight(0),.AfterWidth(0),.Channels(1),.Simd(1),.ElementBits(1),.Code(0)" \
         ".MapHeight(16),.MapWidth(16),.BeforeHeight(1),.BeforeWidth(1),.AfterHeight(1),.AfterWidth(1),.Channels(8),.Simd(2),.ElementBits(4),.Code(-3)" \
         ".MapHeight(8),.MapWidth(8),.BeforeHeight(1),.BeforeWidth(1),.AfterHeight(1),.AfterWidth(1),.Channels(8),.Simd(2),.ElementBits(4),.Code(-3),.BetweenHeight(2),.BetweenWidth(1)" ;;
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
    13) synth weir_fork "input:rst_ni:1 output:issue_o:1 output:blocked_o:1 input:s_in_valid_i:1 output:s_in_ready_o:1
           input:s_in_data_i:Width output:m_out_valid_o:Outputs input:m_out_ready_i:Outputs output:m_out_data_o:Outputs*Width" \
         ".Width(1),.Outputs(1)" ".Width(8),.Outputs(3)" \
      -- weir_eltwise "$layer input:s_a_valid_i:1 output:s_a_ready_o:1 input:s_a_data_i:Pe*ABits input:s_b_valid_i:1
           output:s_b_ready_o:1 input:s_b_data_i:Pe*BBits output:m_out_data_o:Pe*OutBits" \
         ".Pe(1),.Op(0),.ABits(1),.AKind(2),.BBits(1),.BKind(2),.OutBits(1)" \
         ".Pe(2),.Op(2),.ABits(4),.AKind(0),.BBits(4),.BKind(1),.OutBits(5)" \
         ".Pe(2),.Op(3),.ABits(4),.AKind(0),.BBits(4),.BKind(1),.OutBits(8)" \
      -- weir_concat "$layer input:s_in_valid_i:Inputs output:s_in_ready_o:Inputs
           input:s_in_data_i:Inputs*Pe*ElementBits output:m_out_data_o:Pe*ElementBits" \
         ".Inputs(1),.Channels(1),.Pe(1),.ElementBits(1)" \
         ".Inputs(3),.Channels(96'h000000020000000800000004),.Pe(2),.ElementBits(4)" \
      -- weir_split "input:rst_ni:1 output:issue_o:1 output:blocked_o:1 input:s_in_valid_i:1 output:s_in_ready_o:1
           input:s_in_data_i:Pe*ElementBits output:m_out_valid_o:Outputs input:m_out_ready_i:Outputs
           output:m_out_data_o:Outputs*Pe*ElementBits" \
         ".Outputs(1),.Channels(1),.Pe(1),.ElementBits(1)" \
         ".Outputs(3),.Channels(96'h000000020000000800000004),.Pe(2),.ElementBits(4)" ;;
    14) synth weir_channelwise "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         '.Channels(1),.Pe(1),.Op(0),.InputBits(1),.InputKind(2),.ParameterBits(1),.ParameterKind(2),.OutBits(1),.ParameterFile("image.hex")' \
         '.Channels(8),.Pe(2),.Op(1),.InputBits(4),.InputKind(0),.ParameterBits(4),.ParameterKind(1),.OutBits(8),.ParameterFile("image.hex")' \
      -- weir_downsample "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Simd*ElementBits" \
         ".MapHeight(1),.MapWidth(1),.StrideHeight(1),.StrideWidth(1),.Channels(1),.Simd(1),.ElementBits(1)" \
         ".MapHeight(15),.MapWidth(16),.StrideHeight(2),.StrideWidth(3),.Channels(8),.Simd(2),.ElementBits(4)" \
      -- weir_upsample "$fed input:s_in_data_i:Simd*ElementBits output:m_out_data_o:Simd*ElementBits" \
         ".MapWidth(1),.ScaleHeight(1),.ScaleWidth(1),.Channels(1),.Simd(1),.ElementBits(1)" \
         ".MapWidth(16),.ScaleHeight(2),.ScaleWidth(3),.Channels(8),.Simd(2),.ElementBits(4)" \
      -- weir_lookup "$fed input:s_in_data_i:IndexBits output:m_out_data_o:Pe*EntryBits" \
         '.Entries(2),.Dimension(1),.Pe(1),.IndexBits(1),.EntryBits(1),.TableFile("image.hex")' \
         '.Entries(12),.Dimension(6),.Pe(3),.IndexBits(3),.EntryBits(4),.TableFile("image.hex")' ;;
    15) synth weir_normalize "$fed input:s_in_data_i:Pe*InputBits output:m_out_data_o:Pe*OutBits" \
         ".Length(1),.Pe(1),.InputBits(1),.OutBits(1)" ".Length(24),.Pe(2),.InputBits(8),.OutBits(4)" \
      -- weir_tmr_check "$fed input:s_in_data_i:Channels*ElementBits output:m_error_valid_o:1 input:m_error_ready_i:1
           output:m_error_data_o:2 output:m_out_data_o:(Channels-2*Triplets)*ElementBits" \
         ".Pixels(1),.Channels(3),.Triplets(1),.First(0),.ElementBits(1)" \
         ".Pixels(25),.Channels(12),.Triplets(2),.First(64'h0000000700000002),.ElementBits(4)" \
      -- weir_mem "$fed input:s_in_data_i:Width output:m_out_data_o:Width" \
         ".Width(1),.Beats(1),.Latency(0),.CyclesPerBeat(1),.Burst(1),.BurstGap(0)" \
         ".Width(16),.Beats(100),.Latency(20),.CyclesPerBeat(2),.Burst(16),.BurstGap(5)" ;;
  esac
}

for ((first = 0; first < 16; first += 2)); do
  for index in $first $((first + 1)); do run $index & done
  wait
done
cat ./*.result
failed=$(cat ./*.result | grep -c '^FAIL')
passed=$(cat ./*.result | grep -c '^ok')
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
