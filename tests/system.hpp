// Shared by the tests of whole networks: small random networks and frames, traffics, and the comparison of
// runs.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "network/random.hpp"
#include "network/scenario.hpp"
#include "testbench/engines.hpp"
#include "testbench/packing.hpp"
#include "testbench/scoreboard.hpp"
#include "tests/random_network.hpp"

namespace weir::tests {

namespace fs = std::filesystem;

// Sets an environment variable, or removes it, until the end of the scope.
class Environment {
 public:
  Environment(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    set(value);
  }
  ~Environment() { set(before_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value) {
      setenv(name_.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }
  std::string name_;
  std::optional<std::string> before_;
};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "weir-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

inline std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The project's scenarios; the folder also contains suites of regressions.
inline std::vector<fs::path> scenario_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(WEIR_SOURCE_DIR) / "scenarios")) {
    if (entry.path().extension() == ".yaml" && !text_of(entry.path()).starts_with("suite:"))
      files.push_back(entry.path());
  }
  REQUIRE_FALSE(files.empty());
  return files;
}

// Everything random in a test follows from the seed that the test run prints.
inline std::uint64_t test_seed() { return Catch::rngSeed(); }

// --- Networks ---

inline std::int64_t divisor_of(std::int64_t number, Random& random) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= number; ++d) {
    if (number % d == 0) divisors.push_back(d);
  }
  return divisors[static_cast<std::size_t>(
      random.between(0, static_cast<std::int64_t>(divisors.size()) - 1))];
}

inline DataType any_of(const std::vector<DataType>& types, Random& random) {
  return types[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(types.size()) - 1))];
}

inline Thresholds random_thresholds(const DataType& output, std::int64_t channels, std::int64_t low,
                                    std::int64_t high, Random& random) {
  const std::int64_t steps = output.kind == DataType::Kind::kBipolar ? 1 : output.max() - output.min();
  Thresholds thresholds{Tensor({channels, steps}), output};
  for (std::int64_t& value : thresholds.values.values)
    value = static_cast<std::int64_t>(random.between(low, high));
  return thresholds;
}

inline Mvtu random_mvtu(std::int64_t rows, std::int64_t cols, const DataType& weight,
                        const std::optional<DataType>& output, std::int64_t reach, Random& random) {
  Mvtu mvtu;
  mvtu.rows = rows;
  mvtu.pe = divisor_of(rows, random);
  mvtu.simd = divisor_of(cols, random);
  mvtu.weight = weight;
  mvtu.weights = Tensor({rows, cols});
  for (std::int64_t& value : mvtu.weights.values) value = random.value_of(weight);
  mvtu.accumulator.bits = 0;
  if (output) mvtu.thresholds = random_thresholds(*output, rows, -reach, reach, random);
  return mvtu;
}

inline Tensor random_values(const Shape& shape, const DataType& type, Random& random) {
  Tensor tensor(shape);
  for (std::int64_t& value : tensor.values) value = random.value_of(type);
  return tensor;
}

// --- Frames and traffics ---

struct Frames {
  std::vector<std::vector<Tensor>> tensors;  // by frame, then by input
  std::vector<Beats> beats;                  // by input
};

inline Frames random_frames(const Network& network, std::int64_t count, Random& random) {
  Frames frames;
  for (const int s : network.inputs) frames.beats.emplace_back(network.stream(s).width_bits);
  for (std::int64_t f = 0; f < count; ++f) {
    std::vector<Tensor>& tensors = frames.tensors.emplace_back();
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      const Stream& stream = network.stream(network.inputs[i]);
      Tensor tensor(stream.shape);
      for (std::int64_t& value : tensor.values) value = random.value_of(stream.element);
      testbench::append_frame(frames.beats[i], stream, tensor);
      tensors.push_back(std::move(tensor));
    }
  }
  return frames;
}

inline Frames frames_of(const Scenario& scenario, std::int64_t count) {
  Frames frames;
  const Network& network = scenario.network;
  for (const int s : network.inputs) frames.beats.emplace_back(network.stream(s).width_bits);
  for (std::int64_t f = 0; f < count; ++f) {
    std::vector<Tensor>& tensors = frames.tensors.emplace_back();
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      tensors.push_back(scenario.inputs[i].frame(f));
      testbench::append_frame(frames.beats[i], network.stream(network.inputs[i]), tensors.back());
    }
  }
  return frames;
}

inline Stimulus stimulus(const Frames& frames, const Traffic& traffic) {
  return {static_cast<std::int64_t>(frames.tensors.size()), traffic, frames.beats};
}

struct NamedTraffic {
  std::string name;
  Traffic traffic;
};

inline Traffic with_source(const Network& network, Traffic traffic, const Pattern& pattern) {
  for (const int s : network.inputs) traffic.stream(s).push = pattern;
  return traffic;
}

inline Traffic with_sink(const Network& network, Traffic traffic, const Pattern& pattern) {
  for (const int s : network.outputs) traffic.stream(s).pop = pattern;
  return traffic;
}

// Stalls at both ends of every stream, each with its own seed; with `border` also at sources and sinks.
inline Traffic inner_stalls(const Network& network, std::uint64_t seed, std::int64_t most_closed,
                            bool border) {
  Traffic traffic = Traffic::back_to_back(network);
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (border || network.streams[s].from != kBorder)
      traffic.streams[s].push = {1, 5, 0, most_closed, seed + 2 * s};
    if (border || network.streams[s].to != kBorder)
      traffic.streams[s].pop = {1, 5, 0, most_closed, seed + 2 * s + 1};
  }
  return traffic;
}

// The traffics under which all engines must agree. Slow and long are relative to the network's own interval.
inline std::vector<NamedTraffic> traffics(const Network& network, std::uint64_t seed) {
  const Traffic open = Traffic::back_to_back(network);
  const std::int64_t interval = network.interval_bound();
  const auto beats = [&](int s) { return network.stream(s).beats_per_frame; };
  const std::int64_t slow_source = interval * 3 / 2 / beats(network.inputs[0]) + 2;
  const std::int64_t slow_sink = interval * 3 / 2 / beats(network.outputs[0]) + 2;
  const Pattern random_source{1, 4, 0, 3, seed};
  const Pattern random_sink{1, 3, 0, slow_sink, seed + 1};
  const Pattern long_source{1, interval, interval, 2 * interval, seed + 2};
  const Pattern long_sink{1, interval, interval, 2 * interval, seed + 3};
  return {
      {"back to back", open},
      {"random source and sink", with_sink(network, with_source(network, open, random_source), random_sink)},
      {"slow source", with_source(network, open, Pattern::one_in(slow_source))},
      {"slow sink", with_sink(network, open, Pattern::one_in(slow_sink))},
      {"long stalls", with_sink(network, with_source(network, open, long_source), long_sink)},
      {"random stalls on inner streams", inner_stalls(network, seed, 4, false)},
      {"random stalls everywhere", inner_stalls(network, seed + 1000, 9, true)}};
}

// --- Comparison ---

inline void check_values_equal(const Network& network, std::int64_t frames,
                               const testbench::EngineRun& wanted, const testbench::EngineRun& found) {
  const testbench::Comparison values = testbench::compare_values(network, frames, wanted.trace, found.trace);
  INFO(values.check.detail);
  CHECK(values.check.ok);
  CHECK(values.check.streams == static_cast<std::int64_t>(network.streams.size()));
}

// Compares every value, every push and pop cycle and every layer's labels; and checks that no run reported a
// fault.
inline void check_equal(const Network& network, std::int64_t frames, const testbench::EngineRun& wanted,
                        const testbench::EngineRun& found) {
  for (const testbench::EngineRun* run : {&wanted, &found}) {
    const Check done = testbench::check_completion(network, frames, run->trace);
    INFO(done.detail);
    CHECK(done.ok);
    CHECK(run->fault.empty());
  }
  check_values_equal(network, frames, wanted, found);
  const testbench::Comparison cycles = testbench::compare_cycles(network, wanted.trace, found.trace);
  INFO(cycles.check.detail);
  CHECK(cycles.check.ok);
  CHECK(wanted.trace.last_cycle == found.trace.last_cycle);
}

// The same for runs that may stop early; then all must stop in the same deadlock.
inline void check_alike(const Network& network, std::int64_t frames, const testbench::EngineRun& wanted,
                        const testbench::EngineRun& found) {
  REQUIRE(wanted.trace.complete == found.trace.complete);
  if (wanted.trace.complete) return check_equal(network, frames, wanted, found);
  check_values_equal(network, frames, wanted, found);
  const testbench::Comparison cycles = testbench::compare_cycles(network, wanted.trace, found.trace);
  INFO(cycles.check.detail);
  CHECK(cycles.check.ok);
  CHECK(wanted.trace.last_cycle == found.trace.last_cycle);
  for (const testbench::EngineRun* run : {&wanted, &found}) {
    CHECK(run->fault.empty());
    const std::optional<testbench::Transfer> last = testbench::last_transfer(network, run->trace);
    REQUIRE(last);
    CHECK(last->cycle == wanted.trace.last_cycle);
    const std::vector<Wait> ring = find_ring(network, run->waits);
    CHECK_FALSE(ring.empty());
    CHECK(describe_ring(network, ring) == describe_ring(network, find_ring(network, wanted.waits)));
  }
}

}  // namespace weir::tests
