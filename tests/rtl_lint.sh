#!/bin/bash
# Lints every RTL module at its smallest, a typical and an extreme set of parameters, and checks that each illegal relation of
# parameters makes its $error fire. One line a case; exit status 0 if all are as wanted. Arguments: only these modules.
set -u
cd "$(dirname "$0")/../rtl" || exit 3
command -v verilator >/dev/null || { echo "verilator is missing"; exit 3; }

only=" $* "
wanted() { # module
  [[ $only == "  " || $only == *" $1 "* ]]
}

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
  wanted "$module" || return 0
  log=$(verilator --lint-only -Wall -I. --top-module "$module" "${@/#/-G}" "$module.sv" 2>&1)
  report "$module $*" $? "$log"
}

illegal() { # words of the message, module, NAME=value...
  local words=$1 module=$2 log
  shift 2
  wanted "$module" || return 0
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
clean weir_memstream Width=64 Depth=512 CyclesPerBeat=3
clean weir_memstream Width=1 Depth=1 CyclesPerBeat=1048576
illegal "CyclesPerBeat is 0" weir_memstream Width=1 Depth=1 CyclesPerBeat=0

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
for kinds in "InputKind=2 WeightKind=2" "InputKind=0 WeightKind=1 WeightBits=2" "InputKind=1 InputBits=4 WeightKind=1 WeightBits=4"; do
  clean $(mvtu) Rows=8 Cols=64 Pe=8 Simd=16 $kinds AccBits=14 OutBits=14 Mmv=4
  clean $(mvtu) Rows=8 Cols=64 Pe=8 Simd=64 $kinds AccBits=14 OutBits=2 Steps=3 Mmv=2 $streamed
done
illegal "Mmv is 0" $(mvtu) Mmv=0
illegal "Mmv is 2" $(mvtu) Rows=2 Mmv=2
illegal "Rows is 5" $(mvtu) Rows=5 Pe=2
illegal "Cols is 5" $(mvtu) Cols=5 Simd=2
illegal "InputKind is 3" $(mvtu) InputKind=3
illegal "WeightKind is 3" $(mvtu) WeightKind=3
illegal "InputBits is 2" $(mvtu) InputBits=2
illegal "WeightBits is 2" $(mvtu) WeightBits=2
illegal "AccBits is 33" $(mvtu) AccBits=33
illegal "Steps is -1" $(mvtu) Steps=-1
illegal "OutBits is 3" $(mvtu) OutBits=3

accumulate() { echo weir_accumulate Pe=1 Folds=1 SumBits=1 AccBits=1 OutBits=1; }
clean $(accumulate)
clean $(accumulate) Pe=8 Folds=4 SumBits=9 AccBits=14 OutBits=2 Steps=3
clean $(accumulate) Pe=512 Folds=100 SumBits=32 AccBits=32 OutBits=32
clean $(accumulate) Pe=8 Folds=4 SumBits=9 AccBits=14 OutBits=2 Steps=3 Mmv=4
illegal "Pe is 0" $(accumulate) Pe=0
illegal "Mmv is 0" $(accumulate) Mmv=0
illegal "AccBits is 33" $(accumulate) AccBits=33
illegal "SumBits is 2" $(accumulate) SumBits=2
illegal "Steps is -1" $(accumulate) Steps=-1
illegal "OutBits is 2" $(accumulate) OutBits=2

vvtu() {
  echo weir_vvtu Channels=1 Kernel=1 Pe=1 Simd=1 InputBits=1 InputKind=2 WeightBits=1 WeightKind=2 AccBits=2 OutBits=2
}
clean $(vvtu)
clean $(vvtu) OutBits=1 Steps=1
clean $(vvtu) Channels=16 Kernel=9 Pe=4 Simd=3 InputBits=4 InputKind=0 WeightBits=4 WeightKind=1 AccBits=12 OutBits=4 Steps=15
clean $(vvtu) Channels=16 Kernel=9 Pe=4 Simd=9 InputBits=8 InputKind=1 WeightBits=8 WeightKind=1 AccBits=20 OutBits=20
clean $(vvtu) Channels=1024 Kernel=49 Pe=512 Simd=49 InputBits=4 InputKind=0 WeightBits=4 WeightKind=1 AccBits=14 OutBits=14
clean $(vvtu) Channels=2 Kernel=3 Pe=2 Simd=3 InputBits=32 InputKind=1 WeightBits=32 WeightKind=0 AccBits=32 OutBits=32
illegal "Channels is 5" $(vvtu) Channels=5 Pe=2
illegal "Kernel is 9" $(vvtu) Kernel=9 Simd=2
illegal "InputKind is 3" $(vvtu) InputKind=3
illegal "WeightKind is 3" $(vvtu) WeightKind=3
illegal "InputBits is 2" $(vvtu) InputBits=2
illegal "WeightBits is 2" $(vvtu) WeightBits=2
illegal "AccBits is 33" $(vvtu) AccBits=33
illegal "Steps is -1" $(vvtu) Steps=-1
illegal "OutBits is 3" $(vvtu) OutBits=3

delay() { echo weir_delay_line Width=1 Depth=1 Taps=1; }
clean $(delay)
clean $(delay) Width=16 Depth=64 Taps=2
clean $(delay) Width=9600 Depth=100000 Taps=10
illegal "Width is 0" $(delay) Width=0
illegal "Depth is 0" $(delay) Depth=0
illegal "Taps is 0" $(delay) Taps=0

swu() {
  echo weir_swu MapHeight=1 MapWidth=1 Channels=1 Simd=1 ElementBits=1 KernelHeight=1 KernelWidth=1 BufferPixels=1
}
map="MapHeight=16 MapWidth=20 Channels=16 ElementBits=4 KernelHeight=3 KernelWidth=3"
wide="MapHeight=224 MapWidth=224 Channels=512 ElementBits=8 KernelHeight=7 KernelWidth=7"
depthwise="Depthwise=1'b1"
parallel="ParallelWindow=1'b1 BufferPixels=0"
for order in "" $depthwise; do
  clean $(swu) $order
  clean $(swu) $map Simd=4 BufferPixels=66 $order
  clean $(swu) $map Simd=4 BufferPixels=43 StrideHeight=4 StrideWidth=5 $order
  clean $(swu) $map Simd=16 BufferPixels=200 DilationHeight=2 DilationWidth=3 $order
  clean $(swu) $wide Simd=512 BufferPixels=2000 StrideWidth=2 $order
  clean $(swu) MapWidth=100000 KernelWidth=100000 BufferPixels=100000 $order
  clean $(swu) MapHeight=100 MapWidth=100 BufferPixels=1 StrideHeight=50 StrideWidth=50 $order
  clean $(swu) $parallel $order
  clean $(swu) $map Simd=16 $parallel $order
  clean $(swu) $map Simd=16 DilationHeight=2 DilationWidth=3 StrideHeight=3 $parallel $order
  clean $(swu) $wide Simd=512 $parallel $order
done
clean $(swu) $map Simd=4 $depthwise $parallel
clean $(swu) MapWidth=9 KernelWidth=3 Channels=4 $depthwise $parallel
clean $(swu) MapHeight=9 KernelHeight=3 Channels=4 $depthwise $parallel
clean $(swu) $map Simd=4 BufferPixels=60 Mmv=3
clean $(swu) $map Simd=4 BufferPixels=47 StrideHeight=4 StrideWidth=2 Mmv=3
clean $(swu) $map Simd=16 BufferPixels=200 DilationHeight=2 DilationWidth=3 Mmv=2
clean $(swu) MapWidth=64 BufferPixels=64 Mmv=64
illegal "BufferPixels is 44, must be at least the 45" $(swu) $map BufferPixels=44 Mmv=3
illegal "Mmv is 0" $(swu) BufferPixels=9 Mmv=0
illegal "Mmv is 2, must be at least 1, and 1" $(swu) MapWidth=2 BufferPixels=2 Mmv=2 $depthwise
illegal "Mmv is 2, must be at least 1, and 1" $(swu) MapWidth=2 Mmv=2 $parallel
illegal "Mmv is 4, must be a divisor of the 18 windows" $(swu) $map BufferPixels=60 Mmv=4
illegal "Channels is 5" $(swu) Channels=5 Simd=2
illegal "ElementBits is 33" $(swu) ElementBits=33
illegal "StrideHeight is 0" $(swu) StrideHeight=0
illegal "StrideWidth is 0" $(swu) StrideWidth=0
illegal "DilationHeight is 0" $(swu) DilationHeight=0
illegal "DilationWidth is 0" $(swu) DilationWidth=0
illegal "KernelHeight is 2, spread over 4" $(swu) KernelHeight=2 MapHeight=3 DilationHeight=3 BufferPixels=9
illegal "KernelWidth is 2, spread over 4" $(swu) KernelWidth=2 MapWidth=3 DilationWidth=3 BufferPixels=9
illegal "Simd is 2, must be Channels" $(swu) Channels=4 Simd=2 $parallel
illegal "BufferPixels is 42, must be at least the 43" $(swu) $map BufferPixels=42

pad() {
  echo weir_pad MapHeight=1 MapWidth=1 BeforeHeight=0 BeforeWidth=0 AfterHeight=0 AfterWidth=0 Channels=1 Simd=1 \
    ElementBits=1 Code=0
}
clean $(pad)
clean $(pad) MapHeight=16 MapWidth=20 BeforeHeight=1 BeforeWidth=1 AfterHeight=1 AfterWidth=2 Channels=8 Simd=2 ElementBits=4 Code=-3
clean $(pad) MapHeight=15 MapWidth=15 BeforeWidth=1 Channels=2
clean $(pad) MapHeight=1000 MapWidth=1000 BeforeHeight=1000 AfterWidth=100 Channels=512 Simd=512 ElementBits=32 Code=2147483647
between="BetweenHeight=2 BetweenWidth=1"
clean $(pad) $between
clean $(pad) MapHeight=16 MapWidth=20 BeforeHeight=1 BeforeWidth=1 AfterHeight=1 AfterWidth=2 Channels=8 Simd=2 ElementBits=4 $between
clean $(pad) MapHeight=1000 MapWidth=1000 BetweenHeight=1000 BetweenWidth=1000 Channels=512 Simd=512 ElementBits=32
illegal "BetweenHeight is -1" $(pad) BetweenHeight=-1
illegal "BetweenWidth is -1" $(pad) BetweenWidth=-1
illegal "MapHeight is 0" $(pad) MapHeight=0
illegal "MapWidth is 0" $(pad) MapWidth=0
illegal "BeforeHeight is -1" $(pad) BeforeHeight=-1
illegal "BeforeWidth is -1" $(pad) BeforeWidth=-1
illegal "AfterHeight is -1" $(pad) AfterHeight=-1
illegal "AfterWidth is -1" $(pad) AfterWidth=-1
illegal "Channels is 5" $(pad) Channels=5 Simd=2
illegal "ElementBits is 0" $(pad) ElementBits=0

maxpool() { echo weir_maxpool MapHeight=1 MapWidth=1 KernelHeight=1 KernelWidth=1 Channels=1 Pe=1 ElementBits=1 Kind=2; }
clean $(maxpool)
clean $(maxpool) MapHeight=15 MapWidth=17 KernelHeight=2 KernelWidth=2 Channels=8 Pe=2 ElementBits=4 Kind=1
clean $(maxpool) MapWidth=16 KernelWidth=2 Channels=8 Pe=8 ElementBits=4 Kind=0
clean $(maxpool) MapHeight=8 KernelHeight=8 Channels=8
clean $(maxpool) MapHeight=224 MapWidth=224 KernelHeight=3 KernelWidth=1 Channels=1024 Pe=512 ElementBits=32 Kind=1
illegal "KernelHeight is 2" $(maxpool) KernelHeight=2
illegal "KernelWidth is 0" $(maxpool) KernelWidth=0
illegal "Channels is 5" $(maxpool) Channels=5 Pe=2
illegal "Kind is 3" $(maxpool) Kind=3
illegal "ElementBits is 2" $(maxpool) ElementBits=2

pool() { echo weir_pool Positions=1 Folds=1 Pe=1 Simd=1 InputBits=1 InputKind=0 Op=0 OutBits=1; }
clean $(pool)
clean $(pool) InputKind=2
clean $(pool) Positions=9 Pe=4 Simd=3 InputBits=4 OutBits=4
clean $(pool) Positions=49 Folds=16 Pe=4 InputBits=4 Op=1 Shift=6 OutBits=4
clean $(pool) Positions=49 Folds=16 Pe=4 InputBits=4 InputKind=1 Op=1 Shift=31 OutBits=32
clean $(pool) Positions=4096 Folds=3 Pe=512 Simd=16 InputBits=16 InputKind=1 Op=2 OutBits=28
illegal "Positions is 9" $(pool) Positions=9 Simd=2
illegal "Folds is 0" $(pool) Folds=0
illegal "Pe is 0" $(pool) Pe=0
illegal "Op is 3" $(pool) Op=3
illegal "InputKind is 2, must be 0 to 2, and not 2 unless Op, which is 2" $(pool) InputKind=2 Op=2
illegal "InputBits is 33" $(pool) InputBits=33 OutBits=33
illegal "Shift is 32" $(pool) Op=1 Shift=32
illegal "Shift is 1, must be 0 to 31, and 0 unless Op, which is 2" $(pool) Op=2 Shift=1
illegal "OutBits is 2" $(pool) OutBits=2

# Numbers as one packed parameter of 32 bits each, the first in the lowest.
words() { # number...
  local text="" number
  for number in "$@"; do text=$(printf '%08x' "$number")$text; done
  echo "$((32 * $#))'h$text"
}

clean weir_fork Width=1 Outputs=1
clean weir_fork Width=32 Outputs=3
clean weir_fork Width=9600 Outputs=16
illegal "Width is 0" weir_fork Width=0 Outputs=2
illegal "Outputs is 0" weir_fork Width=1 Outputs=0

eltwise() { echo weir_eltwise Pe=1 Op=0 ABits=1 AKind=2 BBits=1 BKind=2 OutBits=1; }
for op in 0 1 2 3; do
  clean $(eltwise) Op=$op
  clean $(eltwise) Op=$op Pe=8 ABits=4 AKind=1 BBits=6 BKind=0 OutBits=8
  clean $(eltwise) Op=$op Pe=512 ABits=32 AKind=0 BBits=32 BKind=1 OutBits=32
done
illegal "Pe is 0" $(eltwise) Pe=0
illegal "Op is 4" $(eltwise) Op=4
illegal "AKind is 3" $(eltwise) AKind=3
illegal "BKind is 3" $(eltwise) BKind=3
illegal "ABits is 2" $(eltwise) ABits=2
illegal "BBits is 33" $(eltwise) BBits=33 BKind=0
illegal "OutBits is 33" $(eltwise) OutBits=33

concat() { echo weir_concat Inputs=1 Channels="$(words 1)" Pe=1 ElementBits=1; }
clean $(concat)
clean $(concat) Inputs=3 Channels="$(words 4 8 2)" Pe=2 ElementBits=4
clean $(concat) Inputs=16 Channels="$(words {1..15} 100000)" ElementBits=32
clean $(concat) Inputs=2 Channels="$(words 300 600)" Pe=300 ElementBits=32
illegal "Inputs is 0" $(concat) Inputs=0
illegal "Pe is 0" $(concat) Pe=0
illegal "Channels of input 1 is 5" $(concat) Inputs=2 Channels="$(words 4 5)" Pe=2
illegal "Channels of input 0 is 0" $(concat) Channels="$(words 0)"
illegal "ElementBits is 33" $(concat) ElementBits=33

split() { echo weir_split Outputs=1 Channels="$(words 1)" Pe=1 ElementBits=1; }
clean $(split)
clean $(split) Outputs=3 Channels="$(words 4 8 2)" Pe=2 ElementBits=4
clean $(split) Outputs=16 Channels="$(words {1..15} 100000)" ElementBits=32
clean $(split) Outputs=2 Channels="$(words 300 600)" Pe=300 ElementBits=32
illegal "Outputs is 0" $(split) Outputs=0
illegal "Pe is 0" $(split) Pe=0
illegal "Channels of output 1 is 5" $(split) Outputs=2 Channels="$(words 4 5)" Pe=2
illegal "Channels of output 0 is 0" $(split) Channels="$(words 0)"
illegal "ElementBits is 33" $(split) ElementBits=33

channelwise() {
  echo weir_channelwise Channels=1 Pe=1 Op=0 InputBits=1 InputKind=2 ParameterBits=1 ParameterKind=2 OutBits=1
}
for op in 0 1 2; do
  clean $(channelwise) Op=$op
  clean $(channelwise) Op=$op Channels=64 Pe=8 InputBits=8 InputKind=0 ParameterBits=4 ParameterKind=1 OutBits=12
  clean $(channelwise) Op=$op Channels=4096 Pe=512 InputBits=32 InputKind=1 ParameterBits=32 ParameterKind=0 OutBits=32
done
illegal "Channels is 5" $(channelwise) Channels=5 Pe=2
illegal "Op is 3" $(channelwise) Op=3
illegal "InputKind is 3" $(channelwise) InputKind=3
illegal "ParameterKind is 3" $(channelwise) ParameterKind=3
illegal "InputBits is 2" $(channelwise) InputBits=2
illegal "ParameterBits is 33" $(channelwise) ParameterBits=33 ParameterKind=0
illegal "OutBits is 0" $(channelwise) OutBits=0

downsample() {
  echo weir_downsample MapHeight=1 MapWidth=1 StrideHeight=1 StrideWidth=1 Channels=1 Simd=1 ElementBits=1
}
clean $(downsample)
clean $(downsample) MapHeight=15 MapWidth=20 StrideHeight=2 StrideWidth=3 Channels=8 Simd=2 ElementBits=4
clean $(downsample) MapHeight=1000 MapWidth=1000 StrideHeight=1000 StrideWidth=7 Channels=512 Simd=512 ElementBits=32
illegal "MapHeight is 0" $(downsample) MapHeight=0
illegal "MapWidth is 0" $(downsample) MapWidth=0
illegal "StrideHeight is 0" $(downsample) StrideHeight=0
illegal "StrideWidth is 0" $(downsample) StrideWidth=0
illegal "Channels is 5" $(downsample) Channels=5 Simd=2
illegal "ElementBits is 0" $(downsample) ElementBits=0

upsample() { echo weir_upsample MapWidth=1 ScaleHeight=1 ScaleWidth=1 Channels=1 Simd=1 ElementBits=1; }
clean $(upsample)
clean $(upsample) MapWidth=20 ScaleHeight=2 ScaleWidth=3 Channels=8 Simd=2 ElementBits=4
clean $(upsample) MapWidth=20 ScaleWidth=2 Channels=8 Simd=8 ElementBits=4
clean $(upsample) MapWidth=1000 ScaleHeight=1000 ScaleWidth=1000 Channels=512 Simd=512 ElementBits=32
illegal "MapWidth is 0" $(upsample) MapWidth=0
illegal "ScaleHeight is 0" $(upsample) ScaleHeight=0
illegal "ScaleWidth is 0" $(upsample) ScaleWidth=0
illegal "Channels is 5" $(upsample) Channels=5 Simd=2
illegal "ElementBits is 33" $(upsample) ElementBits=33

clean weir_table Width=1 Depth=1
clean weir_table Width=64 Depth=300
clean weir_table Width=76800 Depth=100000
illegal "Width is 0" weir_table Width=0 Depth=1
illegal "Depth is 0" weir_table Width=1 Depth=0

lookup() { echo weir_lookup Entries=2 Dimension=1 Pe=1 IndexBits=1 EntryBits=1; }
clean $(lookup)
clean $(lookup) Entries=300 Dimension=12 Pe=4 IndexBits=8 EntryBits=6
clean $(lookup) Entries=1048576 Dimension=512 Pe=512 IndexBits=20 EntryBits=32
illegal "Dimension is 5" $(lookup) Dimension=5 Pe=2
illegal "IndexBits is 31" $(lookup) IndexBits=31
illegal "Entries is 3, too few for indices of 2 bits" $(lookup) Entries=3 IndexBits=2
illegal "EntryBits is 33" $(lookup) EntryBits=33

mem() { echo weir_mem Width=1 Beats=1 Latency=0 CyclesPerBeat=1 Burst=1 BurstGap=0; }
clean $(mem)
clean $(mem) Width=64 Beats=100 Latency=20 CyclesPerBeat=2 Burst=16 BurstGap=5
clean $(mem) Width=9600 Beats=100000 Latency=1048576 CyclesPerBeat=1048576 Burst=100000 BurstGap=1048576
illegal "Width is 0" $(mem) Width=0
illegal "Beats is 0" $(mem) Beats=0
illegal "Latency is -1" $(mem) Latency=-1
illegal "CyclesPerBeat is 0" $(mem) CyclesPerBeat=0
illegal "Burst is 0" $(mem) Burst=0
illegal "BurstGap is -1" $(mem) BurstGap=-1

tmr() { echo weir_tmr_check Pixels=1 Channels=3 Triplets=1 First="$(words 0)" ElementBits=1; }
clean $(tmr)
clean $(tmr) Pixels=25 Channels=12 Triplets=2 First="$(words 2 7)" ElementBits=4
clean $(tmr) Pixels=25 Channels=6 Triplets=2 First="$(words 0 3)" ElementBits=4
clean $(tmr) Pixels=1000000 Channels=600 Triplets=3 First="$(words 0 3 590)" ElementBits=32
illegal "Pixels is 0" $(tmr) Pixels=0
illegal "Triplets is 2" $(tmr) Channels=5 Triplets=2 First="$(words 0 3)"
illegal "First of triplet 0 is 1" $(tmr) Channels=7 Triplets=2 First="$(words 1 3)"
illegal "First of triplet 1 is 5" $(tmr) Channels=7 Triplets=2 First="$(words 1 5)"
illegal "ElementBits is 0" $(tmr) ElementBits=0

normalize() { echo weir_normalize Length=1 Pe=1 InputBits=1 OutBits=1; }
clean $(normalize)
clean $(normalize) Length=24 Pe=4 InputBits=8 OutBits=8
clean $(normalize) Length=66000 Pe=600 InputBits=16 OutBits=8
illegal "Length is 5" $(normalize) Length=5 Pe=2
illegal "InputBits is 17" $(normalize) InputBits=17
illegal "OutBits is 9" $(normalize) OutBits=9

echo "$passed passed, $failed failed"
((passed > 0 && failed == 0))
