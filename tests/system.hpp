// What the tests of whole networks share: small networks and frames at random, traffics, and the comparison
// of runs.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
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

// The project's scenarios; suites of regressions lie beside them.
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

inline Tensor random_values(const Shape& shape, const DataType& type, Random& random) {
  Tensor tensor(shape);
  for (std::int32_t& value : tensor.values) value = random.value_of(type);
  return tensor;
}

// A layer of every kind that branches, joins or resamples, pixels between pixels, several windows at once and
// a slow memory: two inputs, three outputs, FIFOs deep enough for all to run through.
inline Network branching_network() {
  Random random(31);
  NetworkBuilder builder("branching", 64);
  builder.input("image", DataType::uint(2), {4, 4, 4}, 2);
  builder.input("gains", DataType::sint(3), {4, 4, 4}, 4);
  Mem source;
  source.latency = 5;
  source.burst = 6;
  source.burst_gap = 2;
  builder.add("source", source, "image");
  Fork copies;
  copies.copies = 3;
  builder.add("copies", copies);

  Downsample downsample;
  downsample.stride = {2, 2};
  downsample.simd = 2;
  builder.add("downsample", downsample, "copies_out0");  // [2, 2, 4]
  Upsample upsample;
  upsample.scale = {2, 2};
  upsample.simd = 1;
  builder.add("upsample", upsample);
  Channelwise channelwise;
  channelwise.pe = 2;
  channelwise.parameter = DataType::sint(3);
  channelwise.parameters = random_values({4}, channelwise.parameter, random);
  builder.add("channelwise", channelwise, "copies_out1");
  Eltwise difference;
  difference.op = Eltwise::Op::kAbsoluteDifference;
  difference.pe = 2;
  builder.add("difference", difference, {"channelwise", "upsample"});
  Eltwise product;
  product.op = Eltwise::Op::kMultiply;
  product.pe = 4;
  builder.add("product", product, {"difference", "gains"});
  Threshold threshold;
  threshold.pe = 2;
  threshold.thresholds = random_thresholds(DataType::uint(2), 4, -20, 20, random);
  builder.add("threshold", threshold);

  Pad pad;
  pad.before = pad.after = {1, 1};
  pad.simd = 2;
  builder.add("pad", pad, "copies_out2");  // [6, 6, 4]
  Swu swu;
  swu.kernel = {3, 3};
  swu.stride = swu.dilation = {1, 1};
  swu.simd = 2;
  swu.mmv = 2;
  builder.add("swu", swu);
  Mvtu mvtu = random_mvtu(4, 36, DataType::ternary(), DataType::uint(2), 8, random);
  mvtu.pe = 4;
  mvtu.simd = mvtu.mmv = 2;
  mvtu.weights_streamed = true;
  mvtu.memory_elements = 12;
  mvtu.memory_cycles = 2;
  builder.add("conv", mvtu);

  Concat concat;
  concat.pe = 1;
  builder.add("concat", concat, {"threshold", "conv"});  // [4, 4, 8]
  Split split;
  split.pe = 1;
  split.channels = {3, 5};
  builder.add("split", split);
  TmrCheck vote;
  vote.triplets = {0};
  builder.add("vote", vote, "split_out0");  // [4, 4, 1], and what was found
  Lookup lookup;
  lookup.pe = 2;
  lookup.entry = DataType::sint(4);
  lookup.table = random_values({4, 2}, lookup.entry, random);
  builder.add("lookup", lookup, "vote_out0");  // [4, 4, 2]
  Pad spread;
  spread.between = {1, 1};
  spread.after = {0, 1};
  spread.simd = 2;
  builder.add("spread", spread);  // [7, 8, 2]
  Normalize normalize;
  normalize.pe = 5;
  normalize.result = DataType::uint(4);
  builder.add("normalize", normalize, "split_out1");
  Mem sink;
  sink.out = true;
  sink.latency = 3;
  sink.cycles_per_beat = 2;
  builder.add("sink", sink);
  return builder.finish();
}

// A graph at random, of one or two inputs, with forks and joins, of all kinds that take feature maps: its
// parts may hang together or not. Depths are from 1 to 6, or 64; where branches of a fork meet again, some
// are too shallow, and the graph deadlocks.
class RandomGraph {
 public:
  RandomGraph(const std::string& name, Random& random) : builder_(name), random_(random) {}

  Network build() {
    const std::int64_t inputs = random_.between(1, 2);
    const Shape shape = map_shape();
    for (std::int64_t i = 0; i < inputs; ++i) {
      const std::string name = "input" + std::to_string(i);
      builder_.input(name, input_type(), shape, divisor_of(shape.back(), random_));
      open_.push_back(name);
      if (random_.between(0, 3) == 0) replace(open_.size() - 1, memory(false));
    }
    const std::int64_t steps = random_.between(4, 9);
    for (std::int64_t step = 0; step < steps; ++step) {
      if (random_.between(0, 2) != 0 || !join()) {
        const std::size_t at = any_open();
        const std::int64_t choice = random_.between(0, 7);
        if (choice == 0) {
          reconverge(at);
        } else if (choice < 3 && open_.size() < 4) {
          branch(at);
        } else {
          follow(at);
        }
      }
    }
    while (join()) {
    }
    for (std::size_t at = open_.size(); at-- > 0;) {
      if (builder_.tail(open_[at]).from == kBorder) follow(at);  // an input that no layer reads yet
      if (random_.between(0, 3) == 0) replace(at, memory(true));
    }
    Network network = builder_.finish();
    for (Stream& stream : network.streams)
      stream.depth = random_.between(0, 3) == 0 ? 64 : random_.between(1, 6);
    return network;
  }

 private:
  static constexpr std::int64_t kMostElements = 150;  // of a frame

  std::size_t any_open() {
    return static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(open_.size()) - 1));
  }
  DataType input_type() {
    return any_of(
        {DataType::binary(), DataType::uint(2), DataType::uint(3), DataType::sint(3), DataType::bipolar()},
        random_);
  }
  Shape map_shape() {
    Shape shape{random_.between(1, 4), random_.between(2, 4), random_.between(2, 4)};
    if (random_.between(0, 3) == 0) shape.erase(shape.begin());
    return shape;
  }
  std::string next_name() { return "l" + std::to_string(next_++); }

  // Adds a layer behind open streams; what it writes is open in the place of the first.
  void join(std::size_t first, std::size_t second, const LayerParams& params) {
    const std::string name = next_name();
    builder_.add(name, params, {open_[first], open_[second]});
    open_[first] = name + "_out";
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(second));
  }
  void replace(std::size_t at, const LayerParams& params, std::int64_t outputs = 1) {
    const std::string name = next_name();
    builder_.add(name, params, open_[at]);
    open_[at] = name + (outputs > 1 ? "_out0" : "_out");
    for (std::int64_t o = 1; o < outputs; ++o) open_.push_back(name + "_out" + std::to_string(o));
  }

  Mem memory(bool out) {
    Mem mem;
    mem.out = out;
    mem.latency = random_.between(0, 6);
    mem.cycles_per_beat = random_.between(1, 3);
    mem.burst = random_.between(0, 4);
    mem.burst_gap = random_.between(0, 3);
    return mem;
  }

  // Joins two open streams, if any two fit.
  bool join() {
    for (std::size_t a = 0; a < open_.size(); ++a) {
      for (std::size_t b = a + 1; b < open_.size(); ++b) {
        const Stream left = builder_.tail(open_[a]);
        const Stream right = builder_.tail(open_[b]);
        if (left.shape == right.shape && left.element.bits + right.element.bits <= 16) {
          Eltwise eltwise;
          eltwise.op = static_cast<Eltwise::Op>(random_.between(0, 3));
          eltwise.pe = divisor_of(left.shape.back(), random_);
          join(a, b, eltwise);
          return true;
        }
        const Shape pixels(left.shape.begin(), left.shape.end() - 1);
        if (left.element == right.element && pixels == Shape(right.shape.begin(), right.shape.end() - 1) &&
            elements_of(left.shape) + elements_of(right.shape) <= kMostElements) {
          Concat concat;
          concat.pe = divisor_of(std::gcd(left.shape.back(), right.shape.back()), random_);
          join(a, b, concat);
          return true;
        }
      }
    }
    return false;
  }

  void branch(std::size_t at) {
    const Stream in = builder_.tail(open_[at]);
    const std::int64_t channels = in.shape.back();
    const std::int64_t choice = random_.between(0, 3);
    if (choice == 0 && channels >= 2) {
      Split split;
      const std::int64_t first = random_.between(1, channels - 1);
      split.channels = {first, channels - first};
      split.pe = divisor_of(std::gcd(first, channels - first), random_);
      replace(at, split, 2);
    } else if (choice == 1 && channels >= 3) {
      TmrCheck tmr_check;
      tmr_check.triplets = {random_.between(0, channels - 3)};
      replace(at, tmr_check, 2);
    } else {
      Fork fork;
      fork.copies = random_.between(2, 3);
      replace(at, fork, fork.copies);
    }
  }

  void follow(std::size_t at) {
    const Stream in = builder_.tail(open_[at]);
    const std::int64_t channels = in.shape.back();
    const bool is_map = in.shape.size() == 2 || in.shape.size() == 3;
    const bool may_grow = 4 * elements_of(in.shape) <= kMostElements;
    const std::int64_t simd = divisor_of(channels, random_);
    const std::int64_t choice = random_.between(0, 8);
    if (in.element.bits > 5) {
      Threshold threshold;
      threshold.pe = simd;
      threshold.thresholds = random_thresholds(any_of({DataType::uint(2), DataType::sint(2)}, random_),
                                               channels, in.element.min() / 2, in.element.max() / 2, random_);
      replace(at, threshold);
    } else if (choice == 0) {
      Channelwise channelwise;
      channelwise.op = static_cast<Channelwise::Op>(random_.between(0, 2));
      channelwise.pe = simd;
      channelwise.parameter = any_of({DataType::sint(3), DataType::uint(2), DataType::bipolar()}, random_);
      channelwise.parameters = random_values({channels}, channelwise.parameter, random_);
      replace(at, channelwise);
    } else if (choice == 1 && is_map && may_grow) {
      Upsample upsample;
      upsample.scale = {in.shape.size() == 3 ? random_.between(1, 2) : 1, random_.between(1, 2)};
      upsample.simd = simd;
      replace(at, upsample);
    } else if (choice == 2 && is_map) {
      Downsample downsample;
      downsample.stride = {random_.between(1, 2), random_.between(1, 3)};
      downsample.simd = simd;
      replace(at, downsample);
    } else if (choice == 3 && is_map && may_grow) {
      Pad pad;
      const std::int64_t rows = in.shape.size() == 3 ? 1 : 0;
      pad.before = {random_.between(0, rows), random_.between(0, 1)};
      pad.after = {0, random_.between(0, 1)};
      pad.between = {random_.between(0, rows), random_.between(0, 1)};
      pad.simd = simd;
      pad.value = random_.value_of(in.element);
      replace(at, pad);
    } else if (choice == 4 && in.element.kind == DataType::Kind::kUnsigned) {
      Normalize normalize;
      normalize.pe = simd;
      normalize.result = DataType::uint(static_cast<int>(random_.between(1, 4)));
      replace(at, normalize);
    } else if (choice == 5 && in.element.kind == DataType::Kind::kUnsigned && in.element.bits < 5 &&
               (channels == 1 || in.shape.size() == 1)) {
      Lookup lookup;
      const std::int64_t dimension = random_.between(1, 3);
      lookup.pe = divisor_of(dimension, random_);
      lookup.entry = DataType::sint(3);
      lookup.table = random_values({in.element.max() + 1, dimension}, lookup.entry, random_);
      replace(at, lookup);
    } else if (choice == 6 && is_map) {
      const Extent kernel{
          in.shape.size() == 3 ? random_.between(1, std::min<std::int64_t>(2, in.shape[0])) : 1,
          random_.between(1, std::min<std::int64_t>(3, in.shape[in.shape.size() - 2]))};
      convolution(at, kernel, random_.between(1, 4));
    } else {
      Mvtu mvtu = random_mvtu(random_.between(1, 4), channels, DataType::ternary(), DataType::uint(2),
                              channels * 2, random_);
      stream_weights(mvtu);
      replace(at, mvtu);
    }
  }

  void convolution(std::size_t at, const Extent& kernel, std::int64_t rows) {
    const Stream in = builder_.tail(open_[at]);
    Swu swu;
    swu.kernel = kernel;
    swu.stride = swu.dilation = {1, 1};
    swu.simd = divisor_of(in.shape.back(), random_);
    swu.mmv = divisor_of(in.shape[in.shape.size() - 2] - kernel.width + 1, random_);
    const std::int64_t terms = kernel.area() * in.shape.back();
    Mvtu mvtu = random_mvtu(rows, terms, DataType::ternary(), DataType::uint(2), terms, random_);
    mvtu.mmv = swu.mmv;
    if (swu.mmv > 1) {
      mvtu.pe = mvtu.rows;
      mvtu.simd = swu.simd;
    }
    stream_weights(mvtu);
    replace(at, swu);
    replace(at, mvtu);
  }

  // A fork whose branches meet again, one of them by way of layers that keep much of a frame to themselves.
  // Where the FIFOs of the other one do not hold as much, the graph deadlocks.
  void reconverge(std::size_t at) {
    const Stream in = builder_.tail(open_[at]);
    Fork fork;
    fork.copies = 2;
    replace(at, fork, 2);
    const std::size_t detour = open_.size() - 1;
    if (in.element.kind == DataType::Kind::kUnsigned && in.element.bits <= 8 && random_.between(0, 1) == 0) {
      Normalize normalize;
      normalize.pe = divisor_of(in.shape.back(), random_);
      normalize.result = DataType::uint(2);
      replace(detour, normalize);
    } else if (in.shape.size() == 3 && 4 * elements_of(in.shape) <= kMostElements) {
      Pad pad;
      pad.before = {1, 1};
      pad.simd = divisor_of(in.shape.back(), random_);
      pad.value = random_.value_of(in.element);
      replace(detour, pad);
      convolution(detour, {2, 2}, in.shape.back());
    } else {
      Mvtu mvtu = random_mvtu(in.shape.back(), in.shape.back(), DataType::ternary(), DataType::uint(2),
                              in.shape.back() * 2, random_);
      stream_weights(mvtu);
      replace(detour, mvtu);
    }
    Eltwise eltwise;
    eltwise.op = static_cast<Eltwise::Op>(random_.between(0, 2));
    eltwise.pe = divisor_of(in.shape.back(), random_);
    join(at, detour, eltwise);
  }

  void stream_weights(Mvtu& mvtu) {
    mvtu.weights_streamed = random_.between(0, 2) == 0;
    if (!mvtu.weights_streamed) return;
    mvtu.memory_elements = random_.between(0, 1) == 0 ? 0 : divisor_of(mvtu.weights.size(), random_);
    mvtu.memory_cycles = random_.between(1, 2);
  }

  NetworkBuilder builder_;
  Random& random_;
  std::vector<std::string> open_;  // streams that nobody reads yet
  int next_ = 0;
};

inline Network random_graph(const std::string& name, Random& random) {
  return RandomGraph(name, random).build();
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

// Likewise, of runs that may have come to a stop before their end, if so all to the same one, by a ring of
// waits.
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
