// What the ladders of all layer kinds share: a network of many small ones side by side, so that one build of
// the RTL serves a whole grid of parameters; random numbers and traffic; and the engines held against one
// another.
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

// Random numbers that follow from the seed of the run (weir_tests --rng-seed) and from what they are for.
Random seeded(const std::string& purpose);

Tensor random_tensor(Random& random, const Shape& shape, const DataType& type);

// Thresholds for values of type `compared`, of which `sample(channel)` gives some that occur: most lie at one
// of those or one beside it; some can never be reached and some always are.
Thresholds random_thresholds(Random& random, std::int64_t channels, std::int64_t steps,
                             const DataType& output, const DataType& compared,
                             const std::function<std::int64_t(std::int64_t)>& sample);

// A type for so many thresholds, one of those there are, by `choice`.
DataType threshold_output(std::int64_t steps, std::int64_t choice);

// Open, one in n, random bursts or long stalls.
Pattern random_pattern(Random& random);
// Such a pattern for every end of every stream.
Traffic random_traffic(const Network& network, Random& random);
// The same pattern at every source (every sink), all else open.
Traffic at_sources(const Network& network, const Pattern& pattern);
Traffic at_sinks(const Network& network, const Pattern& pattern);

// For each output, the words of the beats that a network outputs for one frame of these values (one list per
// input). The values are the reference's; checks that the native engine gives the same.
std::vector<std::vector<std::uint64_t>> all_beats_out(const Network& network,
                                                      const std::vector<std::vector<std::int64_t>>& values);
// Of one input and one output.
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
  // Runs the timed engines and checks that they came to their end with nothing left over, that their values
  // are the reference's, and that all cycles and labels match the contract; with options.waves, also every
  // valid and ready. Returns rtl's run.
  testbench::EngineRun check(const Traffic& traffic, const testbench::RtlOptions& options = {},
                             std::uint64_t order_seed = 0) const;
  // check() with that many random traffics; the first also checks waves.
  void check_random(int traffics, const std::string& purpose) const;
  // check() with resets in the middle of frames before the run.
  void check_reset(const std::string& purpose) const;
  // check() of sinks that close for long. While they are closed, each layer of one output at the border fills
  // that one's FIFO and uses up its latency + 1 credits, and is then blocked.
  void check_held() const;
  // On the RTL, at random: beats that arrive earlier, outputs that are accepted earlier, stalls that are
  // lifted and FIFOs that are deepened make no transfer later, on any stream.
  void check_elastic(int trials, const std::string& purpose) const;
  // rtl alone, with other depths of FIFOs if given; checks that it found nothing wrong and came to its end.
  [[nodiscard]] Trace rtl(const Traffic& traffic, const std::vector<std::int64_t>& depths = {}) const;

  // Checks on the RTL, back to back, that the layer issues in every cycle from `first` on, across words and
  // frames: iteration i takes what it reads in first + i, and what it writes is pushed L later.
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
