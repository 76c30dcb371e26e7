// What the tests of whole networks share: small networks and frames at random, traffics, and the comparison
// of runs.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "network/random.hpp"
#include "network/scenario.hpp"
#include "testbench/engines.hpp"
#include "testbench/packing.hpp"
#include "testbench/scoreboard.hpp"

namespace weir::test {

namespace fs = std::filesystem;

// Sets an environment variable until the end of the scope.
class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    if (before_) {
      setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
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
  for (std::int32_t& value : thresholds.values.values)
    value = static_cast<std::int32_t>(random.between(low, high));
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
  for (std::int32_t& value : mvtu.weights.values) value = random.value_of(weight);
  mvtu.accumulator.bits = 0;
  if (output) mvtu.thresholds = random_thresholds(*output, rows, -reach, reach, random);
  return mvtu;
}

// A layer of every kind that works on feature maps, and a product. Rows are left over below the last windows
// of the second and the third swu, so that the last beats of a run go where nothing comes of them.
inline Network convolutional_network() {
  Random random(12);
  NetworkBuilder builder("conv", 3);
  builder.input("input", DataType::uint(2), {7, 5, 4}, 2);
  Pad pad;
  pad.before = {1, 1};
  pad.after = {0, 1};
  pad.simd = 2;
  builder.add("pad", pad);  // [8, 7, 4]
  Swu serial;
  serial.kernel = {2, 3};
  serial.simd = 2;
  builder.add("serial", serial);  // [7, 5, 24]
  Mvtu product = random_mvtu(4, 24, DataType::ternary(), DataType::uint(2), 8, random);
  product.pe = product.simd = 2;
  builder.add("product", product);
  Maxpool maxpool;
  maxpool.kernel = {1, 2};
  maxpool.pe = 2;
  builder.add("maxpool", maxpool);  // [7, 2, 4]
  Swu parallel;
  parallel.kernel = {2, 1};
  parallel.stride = {3, 1};
  parallel.simd = 2;
  parallel.depthwise = parallel.parallel_window = true;
  builder.add("parallel", parallel);  // [2, 2, ..], two rows left over
  Vvtu depthwise;
  depthwise.pe = depthwise.simd = 2;
  depthwise.weight = DataType::sint(3);
  depthwise.weights = Tensor({4, 2});
  for (std::int32_t& value : depthwise.weights.values) value = random.value_of(depthwise.weight);
  depthwise.accumulator.bits = 0;
  depthwise.thresholds = random_thresholds(DataType::uint(2), 4, -6, 6, random);
  builder.add("depthwise", depthwise);  // [2, 2, 4]
  Swu pairs;
  pairs.kernel = {1, 2};
  pairs.stride = {2, 1};
  pairs.simd = 2;
  pairs.depthwise = true;
  builder.add("pairs", pairs);  // [1, 1, ..], a row left over
  Pool pool;
  pool.op = Pool::Op::kAccumulate;
  pool.pe = 2;
  builder.add("pool", pool);
  builder.depth("product_out", 1);
  return builder.finish();
}

// A chain of so many layers of all kinds (width converters and weight memories come on top), at random:
// types, shapes, foldings, depths from 1 to 6.
inline Network random_network(const std::string& name, int layers, Random& random) {
  const std::vector<DataType> inputs{DataType::bipolar(), DataType::binary(), DataType::ternary(),
                                     DataType::uint(3), DataType::sint(4)};
  const std::vector<DataType> weights{DataType::bipolar(), DataType::ternary(), DataType::sint(3)};
  const std::vector<DataType> outputs{DataType::bipolar(), DataType::uint(2), DataType::sint(2),
                                      DataType::uint(1)};
  NetworkBuilder builder(name);
  const std::int64_t cols = random.between(2, 12);
  const std::int64_t vectors = random.between(1, 3);
  builder.input("input", any_of(inputs, random), vectors > 1 ? Shape{vectors, cols} : Shape{cols},
                divisor_of(cols, random));
  for (int l = 0; l < layers; ++l) {
    const Stream tail = builder.tail();
    const std::int64_t last = tail.shape.back();
    const std::string layer = "l" + std::to_string(l);
    const std::int64_t choice = random.between(0, 9);
    if (l == layers - 1 && choice < 5) {
      LabelSelect label;
      const std::int64_t elements = elements_of(tail.shape);
      label.pe = divisor_of(elements, random);
      label.classes = random.between((elements + 1) / 2, elements);
      label.k = random.between(1, std::min<std::int64_t>(3, label.classes));
      builder.add(layer, label);
    } else if (tail.element.bits > 4 || choice < 2) {
      Threshold threshold;
      threshold.pe = divisor_of(last, random);
      threshold.thresholds = random_thresholds(any_of(outputs, random), last, tail.element.min() / 2,
                                               tail.element.max() / 2, random);
      builder.add(layer, threshold);
    } else {
      std::optional<DataType> output;
      if (choice < 8) output = any_of(outputs, random);
      Mvtu mvtu = random_mvtu(random.between(1, 10), last, any_of(weights, random), output,
                              std::max<std::int64_t>(2, last * tail.element.max() / 2), random);
      mvtu.weights_streamed = random.between(0, 4) == 0;
      builder.add(layer, mvtu);
    }
  }
  Network network = builder.finish();
  for (Stream& stream : network.streams) stream.depth = random.between(1, 6);
  return network;
}

// --- Frames and traffics ---

struct Frames {
  std::vector<std::vector<Tensor>> tensors;  // by frame, then by input
  std::vector<Beats> beats;                  // by input
};

inline Frames random_frames(const Network& network, std::int64_t count, Random& random) {
  Frames frames;
  for (const int s : network.inputs)
    frames.beats.emplace_back(network.streams[static_cast<std::size_t>(s)].width_bits);
  for (std::int64_t f = 0; f < count; ++f) {
    std::vector<Tensor>& tensors = frames.tensors.emplace_back();
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      const Stream& stream = network.streams[static_cast<std::size_t>(network.inputs[i])];
      Tensor tensor(stream.shape);
      for (std::int32_t& value : tensor.values) value = random.value_of(stream.element);
      testbench::append_frame(frames.beats[i], stream, tensor);
      tensors.push_back(std::move(tensor));
    }
  }
  return frames;
}

inline Frames frames_of(const Scenario& scenario, std::int64_t count) {
  Frames frames;
  const Network& network = scenario.network;
  for (const int s : network.inputs)
    frames.beats.emplace_back(network.streams[static_cast<std::size_t>(s)].width_bits);
  for (std::int64_t f = 0; f < count; ++f) {
    std::vector<Tensor>& tensors = frames.tensors.emplace_back();
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      tensors.push_back(scenario.inputs[i].frame(f));
      testbench::append_frame(frames.beats[i], network.streams[static_cast<std::size_t>(network.inputs[i])],
                              tensors.back());
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
  for (const int s : network.inputs) traffic.streams[static_cast<std::size_t>(s)].push = pattern;
  return traffic;
}

inline Traffic with_sink(const Network& network, Traffic traffic, const Pattern& pattern) {
  for (const int s : network.outputs) traffic.streams[static_cast<std::size_t>(s)].pop = pattern;
  return traffic;
}

// Both ends of every stream held back now and then, each by a seed of its own; sources and sinks, too, if
// `border`.
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

// The traffics that every engine must agree under. What is slow or long is so beside the network's own
// interval.
inline std::vector<NamedTraffic> traffics(const Network& network, std::uint64_t seed) {
  const Traffic open = Traffic::back_to_back(network);
  const std::int64_t interval = network.interval_bound();
  const auto beats = [&](int s) { return network.streams[static_cast<std::size_t>(s)].beats_per_frame; };
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

// Every value, every push and pop cycle, every layer's labels, and that nothing went wrong on the way.
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

}  // namespace weir::test
