// Compiles and runs an emitted folder as a user would, and compares its files with beats written by hand.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hls/emit.hpp"

namespace weir::tests::hls_emit_test {

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::uint64_t>;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("weir_hls_emit_" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const hls::Emitted& emitted) const {
    for (const hls::EmittedFile& file : emitted.files) {
      fs::create_directories((path_ / file.name).parent_path());
      std::ofstream(path_ / file.name) << file.text;
    }
  }
  void write(const std::string& name, const Words& words) const {
    std::ofstream(path_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(words.data()), static_cast<std::streamsize>(8 * words.size()));
  }
  Words read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    REQUIRE(file);
    Words words;
    for (std::uint64_t word = 0; file.read(reinterpret_cast<char*>(&word), 8);) words.push_back(word);
    return words;
  }
  std::string text(const std::string& name) const {
    std::ostringstream all;
    all << std::ifstream(path_ / name).rdbuf();
    return all.str();
  }
  // Exit status of a shell command in the folder; its messages go to the file `log`.
  int shell(const std::string& command) const {
    const std::string line = "cd '" + path_.string() + "' && (" + command + ") > log 2>&1";
    return WEXITSTATUS(std::system(line.c_str()));
  }

 private:
  fs::path path_;
};

Thresholds thresholds(const Shape& shape, std::vector<std::int64_t> values, const DataType& output) {
  return {Tensor(shape, std::move(values)), output};
}

// Two components: a bipolar mvtu of 4 x 4 with streamed weights, followed by a selection of its two largest
// outputs; and a threshold, whose output is widened and leaves the network.
Network two_components() {
  NetworkBuilder builder("pair", 3);
  builder.input("input", DataType::bipolar(), {4}, 2);
  Mvtu fc;
  fc.rows = 4;
  fc.pe = 2;
  fc.simd = 2;
  fc.weight = DataType::bipolar();
  fc.accumulator.bits = 0;
  fc.weights = Tensor({4, 4}, {1, 1, 1, 1, -1, -1, -1, -1, 1, 1, -1, -1, 1, -1, 1, -1});
  fc.weights_streamed = true;
  builder.add("fc", fc);
  LabelSelect top;
  top.classes = 4;
  top.k = 2;
  top.pe = 1;
  builder.add("top", top);

  builder.input("side", DataType::sint(4), {2}, 1);
  Threshold act;
  act.thresholds = thresholds({2, 3}, {-4, 0, 4, 1, 2, 3}, DataType::uint(2));
  builder.add("act", act, "side");
  Dwc wide;
  wide.out_bits = 4;
  builder.add("wide", wide);
  return builder.finish();
}

std::string compile(const std::string& top) {
  return "g++ -std=c++14 -O0 -Wall -Wextra -Werror -Wno-unknown-pragmas -Wno-unused-label -I. -Ihls/shim " +
         top + ".cpp " + top + "_tb.cpp -o " + top;
}

using Values = std::vector<std::int64_t>;

// Values that are not random, but have no short period.
Values mixed(std::int64_t count, int low, int high) {
  Values values;
  std::uint32_t state = 1;
  for (std::int64_t i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    values.push_back(low + static_cast<std::int64_t>((state >> 16) % static_cast<unsigned>(high - low + 1)));
  }
  return values;
}

// The elements in a stream's file.
Values elements(const Words& words, const Stream& stream) {
  const int bits = stream.element.bits;
  const auto per_beat = static_cast<std::size_t>((stream.width_bits + 63) / 64);
  Values values;
  for (std::size_t beat = 0; beat < words.size(); beat += per_beat) {
    for (std::int64_t lo = 0; lo < stream.width_bits; lo += bits) {
      std::int64_t value = 0;
      for (int b = 0; b < bits; ++b) {
        const auto at = static_cast<std::size_t>(lo + b);
        value |= static_cast<std::int64_t>(words[beat + at / 64] >> at % 64 & 1) << b;
      }
      if (value > stream.element.max()) value -= std::int64_t{1} << bits;
      values.push_back(static_cast<std::int64_t>(value));
    }
  }
  return values;
}

// Every kind of layer for feature maps: a pad to [8, 7, 4], a depthwise convolution of 3 x 3 with thresholds,
// the maximum of overlapping windows, then of adjacent windows, a convolution of 2 x 1 to 3 channels, and the
// average of the map's 2 pixels.
Network maps() {
  NetworkBuilder builder("maps");
  builder.input("input", DataType::uint(4), {6, 6, 4}, 2);
  Pad pad;
  pad.before = {1, 1};
  pad.after = {1, 0};
  pad.simd = 2;
  pad.value = 5;
  builder.add("border", pad);
  Swu windows;
  windows.kernel = {3, 3};
  windows.simd = 2;
  windows.depthwise = true;
  windows.parallel_window = true;
  builder.add("windows", windows);
  Vvtu vvtu;
  vvtu.pe = 2;
  vvtu.simd = 9;
  vvtu.weight = DataType::sint(3);
  vvtu.accumulator.bits = 0;
  vvtu.weights = Tensor({4, 9}, mixed(36, -4, 3));
  vvtu.thresholds =
      thresholds({4, 3}, {-60, -30, 0, -20, 0, 20, -40, -20, 0, -60, -40, -20}, DataType::uint(2));
  builder.add("depth", vvtu);
  Swu overlapping;
  overlapping.kernel = {2, 2};
  overlapping.simd = 2;
  overlapping.depthwise = true;
  builder.add("overlapping", overlapping);
  Pool most;
  most.pe = 2;
  most.simd = 2;
  builder.add("most", most);
  Maxpool half;
  half.kernel = {2, 2};
  half.pe = 4;
  builder.add("half", half);
  Swu columns;
  columns.kernel = {2, 1};
  columns.simd = 2;
  builder.add("columns", columns);
  Mvtu conv;
  conv.rows = 3;
  conv.pe = 3;
  conv.simd = 4;
  conv.weight = DataType::bipolar();
  conv.accumulator.bits = 0;
  conv.weights =
      Tensor({3, 8}, {1, -1, -1, 1, 1, 1, -1, 1, -1, -1, 1, -1, -1, -1, 1, 1, 1, 1, 1, 1, -1, 1, 1, 1});
  builder.add("conv", conv);
  Pool mean;
  mean.op = Pool::Op::kAverage;
  mean.global = true;
  mean.pe = 1;
  mean.shift = 1;
  mean.result = DataType::sint(6);
  builder.add("mean", mean);
  return builder.finish();
}

// Branches and joins. The first input has three copies, one of which leaves the network; the others are
// joined by channels and by a sum. The second input has indices into a table, whose rows contain triplicated
// channels; the result of the vote leaves the network, too.
Network branches() {
  NetworkBuilder builder("branches");
  builder.input("map", DataType::uint(3), {2, 4, 4}, 2);
  builder.input("words", DataType::uint(2), {3}, 1);
  Mem from_memory;
  from_memory.latency = 5;
  builder.add("fetch", from_memory, "map");
  Fork three;
  three.copies = 3;
  builder.add("copies", three);  // nothing reads copies_out2
  Channelwise scale;
  scale.op = Channelwise::Op::kMultiply;
  scale.pe = 4;
  scale.parameter = DataType::sint(3);
  scale.parameters = Tensor({4}, {-4, 3, 1, 0});
  builder.add("scale", scale, "copies_out0");
  Eltwise sum;
  sum.pe = 2;
  builder.add("sum", sum, std::vector<std::string>{"scale", "copies_out1"});
  Split parts;
  parts.pe = 1;
  parts.channels = {1, 3};
  builder.add("parts", parts, "sum");
  Concat whole;
  whole.pe = 1;
  builder.add("whole", whole, std::vector<std::string>{"parts_out1", "parts_out0"});
  Mem to_memory;
  to_memory.out = true;
  builder.add("store", to_memory, "whole");

  Lookup embed;
  embed.pe = 5;
  embed.entry = DataType::uint(3);
  embed.table = Tensor({4, 5}, {0, 1, 1, 1, 7, 2, 3, 4, 3, 6, 5, 5, 5, 5, 4, 6, 1, 2, 3, 2});
  builder.add("embed", embed, "words");
  TmrCheck vote;
  vote.triplets = {1};
  builder.add("vote", vote);
  Normalize level;
  level.pe = 3;
  level.result = DataType::uint(4);
  builder.add("level", level, "vote_out0");
  return builder.finish();
}

// A transposed convolution: a pad between pixels, two windows at once, and weights streamed from a memory
// that is narrower than the multiplier's beats.
Network transposed() {
  NetworkBuilder builder("transposed");
  builder.input("input", DataType::uint(3), {2, 3, 2}, 2);
  Pad pad;
  pad.before = {1, 1};
  pad.after = {0, 1};
  pad.between = {1, 1};
  pad.simd = 1;
  builder.add("border", pad);
  Swu windows;
  windows.kernel = {2, 2};
  windows.mmv = 2;
  windows.simd = 1;
  builder.add("windows", windows);
  Mvtu conv;
  conv.rows = 3;
  conv.pe = 3;
  conv.simd = 1;
  conv.mmv = 2;
  conv.weight = DataType::sint(3);
  conv.accumulator.bits = 0;
  conv.weights = Tensor({3, 8}, mixed(24, -4, 3));
  conv.weights_streamed = true;
  conv.memory_elements = 2;
  conv.memory_cycles = 3;
  builder.add("conv", conv);
  return builder.finish();
}

}  // namespace

TEST_CASE("emit: a folder compiles, runs, and writes every stream", "[hls][emit]") {
  const Folder folder;
  const hls::Emitted emitted = hls::emit(two_components());
  REQUIRE(emitted.top == "pair");
  folder.write(emitted);
  const int compiled = folder.shell(compile("pair"));
  INFO(folder.text("log"));
  REQUIRE(compiled == 0);

  // Frames (+ + + -) and (- - + +), two elements a beat; side frames (-4, 3) and (7, -8).
  folder.write("input.in", {0b11, 0b01, 0b00, 0b11});
  folder.write("side.in", {0xc, 0x3, 0x7, 0x8});
  const int ran = folder.shell("./pair . 2");
  INFO(folder.text("log"));
  REQUIRE(ran == 0);

  CHECK(folder.read("input.out") == folder.read("input.in"));
  // Tiles (rows 0, 1; columns 0, 1), (0, 1; 2, 3), (2, 3; 0, 1), (2, 3; 2, 3), once a frame.
  CHECK(folder.read("fc_weights_out.out") ==
        Words{0b0011, 0b0011, 0b0111, 0b0100, 0b0011, 0b0011, 0b0111, 0b0100});
  // Sums 2, -2, 2, 2 and 0, 0, -4, 0 in int4, two a beat and, for label_select, one a beat.
  CHECK(folder.read("fc_out.out") == Words{0xe2, 0x22, 0x00, 0x0c});
  CHECK(folder.read("fc_top_dwc_out.out") == Words{0x2, 0xe, 0x2, 0x2, 0x0, 0x0, 0xc, 0x0});
  CHECK(folder.read("top_out.out") == Words{0b1000, 0b0100});
  CHECK(folder.read("act_out.out") == Words{1, 3, 3, 0});
  CHECK(folder.read("wide_out.out") == Words{0b1101, 0b0011});

  // Too few and too many input beats are errors that name the stream.
  CHECK(folder.shell("./pair . 3") == 1);
  CHECK(folder.text("log") == "stream 'input': 4 beats in its file, wanted 6\n");
  CHECK(folder.shell("./pair . 1") == 1);
  CHECK(folder.text("log") == "stream 'input': more than 2 beats in its file\n");
  CHECK(folder.shell("./pair .") == 2);
}

TEST_CASE("emit: a layer's underrun and leftover name the stream", "[hls][emit]") {
  const Folder folder;
  const auto run_with = [&](const std::string& found, const std::string& instead) {
    hls::Emitted emitted = hls::emit(two_components());
    std::string& source = emitted.files.at(1).text;
    REQUIRE(emitted.files.at(1).name == "pair.cpp");
    const std::size_t at = source.find(found);
    REQUIRE(at != std::string::npos);
    source.replace(at, found.size(), instead);
    folder.write(emitted);
    REQUIRE(folder.shell(compile("pair")) == 0);
    folder.write("input.in", {0b11, 0b01});
    folder.write("side.in", {0xc, 0x3});
    CHECK(folder.shell("./pair . 1") == 1);
    return folder.text("log");
  };
  CHECK(run_with("dwc<2, 4, 4>", "dwc<2, 4, 8>") == "stream 'act_out': read while empty\n");
  CHECK(run_with("fc_weights_out, Frames)", "fc_weights_out, 2 * Frames)") ==
        "stream 'fc_weights_out': 8 beats, wanted 4\n");
  CHECK(run_with("label_select<4, 1, 4, 2", "label_select<3, 1, 3, 2") ==
        "stream 'fc_top_dwc_out': 1 beats left over\n");
}

TEST_CASE("emit: layers on feature maps", "[hls][emit]") {
  const Network network = maps();
  const Folder folder;
  const hls::Emitted emitted = hls::emit(network);
  folder.write(emitted);
  const int compiled = folder.shell(compile("maps"));
  INFO(folder.text("log"));
  REQUIRE(compiled == 0);

  constexpr int kFrames = 3;
  const Values input = mixed(kFrames * 6 * 6 * 4, 0, 15);
  Words beats;
  for (std::size_t i = 0; i < input.size(); i += 2) {
    beats.push_back(static_cast<std::uint64_t>(input[i] + 16 * input[i + 1]));
  }
  folder.write("input.in", beats);
  const int ran = folder.shell("./maps . 3");
  INFO(folder.text("log"));
  REQUIRE(ran == 0);

  // A frame with the elements of a map, `rows` x `columns` x `channels`.
  const auto map = [](int rows, int columns, int channels, const auto& element) {
    Values values;
    for (int frame = 0; frame < kFrames; ++frame) {
      for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x) {
          for (int c = 0; c < channels; ++c) values.push_back(element(frame, y, x, c));
        }
      }
    }
    return values;
  };
  const auto at = [](const Values& values, const Shape& shape, int frame, int y, int x, int c) {
    return values.at(static_cast<std::size_t>(((frame * shape[0] + y) * shape[1] + x) * shape[2] + c));
  };
  const auto out = [&](const std::string& stream) {
    return elements(folder.read(stream + ".out"), network.stream(network.find_stream(stream)));
  };

  const Values border = map(8, 7, 4, [&](int frame, int y, int x, int c) {
    const bool own = y >= 1 && y < 7 && x >= 1;
    return own ? at(input, {6, 6, 4}, frame, y - 1, x - 1, c) : 5;
  });
  CHECK(out("border_out") == border);

  const auto& vvtu = std::get<Vvtu>(network.layer(network.find_layer("depth")).params);
  const Values depth = map(6, 5, 4, [&](int frame, int y, int x, int c) {
    std::int64_t sum = 0;
    for (int k = 0; k < 9; ++k) {
      sum += vvtu.weights.row(c)[static_cast<std::size_t>(k)] *
             at(border, {8, 7, 4}, frame, y + k / 3, x + k % 3, c);
    }
    int passed = 0;
    for (const std::int64_t threshold : vvtu.thresholds->values.row(c)) passed += sum >= threshold ? 1 : 0;
    return passed;
  });
  CHECK(out("depth_out") == depth);

  const Values most = map(5, 4, 4, [&](int frame, int y, int x, int c) {
    std::int64_t best = 0;
    for (int k = 0; k < 4; ++k) best = std::max(best, at(depth, {6, 5, 4}, frame, y + k / 2, x + k % 2, c));
    return best;
  });
  CHECK(out("most_out") == most);

  const Values half = map(2, 2, 4, [&](int frame, int y, int x, int c) {
    std::int64_t best = 0;
    for (int k = 0; k < 4; ++k) {
      best = std::max(best, at(most, {5, 4, 4}, frame, 2 * y + k / 2, 2 * x + k % 2, c));
    }
    return best;
  });
  CHECK(out("half_out") == half);

  const auto& mvtu = std::get<Mvtu>(network.layer(network.find_layer("conv")).params);
  const Values conv = map(1, 2, 3, [&](int frame, int, int x, int row) {
    std::int64_t sum = 0;
    for (int k = 0; k < 8; ++k) {
      sum += mvtu.weights.row(row)[static_cast<std::size_t>(k)] * at(half, {2, 2, 4}, frame, k / 4, x, k % 4);
    }
    return sum;
  });
  CHECK(out("conv_out") == conv);

  CHECK(out("mean_out") == map(1, 1, 3, [&](int frame, int, int, int c) {
          const std::int64_t sum = at(conv, {1, 2, 3}, frame, 0, 0, c) + at(conv, {1, 2, 3}, frame, 0, 1, c);
          return sum >= 0 ? sum / 2 : (sum - 1) / 2;
        }));
}

TEST_CASE("emit: forks, joins, several inputs and outputs", "[hls][emit]") {
  const Network network = branches();
  const Folder folder;
  const hls::Emitted emitted = hls::emit(network);
  folder.write(emitted);
  // Inputs, then outputs, including those that nothing reads.
  CHECK_THAT(emitted.files.at(0).text,
             Catch::Contains("void branches(hls::stream<ap_uint<6> >& map, hls::stream<ap_uint<2> >& words, "
                             "hls::stream<ap_uint<6> >& copies_out2, hls::stream<ap_uint<7> >& store_out, "
                             "hls::stream<ap_uint<2> >& vote_out1, hls::stream<ap_uint<12> >& level_out, "
                             "unsigned Frames);"));
  const int compiled = folder.shell(compile("branches"));
  INFO(folder.text("log"));
  REQUIRE(compiled == 0);

  const Values map = mixed(2 * 2 * 4 * 4, 0, 7);
  Words beats;
  for (std::size_t i = 0; i < map.size(); i += 2) {
    beats.push_back(static_cast<std::uint64_t>(map[i] + 8 * map[i + 1]));
  }
  folder.write("map.in", beats);
  folder.write("words.in", {0, 3, 0, 1, 2, 0});
  const int ran = folder.shell("./branches . 2");
  INFO(folder.text("log"));
  REQUIRE(ran == 0);
  for (const Stream& stream : network.streams) {
    CAPTURE(stream.name);
    CHECK(folder.read(stream.name + ".out").size() == 2 * static_cast<std::size_t>(stream.beats_per_frame));
  }
  const auto out = [&](const std::string& stream) {
    return elements(folder.read(stream + ".out"), network.stream(network.find_stream(stream)));
  };

  for (const char* copy : {"fetch_out", "copies_out0", "copies_out1", "copies_out2"}) CHECK(out(copy) == map);
  const Values factors = {-3, 4, 2, 1};  // the parameter, and the factor of the other branch
  Values sums;
  for (std::size_t i = 0; i < map.size(); ++i) sums.push_back(map[i] * factors[i % 4]);
  CHECK(out("sum_out") == sums);
  Values turned;  // the first channel has become the last
  for (std::size_t pixel = 0; pixel < sums.size(); pixel += 4) {
    for (const std::size_t channel : {1, 2, 3, 0}) turned.push_back(sums[pixel + channel]);
  }
  CHECK(out("store_out") == turned);

  CHECK(out("vote_out0") == Values{0, 1, 7, 6, 1, 2, 0, 1, 7, 2, 3, 6, 5, 5, 4, 0, 1, 7});
  CHECK(out("vote_out1") == Values{2, 1});
  // 15 x / 7.
  CHECK(out("level_out") == Values{0, 2, 15, 13, 2, 4, 0, 2, 15, 4, 6, 13, 11, 11, 9, 0, 2, 15});
}

TEST_CASE("emit: pixels between, windows side by side, and weights through a converter", "[hls][emit]") {
  const Network network = transposed();
  REQUIRE(network.find_layer("conv_weights_conv_dwc") >= 0);
  const Folder folder;
  folder.write(hls::emit(network));
  const int compiled = folder.shell(compile("transposed"));
  INFO(folder.text("log"));
  REQUIRE(compiled == 0);

  const Values input = mixed(2 * 2 * 3 * 2, 0, 7);
  Words beats;
  for (std::size_t i = 0; i < input.size(); i += 2) {
    beats.push_back(static_cast<std::uint64_t>(input[i] + 8 * input[i + 1]));
  }
  folder.write("input.in", beats);
  const int ran = folder.shell("./transposed . 2");
  INFO(folder.text("log"));
  REQUIRE(ran == 0);

  const auto& mvtu = std::get<Mvtu>(network.layer(network.find_layer("conv")).params);
  // In the map padded to 4 x 7, its own pixels have an odd row and an odd column.
  const auto padded = [&](int frame, int y, int x, int c) {
    return y % 2 == 1 && x % 2 == 1
               ? input.at(static_cast<std::size_t>(((frame * 2 + y / 2) * 3 + x / 2) * 2 + c))
               : 0;
  };
  Values sums;
  for (int frame = 0; frame < 2; ++frame) {
    for (int window = 0; window < 3 * 6; ++window) {
      for (int row = 0; row < 3; ++row) {
        std::int64_t sum = 0;
        for (int k = 0; k < 8; ++k) {
          sum += mvtu.weights.row(row)[static_cast<std::size_t>(k)] *
                 padded(frame, window / 6 + k / 4, window % 6 + k / 2 % 2, k % 2);
        }
        sums.push_back(sum);
      }
    }
  }
  CHECK(elements(folder.read("conv_out.out"), network.stream(network.find_stream("conv_out"))) == sums);
}

TEST_CASE("emit: each operation by its type in the library", "[hls][emit]") {
  const auto source = [](LayerParams params, const std::vector<std::string>& from) {
    NetworkBuilder builder("one");
    builder.input("a", DataType::sint(4), {2}, 2);
    if (from.size() > 1) builder.input("b", DataType::uint(4), {2}, 2);
    builder.add("operation", std::move(params), from);
    return hls::emit(builder.finish()).files.at(1).text;
  };
  const auto eltwise = [&](Eltwise::Op op) {
    Eltwise layer;
    layer.op = op;
    return source(layer, {"a", "b"});
  };
  const std::string types = ", 1, 1, 2, weir::hls::kNoVector, weir::hls::Signed<4>, weir::hls::Unsigned<4>>(";
  CHECK_THAT(eltwise(Eltwise::Op::kAdd), Catch::Contains("weir::hls::Add<weir::hls::Signed<6>>" + types));
  CHECK_THAT(eltwise(Eltwise::Op::kSubtract),
             Catch::Contains("weir::hls::Subtract<weir::hls::Signed<6>>" + types));
  CHECK_THAT(eltwise(Eltwise::Op::kAbsoluteDifference),
             Catch::Contains("weir::hls::AbsoluteDifference<weir::hls::Unsigned<5>>" + types));
  CHECK_THAT(eltwise(Eltwise::Op::kMultiply),
             Catch::Contains("weir::hls::Multiply<weir::hls::Signed<8>>" + types));
  const auto channelwise = [&](Channelwise::Op op) {
    Channelwise layer;
    layer.op = op;
    layer.pe = 2;
    layer.parameter = DataType::sint(9);
    layer.parameters = Tensor({2}, {-200, 7});
    return source(layer, {"a"});
  };
  CHECK_THAT(channelwise(Channelwise::Op::kAdd),
             Catch::Contains("channelwise<weir::hls::Add<weir::hls::Signed<10>>, 2, 2, 1,"));
  CHECK_THAT(channelwise(Channelwise::Op::kMultiply),
             Catch::Contains("channelwise<weir::hls::Multiply<weir::hls::Signed<13>>, 2, 2, 1,"));
  CHECK_THAT(channelwise(Channelwise::Op::kCompare),
             Catch::Contains("channelwise<weir::hls::AtLeast<weir::hls::Unsigned<1>>, 2, 2, 1,"));
}

// The vendor's integers stop at 1024 bits unless a macro is defined before their header is included.
TEST_CASE("emit: the header makes room for the widest integer", "[hls][emit]") {
  const auto header = [](std::int64_t channels) {
    NetworkBuilder builder("wide");
    builder.input("input", DataType::uint(2), {3, 3, channels}, channels);
    Swu swu;
    swu.kernel = {2, 3};
    swu.simd = channels;
    swu.parallel_window = true;
    builder.add("windows", swu);
    Mvtu fc;
    fc.rows = 8;
    fc.pe = 8;
    fc.simd = channels;
    fc.weight = DataType::bipolar();
    fc.accumulator.bits = 0;
    fc.weights = Tensor({8, 6 * channels}, Values(static_cast<std::size_t>(48 * channels), 1));
    builder.add("fc", fc);
    return hls::emit(builder.finish()).files.at(0).text;
  };
  CHECK_THAT(header(40), !Catch::Contains("AP_INT_MAX_W"));
  // The width converter's buffer: 12 * 96 + 2 * 96 - 1 bits.
  CHECK_THAT(header(96), Catch::Contains("#define AP_INT_MAX_W 1343\n\n#include <ap_int.h>"));
}

TEST_CASE("emit: a missing library is a tool failure", "[hls][emit]") {
  setenv("WEIR_HLS_DIR", "/nowhere", 1);
  CHECK_THROWS_WITH(hls::emit(two_components()), Catch::Contains("/nowhere/csim.hpp"));
  unsetenv("WEIR_HLS_DIR");
}

}  // namespace weir::tests::hls_emit_test
