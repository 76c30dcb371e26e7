// The common part of all layer kinds' ladders: a network of many small ones side by side, so that one build
// of the RTL covers a whole grid of parameters; random numbers and traffic; and the comparison of the engines
// with one another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/random.hpp"
#include "network/traffic.hpp"
#include "testbench/engines.hpp"
#include "tests/contract.hpp"

namespace weir::tests {

// Random numbers that depend on the seed of the run (weir_tests --rng-seed) and on their purpose.
Random seeded(const std::string& purpose);

Tensor random_tensor(Random& random, const Shape& shape, const DataType& type);

// Thresholds for values of type `compared`; `sample(channel)` returns values that occur. Most thresholds are
// at such a value or differ from it by one. Some are never reached, and some always.
Thresholds random_thresholds(Random& random, std::int64_t channels, std::int64_t steps,
                             const DataType& output, const DataType& compared,
                             const std::function<std::int64_t(std::int64_t)>& sample);

// A type for that many thresholds; `choice` selects one of the possible types.
DataType threshold_output(std::int64_t steps, std::int64_t choice);

// Always open, open in one cycle of n, random bursts, or long stalls.
Pattern random_pattern(Random& random);
// A random pattern for every end of every stream.
Traffic random_traffic(const Network& network, Random& random);
// The same pattern at every source (every sink); all else is always open.
Traffic at_sources(const Network& network, const Pattern& pattern);
Traffic at_sinks(const Network& network, const Pattern& pattern);

// For each output, the words of the beats that a network writes for one frame of these values (one list per
// input). The values are the reference's. Checks that the native engine gives the same.
std::vector<std::vector<std::uint64_t>> all_beats_out(const Network& network,
                                                      const std::vector<std::vector<std::int64_t>>& values);
// The same for one input and one output.
std::vector<std::uint64_t> beats_out(const Network& network, const std::vector<std::int64_t>& values);

// A network, its compiled core, random frames and their reference.
class Bench {
 public:
  Bench(Network network, std::int64_t frames, const std::string& purpose,
        testbench::Capacity capacity = testbench::Capacity::kAmple);

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] std::int64_t frames() const { return frames_; }
  [[nodiscard]] const std::vector<std::vector<Tensor>>& tensors() const { return tensors_; }
  [[nodiscard]] const Trace& golden() const { return golden_; }
  [[nodiscard]] Traffic back_to_back() const { return Traffic::back_to_back(network_); }

  // Checks that C simulation gives the reference's values.
  void check_hls() const;
  // Runs the timed engines. Checks that they come to their end with nothing left over, that their values are
  // the reference's, and that all cycles and labels match the contract; with options.waves, also every valid
  // and ready. Returns rtl's run.
  testbench::EngineRun check(const Traffic& traffic, const testbench::RtlOptions& options = {},
                             std::uint64_t order_seed = 0) const;
  // Runs check() with that many random traffics; the first one also checks waves.
  void check_random(int traffics, const std::string& purpose) const;
  // Runs check() with resets in the middle of frames before the run.
  void check_reset(const std::string& purpose) const;
  // Runs check() with sinks that close for long. While they are closed, each layer with one output that
  // leaves the network fills that output's FIFO, uses up its latency + 1 credits, and is then blocked.
  void check_held() const;
  // Tries random changes on the RTL: sources and sinks that are open in more cycles, fewer stalls and deeper
  // FIFOs delay no transfer on any stream.
  void check_elastic(int trials, const std::string& purpose) const;
  // Runs rtl alone, with other FIFO depths if given. Checks that it found nothing wrong and came to its end.
  [[nodiscard]] Trace rtl(const Traffic& traffic, const std::vector<std::int64_t>& depths = {}) const;

  // Checks the RTL without stalls: the layer issues in every cycle from `first` on, across words and frames.
  // Iteration i takes its beats in cycle first + i, and its output is pushed L cycles later.
  void check_full_rate(const Trace& rtl, int layer, Cycle first) const;
  // The same of every layer that can_run_at_full_rate, back to back from cycle 1 on.
  void check_full_rate() const;
  // Whether the layer is alone between the borders, behind and before FIFOs that carry a beat a cycle.
  [[nodiscard]] bool can_run_at_full_rate(const Layer& layer) const;

 private:
  [[nodiscard]] Stimulus stimulus(const Traffic& traffic) const;

  Network network_;
  std::int64_t frames_;
  std::vector<std::vector<Tensor>> tensors_;  // [frame][input]
  std::vector<Beats> inputs_;
  testbench::RtlBuild build_;
  Trace golden_;
};

}  // namespace weir::tests
