#!/bin/bash
# Lints every RTL module at its smallest, a typical and an extreme set of parameters, and checks that each illegal relation of
# parameters makes its $error fire. One line a case; exit status 0 if all are as wanted.
set -u
cd "$(dirname "$0")/../rtl" || exit 3
command -v verilator >/dev/null || { echo "verilator is missing"; exit 3; }

passed=0
failed=0
report() { # what, whether it is as wanted, log
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
    echo "ok    $1"
  else
    failed=$((failed + 1))
    echo "FAIL  $1"
    echo "$3" | head -20
  fi
}

clean() { # module, NAME=value...
  local module=$1 log
  shift
  log=$(verilator --lint-only -Wall -I. --top-module "$module" "${@/#/-G}" "$module.sv" 2>&1)
  report "$module $*" $? "$log"
}

illegal() { # words of the message, module, NAME=value...
  local words=$1 module=$2 log
  shift 2
  log=$(verilator --lint-only -Wall -I. --top-module "$module" "${@/#/-G}" "$module.sv" 2>&1)
  [[ $? != 0 && $log == *"$module: $words"* ]]
  report "$module rejects $*" $? "$log"
}

clean weir_fifo Width=1 Capacity=1
clean weir_fifo Width=32 Capacity=32
clean weir_fifo Width=9600 Capacity=100000
illegal "Width is 0" weir_fifo Width=0 Capacity=1
illegal "Capacity is 0" weir_fifo Width=1 Capacity=0

clean weir_stream Width=1 Capacity=1
clean weir_stream Width=32 Capacity=32
clean weir_stream Width=9600 Capacity=100000

clean weir_output_queue Width=1 Latency=1
clean weir_output_queue Width=16 Latency=4
clean weir_output_queue Width=9600 Latency=40
illegal "Latency is 0" weir_output_queue Width=1 Latency=0

clean weir_rom Width=1 Depth=1
clean weir_rom Width=2048 Depth=512
clean weir_rom Width=76800 Depth=100000
illegal "Width is 0" weir_rom Width=0 Depth=1
illegal "Depth is 0" weir_rom Width=1 Depth=0

clean weir_memstream Width=1 Depth=1
clean weir_memstream Width=64 Depth=512
clean weir_memstream Width=76800 Depth=1000

clean weir_dwc InBits=1 OutBits=1
clean weir_dwc InBits=8 OutBits=32
clean weir_dwc InBits=32 OutBits=8
clean weir_dwc InBits=24 OutBits=9
clean weir_dwc InBits=1 OutBits=9600
clean weir_dwc InBits=9600 OutBits=4799
illegal "InBits is 0" weir_dwc InBits=0 OutBits=1
illegal "OutBits is 0" weir_dwc InBits=1 OutBits=0

count() { echo weir_threshold_count Pe=1 Steps=1 ValueBits=1 ThresholdBits=2 OutBits=1 OutBias=0; }
clean $(count)
clean $(count) Pe=8 Steps=7 ValueBits=12 ThresholdBits=13 OutBits=3 OutBias=-4
clean $(count) Pe=64 Steps=255 ValueBits=32 ThresholdBits=33 OutBits=32 OutBias=-2147483648
illegal "Pe is 0" $(count) Pe=0
illegal "Steps is 0" $(count) Steps=0
illegal "ValueBits is 0" $(count) ValueBits=0
illegal "ThresholdBits is 4, must be above the 4" $(count) ValueBits=4 ThresholdBits=4
illegal "OutBits is 0" $(count) OutBits=0
illegal "OutBits is 33" $(count) OutBits=33
illegal "OutBits is 2, too narrow for OutBias 0 to OutBias + Steps 4" $(count) Steps=4 OutBits=2
illegal "OutBits is 2, too narrow for OutBias -3 to OutBias + Steps -2" $(count) OutBits=2 OutBias=-3
illegal "OutBits is 2, too narrow for OutBias -1 to OutBias + Steps 2" $(count) Steps=3 OutBits=2 OutBias=-1

threshold() {
  echo weir_threshold Channels=1 Pe=1 InputBits=1 InputKind=2 Steps=1 OutBits=1 OutBias=0 ThresholdBits=3
}
clean $(threshold)
clean $(threshold) Channels=64 Pe=8 InputBits=8 InputKind=1 Steps=3 OutBits=2 OutBias=-2 ThresholdBits=9
clean $(threshold) Channels=4096 Pe=1024 InputBits=8 InputKind=0 Steps=15 OutBits=4 ThresholdBits=10
clean $(threshold) Channels=3 InputBits=32 InputKind=1 Steps=255 OutBits=8 ThresholdBits=33
illegal "Channels is 5" $(threshold) Channels=5 Pe=2
illegal "Channels is 0" $(threshold) Channels=0
illegal "InputKind is 3" $(threshold) InputKind=3
illegal "InputBits is 2" $(threshold) InputBits=2 ThresholdBits=4
illegal "InputBits is 33" $(threshold) InputBits=33 InputKind=1 ThresholdBits=34

label() { echo weir_label_select Inputs=1 Pe=1 Classes=1 K=1 InputBits=1 InputKind=2 IndexBits=1; }
clean $(label)
clean $(label) Inputs=64 Pe=16 Classes=10 K=5 InputBits=12 InputKind=1 IndexBits=4
clean $(label) Inputs=4096 Pe=512 Classes=4000 K=5 InputBits=32 InputKind=0 IndexBits=12
clean $(label) Inputs=64 Classes=64 K=64 InputBits=8 InputKind=1 IndexBits=30
illegal "Inputs is 5" $(label) Inputs=5 Pe=2
illegal "Classes is 0" $(label) Classes=0
illegal "Classes is 2" $(label) Classes=2
illegal "K is 0" $(label) K=0
illegal "K is 2" $(label) K=2
illegal "InputKind is -1" $(label) InputKind=-1
illegal "InputBits is 2" $(label) InputBits=2
illegal "IndexBits is 3, too narrow for 10 classes" $(label) Inputs=10 Classes=10 IndexBits=3

mvtu() {
  echo weir_mvtu Rows=1 Cols=1 Pe=1 Simd=1 InputBits=1 InputKind=2 WeightBits=1 WeightKind=2 AccBits=2 OutBits=2
}
streamed="WeightsStreamed=1'b1"
clean $(mvtu)
clean $(mvtu) OutBits=1 Steps=1
clean $(mvtu) Rows=64 Cols=64 Pe=8 Simd=16 AccBits=8 OutBits=1 Steps=1
clean $(mvtu) Rows=64 Cols=64 Pe=8 Simd=16 InputBits=2 InputKind=0 WeightBits=2 WeightKind=1 AccBits=10 OutBits=2 Steps=3
clean $(mvtu) Rows=64 Cols=64 Pe=8 Simd=64 InputKind=0 WeightKind=2 AccBits=10 OutBits=10
clean $(mvtu) Rows=64 Cols=64 Pe=8 Simd=64 InputKind=2 WeightBits=2 WeightKind=1 AccBits=10 OutBits=10 $streamed
clean $(mvtu) Rows=64 Cols=64 Pe=8 Simd=8 InputBits=8 InputKind=1 WeightBits=8 WeightKind=1 AccBits=22 OutBits=22 $streamed
clean $(mvtu) Rows=64 Cols=600 Pe=64 Simd=600 InputKind=0 WeightBits=2 WeightKind=1 AccBits=12 OutBits=2 Steps=3
clean $(mvtu) Rows=1024 Cols=8192 Pe=512 Simd=8192 AccBits=15 OutBits=1 Steps=1
clean $(mvtu) Rows=2 Cols=6 Pe=2 Simd=3 InputBits=32 InputKind=1 WeightBits=32 WeightKind=0 AccBits=32 OutBits=32
illegal "Rows is 5" $(mvtu) Rows=5 Pe=2
illegal "Cols is 5" $(mvtu) Cols=5 Simd=2
illegal "InputKind is 3" $(mvtu) InputKind=3
illegal "WeightKind is 3" $(mvtu) WeightKind=3
illegal "InputBits is 2" $(mvtu) InputBits=2
illegal "WeightBits is 2" $(mvtu) WeightBits=2
illegal "AccBits is 33" $(mvtu) AccBits=33
illegal "Steps is -1" $(mvtu) Steps=-1
illegal "OutBits is 3" $(mvtu) OutBits=3

echo "$passed passed, $failed failed"
[ $failed = 0 ]
