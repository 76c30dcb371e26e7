// Benchmarks of engines and layers. Takes Google Benchmark's options: --benchmark_filter=lfc-w1a1, ...
#include "bench/subject.hpp"

int main(int argc, char** argv) {
  weir::bench::register_engines();
  weir::bench::register_layers();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  weir::bench::print_speeds();
}
