// An emitted folder is compiled and run as a user would, and its files are compared with beats written by
// hand.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hls/emit.hpp"

namespace {

using namespace weir;
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

Thresholds thresholds(const Shape& shape, std::vector<std::int32_t> values, const DataType& output) {
  return {Tensor(shape, std::move(values)), output};
}

// Two components: a bipolar mvtu of 4 x 4 with streamed weights, then the larger two of its outputs; and a
// threshold, widened, whose stream leaves the network.
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

constexpr const char* kCompile =
    "g++ -std=c++14 -O0 -Wall -Wextra -Werror -Wno-unknown-pragmas -Wno-unused-label -I. -Ihls/shim pair.cpp "
    "pair_tb.cpp -o pair";

}  // namespace

TEST_CASE("emit: a folder compiles, runs, and writes every stream", "[hls][emit]") {
  const Folder folder;
  const hls::Emitted emitted = hls::emit(two_components());
  REQUIRE(emitted.top == "pair");
  folder.write(emitted);
  const int compiled = folder.shell(kCompile);
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
    REQUIRE(folder.shell(kCompile) == 0);
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

TEST_CASE("emit: a missing library is a tool failure", "[hls][emit]") {
  setenv("WEIR_HLS_DIR", "/nowhere", 1);
  CHECK_THROWS_WITH(hls::emit(two_components()), Catch::Contains("/nowhere/activation.hpp"));
  unsetenv("WEIR_HLS_DIR");
}
