// Benchmarks of engines and layers. Takes Google Benchmark's options: --benchmark_filter=lfc-w1a1, ...
#include <cstdlib>

#include "bench/subject.hpp"
#include "network/memory.hpp"

int main(int argc, char** argv) {
  weir::keep_freed_memory();
  constexpr int kKeep = 0;
  setenv("WEIR_RTL_OPTIMISE", "3", kKeep);  // the fastest that rtl can be is what the others are held against
  weir::bench::register_engines();
  weir::bench::register_layers();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  weir::bench::print_speeds();
}
