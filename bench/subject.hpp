// What the benchmarks measure: networks with their stimuli, and the speeds found.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "network/frame_source.hpp"
#include "testbench/engines.hpp"

namespace weir::bench {

struct Subject {
  Network network;
  Traffic traffic;
  FrameSource frames;

  // Throws BadInput.
  static Subject of_scenario(const std::string& name);
  // Back to back, with random frames.
  static Subject of_network(Network network);

  // `frames` frames for a run with data, or for one of timing alone.
  [[nodiscard]] Stimulus with_data(std::int64_t count) const;
  [[nodiscard]] Stimulus timing_only(std::int64_t count) const;
  [[nodiscard]] std::int64_t beats_per_frame() const;  // on all streams
};

// One engine's speed on one network, for the table at the end.
struct Speed {
  std::string network;
  std::string engine;
  double cycles_per_s = 0;
  double ns_per_beat = 0;
  std::optional<int> optimisation;  // rtl: EngineRun's
};
void note(const Speed& speed);  // of several under the same name the fastest counts
void print_speeds();

// Processor time of this process and of its children that ended, in seconds.
double processor_seconds();

// Seconds that the simulation itself took: the engine's own wall clock, or the processor time of the whole
// call where other load on the machine made that the lesser of two upper bounds.
struct Timed {
  testbench::EngineRun run;
  double seconds = 0;
};
Timed timed(const std::function<testbench::EngineRun()>& engine);

// Registers a benchmark whose body sets each iteration's time itself. What it throws becomes its error.
void register_timed(const std::string& name, std::function<void(benchmark::State&)> body);

void register_engines();
void register_layers();

}  // namespace weir::bench
