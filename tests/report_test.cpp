// Results on the terminal and as JSON.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "report/file.hpp"
#include "report/json.hpp"
#include "report/table.hpp"
#include "report/text.hpp"

namespace weir::tests::report_test {

namespace {

namespace fs = std::filesystem;

// One frame of two engines that agree. 90 of the timed engine's 100 frames were not simulated.
RunResult two_engines() {
  RunResult result;
  result.scenario = "two";
  result.intent = "Say what two engines came to.";
  result.clock_mhz = 200;
  result.frames = 100;
  result.seed = 7;
  EngineResult golden;
  golden.engine = "golden";
  golden.frames = golden.frames_simulated = 100;
  golden.correct = 98;
  EngineResult native;
  native.engine = "native";
  native.wall_s = 0.5;
  native.frames = 100;
  native.frames_simulated = 10;
  native.cycles = 6500;
  native.latency_cycles = 100;
  native.latency_steady_cycles = 120;
  native.interval_cycles = 64;
  native.transient_frames = 3;
  native.period_frames = 2;
  native.period_cycles = 128;
  result.engines = {golden, native};
  result.layers = {{"fc0", "mvtu", 4, 8, 64, LayerActivity{6400, 25, 75}},
                   {"label", "label_select", 1, 1, 10, std::nullopt}};
  result.streams = {{"input", "input", "fc0", 8, 2, 16, 2},
                    {"fc0_out", "fc0", "label", 4, 20, 4, std::nullopt}};
  result.checks = {{"bit_exact", {"golden", "native"}, 2, 2000, true, ""},
                   {"throughput", {"native", ""}, 0, 0, true, ""}};
  result.accuracy = 0.98;
  result.bottleneck = "fc0";
  result.notes = {"weights drawn from seed 7"};
  return result;
}

// The first line of `text` with all of these words.
std::string line_with(const std::string& text, const std::vector<std::string>& words) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (std::ranges::all_of(words, [&](const std::string& word) { return line.find(word) != line.npos; })) {
      return line;
    }
  }
  return "";
}

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("weir_report_" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("report: columns are as wide as their widest cell", "[report]") {
  report::Table table({"name", "n", "long heading"}, 1);
  table.row({"a", "1,000", "2"}, "<- most");
  table.row({"longer", "1", "3"});
  CHECK(table.text() ==
        "  name        n  long heading\n"
        "  a       1,000             2  <- most\n"
        "  longer      1             3\n");
}

TEST_CASE("report: thousands are set apart", "[report]") {
  CHECK(report::grouped(0) == "0");
  CHECK(report::grouped(999) == "999");
  CHECK(report::grouped(1000) == "1,000");
  CHECK(report::grouped(1234567890) == "1,234,567,890");
  CHECK(report::grouped(-123456) == "-123,456");
}

TEST_CASE("report: the text says what was measured, and - for what is unknown", "[report]") {
  const std::string text = report::text(two_engines());
  CHECK(line_with(text, {"two: Say what"}) == "two: Say what two engines came to.");
  CHECK(line_with(text, {"100 frames", "seed 7", "200 MHz"}) != "");
  // At 200 MHz 100 cycles are 0.5 us, and an interval of 64 cycles gives 3.125 million frames a second.
  CHECK(line_with(text, {"native  ", "6,500", "0.50", "64", "3.12 M", "0.500"}) != "");
  CHECK(line_with(text, {"golden   "}).find(" -") != std::string::npos);
  CHECK(line_with(text, {"native: 2 frames every 128 cycles, steady after 3 frames; 10 frames simulated"}) !=
        "");
  CHECK(text.find("compiled") == std::string::npos);  // neither was compiled
  CHECK(line_with(text, {"fc0 ", "6,400", "98.5", "75", "1.2", "25", "0.4", "<- bottleneck"}) != "");
  CHECK(line_with(text, {"label ", "label_select"}).find('%') == std::string::npos);
  CHECK(line_with(text, {"ok", "bit_exact", "golden = native", "2 streams, 2,000 beats"}) != "");
  CHECK(line_with(text, {"accuracy: 98.00 %", "golden 98 of 100"}) != "");
  CHECK(line_with(text, {"note: weights drawn"}) != "");
  CHECK(text.ends_with("\nverdict: pass\n"));
}

TEST_CASE("report: rtl says how far it was optimised", "[report]") {
  RunResult result = two_engines();
  result.engines[1].engine = "rtl";
  result.engines[1].optimisation = 2;
  CHECK(line_with(report::text(result), {"compiled"}) == "  rtl: Verilator's code compiled with -O2");
  const auto engines = nlohmann::json::parse(report::json(result)).at("engines");
  CHECK(engines.at("rtl").at("optimisation") == 2);
  CHECK(engines.at("golden").at("optimisation").is_null());
}

TEST_CASE("report: no line of the text is longer than a terminal is wide", "[report]") {
  std::istringstream lines(report::text(two_engines()));
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 110);
}

TEST_CASE("report: a failed check is shown with its place, and fails the verdict", "[report]") {
  RunResult result = two_engines();
  result.checks[0].ok = false;
  result.checks[0].detail = "stream fc0_out, beat 3\nfound 1, wanted 0";
  const std::string text = report::text(result);
  CHECK(line_with(text, {"FAILED", "bit_exact"}) != "");
  CHECK(line_with(text, {"          stream fc0_out, beat 3"}) != "");
  CHECK(line_with(text, {"          found 1, wanted 0"}) != "");
  CHECK(text.ends_with("\nverdict: fail\n"));
  CHECK(nlohmann::json::parse(report::json(result)).at("verdict") == "fail");
}

TEST_CASE("report: a run that checked nothing fails", "[report]") {
  RunResult result = two_engines();
  result.checks.clear();
  CHECK(report::text(result).ends_with("\nverdict: fail\n"));
  CHECK(nlohmann::json::parse(report::json(result)).at("verdict") == "fail");
}

TEST_CASE("report: the JSON has every key of the schema, null where nothing is known", "[report]") {
  const auto json = nlohmann::json::parse(report::json(two_engines()));
  CHECK(json.at("schema") == "weir-report-1");
  CHECK(json.at("scenario") == "two");
  CHECK(json.at("clock_mhz") == 200);
  CHECK(json.at("frames") == 100);
  CHECK(json.at("seed") == 7);
  CHECK(json.at("accuracy") == 0.98);
  CHECK(json.at("verdict") == "pass");
  const auto& native = json.at("engines").at("native");
  CHECK(native.at("build_s") == 0);
  CHECK(native.at("wall_s") == 0.5);
  CHECK(native.at("cycles") == 6500);
  CHECK(native.at("latency_cycles") == 100);
  CHECK(native.at("latency_steady_cycles") == 120);
  CHECK(native.at("interval_cycles") == 64);
  CHECK(native.at("period_frames") == 2);
  CHECK(native.at("period_cycles") == 128);
  CHECK(native.at("throughput_fps") == 3125000);
  CHECK(native.at("latency_us") == 0.5);
  CHECK(native.at("cycles_per_s").is_null());  // not every cycle of the 100 frames was simulated
  for (const char* key : {"cycles", "latency_cycles", "latency_steady_cycles", "interval_cycles",
                          "period_frames", "period_cycles", "throughput_fps", "latency_us"}) {
    CHECK(json.at("engines").at("golden").at(key).is_null());
  }
  CHECK(json.at("layers").at(0) == nlohmann::json{{"name", "fc0"},
                                                  {"kind", "mvtu"},
                                                  {"pe", 4},
                                                  {"simd", 8},
                                                  {"ideal_cycles", 64},
                                                  {"busy_cycles", 6400},
                                                  {"starved_cycles", 75},
                                                  {"blocked_cycles", 25}});
  CHECK(json.at("layers").at(1).at("busy_cycles").is_null());
  CHECK(json.at("streams").at(0) == nlohmann::json{{"name", "input"},
                                                   {"from", "input"},
                                                   {"to", "fc0"},
                                                   {"width_bits", 8},
                                                   {"depth", 2},
                                                   {"beats_per_frame", 16},
                                                   {"max_occupancy", 2},
                                                   {"assumed", false}});
  CHECK(json.at("streams").at(1).at("max_occupancy").is_null());
  CHECK(json.at("checks").at(0) == nlohmann::json{{"name", "bit_exact"},
                                                  {"engines", {"golden", "native"}},
                                                  {"streams", 2},
                                                  {"beats", 2000},
                                                  {"ok", true},
                                                  {"detail", ""}});
}

TEST_CASE("report: the JSON tells where a run came to a stop, the ring that closes it and its cure",
          "[report]") {
  RunResult result = two_engines();
  const auto whole = nlohmann::json::parse(report::json(result));
  CHECK(whole.at("stops").empty());
  CHECK(whole.at("cure").empty());
  const std::vector<DeadlockStep> ring{{"sum", "conv_out", false, 2}, {"fork", "fork_out1", true, 4}};
  result.stops = {{"native", "input", 3, 37, ring}, {"rtl", "fc0_out", 1, 40, {}}};
  result.cure = {{"fork_out1", 4, 17}};
  const auto json = nlohmann::json::parse(report::json(result));
  using Json = nlohmann::json;
  CHECK(json.at("stops").at(0) ==
        Json{{"engine", "native"},
             {"kind", "deadlock"},
             {"stream", "input"},
             {"frame", 3},
             {"cycle", 37},
             {"ring",
              {{{"layer", "sum"}, {"waits_for", "data"}, {"stream", "conv_out"}, {"depth", 2}},
               {{"layer", "fork"}, {"waits_for", "room"}, {"stream", "fork_out1"}, {"depth", 4}}}}});
  CHECK(json.at("stops").at(1) == Json{{"engine", "rtl"},
                                       {"kind", "starvation"},
                                       {"stream", "fc0_out"},
                                       {"frame", 1},
                                       {"cycle", 40},
                                       {"ring", Json::array()}});
  CHECK(json.at("cure") == Json{{{"stream", "fork_out1"}, {"depth", 4}, {"wanted", 17}}});
}

TEST_CASE("report: engines keep their order in the JSON", "[report]") {
  const std::string text = report::json(two_engines());
  CHECK(text.find("\"golden\": {") < text.find("\"native\": {"));
}

TEST_CASE("report: show tells what windows slide how", "[report]") {
  NetworkBuilder builder("windows");
  builder.input("input", DataType::uint(2), {6, 5, 4}, 2);
  Pad pad;
  pad.before = {1, 0};
  pad.after = {0, 2};
  pad.simd = 2;
  builder.add("pad", pad);
  Swu swu;
  swu.kernel = {3, 2};
  swu.stride = {2, 1};
  swu.dilation = {1, 2};
  swu.simd = 2;
  swu.depthwise = true;
  swu.buffer_pixels = 40;
  builder.add("swu", swu);
  Pool pool;
  pool.op = Pool::Op::kAccumulate;
  pool.pe = 2;
  builder.add("pool", pool);
  const std::string text = report::show("a-net", builder.finish(), 100);
  for (const char* words : {"+1,0 +0,2", "3x2 stride 2x1 dilation 1x2 depthwise, buffer 40", "sum of 6",
                            "uint2 [3, 5, 2, 6, 2]"}) {
    INFO(text << words);
    CHECK(text.find(words) != std::string::npos);
  }
}

TEST_CASE("report: show tells what a pool computes, and what is dropped", "[report]") {
  const auto shown = [](Pool::Op op, Pool::By by) {
    NetworkBuilder builder("pooled");
    builder.input("input", DataType::uint(4), {32, 24, 2}, 2);
    Pool pool;
    pool.op = op;
    pool.by = by;
    pool.global = true;
    pool.pe = 2;
    pool.result = DataType::uint(4);
    builder.add("mean", pool);
    return report::show("a-net", builder.finish(), 100);
  };
  using Op = Pool::Op;
  using By = Pool::By;
  CHECK(line_with(shown(Op::kMax, By::kShift), {"mean ", " max of 768 "}) != "");
  CHECK(line_with(shown(Op::kAccumulate, By::kShift), {"mean ", " sum of 768 "}) != "");
  CHECK(line_with(shown(Op::kAverage, By::kShift), {"mean ", " sum of 768 >> 10 "}) != "");
  CHECK(line_with(shown(Op::kAverage, By::kShift),
                  {"note: mean: sum of 768 positions >> 10: divides by 1024 (by: count divides by 768)"}) !=
        "");
  CHECK(line_with(shown(Op::kAverage, By::kCount), {"mean ", " floor(sum / 768) "}) != "");
  CHECK(shown(Op::kAverage, By::kCount).find("note:") == std::string::npos);

  NetworkBuilder builder("pooled");
  builder.input("input", DataType::uint(4), {7, 6, 2}, 2);
  Maxpool maxpool;
  maxpool.kernel = {2, 2};
  maxpool.pe = 2;
  builder.add("half", maxpool);
  CHECK(line_with(report::show("a-net", builder.finish(), 100),
                  {"note: half: drops the last row of 7 x 6"}) != "");
}

TEST_CASE("report: show names shapes, folding and the layer that bounds the interval", "[report]") {
  NetworkBuilder builder("net");
  builder.input("input", DataType::uint(8), {32}, 4);
  Threshold threshold;
  threshold.pe = 4;
  threshold.thresholds = {Tensor({1, 1}, {128}), DataType::bipolar()};
  builder.add("quant", threshold);
  Mvtu mvtu;
  mvtu.rows = 8;
  mvtu.pe = 2;
  mvtu.simd = 2;
  mvtu.weight = DataType::bipolar();
  mvtu.weights = Tensor({8, 32}, std::vector<std::int64_t>(256, 1));
  mvtu.accumulator.bits = 0;
  builder.add("fc", mvtu);
  const std::string text = report::show("a-net", builder.finish(), 100);
  CHECK(line_with(text, {"a-net: a frame every 64 cycles at best: 1.56 M frames/s at 100 MHz"}) != "");
  CHECK(line_with(text, {"quant ", "threshold", "uint8 [32]", "bipolar [32]", "4", "8"}) != "");
  CHECK(line_with(text, {"fc ", "mvtu", "bipolar [32]", "int7 [8]", "64", "<- bound"}) != "");
  CHECK(line_with(text, {"quant_out ", "quant", "quant_fc_dwc", "4", "2", "8"}) != "");
}

TEST_CASE("report: a file is written whole, in place of an older one", "[report]") {
  const Folder folder;
  const fs::path path = folder.path() / "a.json";
  report::write_file_atomically(path, "first, longer");
  report::write_file_atomically(path, "second");
  CHECK(contents(path) == "second");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("report: trying a path leaves nothing behind", "[report]") {
  const Folder folder;
  report::check_writable({{"--json", folder.path() / "a.json"}, {"--svg", ""}});
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("report: a path that cannot be written is bad input", "[report]") {
  const Folder folder;
  for (const fs::path& path : {folder.path() / "absent" / "a.json", folder.path()}) {
    try {
      report::write_file_atomically(path, "text");
      FAIL("wrote " << path);
    } catch (const BadInput& error) {
      CHECK(error.key() == "--json");
      CHECK(error.found().starts_with(path.string() + " ("));
      CHECK(error.wanted() == "a path that can be written");
    }
    CHECK_THROWS_AS(report::check_writable({{"--json", path}}), BadInput);
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("report: no file is written twice, nor what is read", "[report]") {
  const Folder folder;
  const fs::path path = folder.path() / "a.json";
  const fs::path same = folder.path() / "." / "a.json";
  CHECK_THROWS_AS(report::check_writable({{"--json", path}, {"--svg", same}}), BadInput);
  CHECK_NOTHROW(report::check_writable({{"--json", path}, {"--svg", folder.path() / "b.json"}}));
  CHECK_NOTHROW(report::check_writable({{"--json", "/dev/null"}, {"--svg", "/dev/null"}}));
  report::write_file_atomically(path, "text");
  const fs::path other = folder.path() / "other.yaml";
  CHECK_THROWS_AS(report::check_writable({{"--json", same}}, {other, path}), BadInput);
  CHECK_NOTHROW(report::check_writable({{"--json", same}}, {other, ""}));
  // The files in a folder count, not those that may be added.
  CHECK_THROWS_AS(report::check_writable({{"--json", same}}, {folder.path()}), BadInput);
  CHECK_NOTHROW(report::check_writable({{"--json", other}}, {folder.path()}));
  CHECK(contents(path) == "text");
}

TEST_CASE("report: a file is written through symbolic links", "[report]") {
  const Folder folder;
  const fs::path file = folder.path() / "there" / "a.json";
  const fs::path link = folder.path() / "link.json";
  const fs::path second = folder.path() / "second.json";
  fs::create_directory(file.parent_path());
  fs::create_symlink("there/a.json", link);  // relative to its own folder; the target does not exist yet
  fs::create_symlink(link, second);
  for (const std::string text : {"first, longer", "second"}) {
    report::check_writable({{"--json", second}});
    report::write_file_atomically(second, text);
    CHECK(fs::is_symlink(second));
    CHECK(fs::is_symlink(link));
    CHECK_FALSE(fs::is_symlink(file));
    CHECK(contents(file) == text);
  }
  CHECK(std::distance(fs::directory_iterator(file.parent_path()), {}) == 1);
  CHECK_THROWS_AS(report::check_writable({{"--json", file}, {"--svg", second}}), BadInput);
}

// For example a link to /dev/stdout while the output goes to a file.
TEST_CASE("report: what is open is written to, behind what it holds", "[report]") {
  const Folder folder;
  const fs::path file = folder.path() / "a.txt";
  const fs::path link = folder.path() / "link";
  std::FILE* open = std::fopen(file.c_str(), "w");
  REQUIRE(open != nullptr);
  std::fputs("before, ", open);
  std::fflush(open);
  fs::create_symlink("/proc/self/fd/" + std::to_string(fileno(open)), link);
  const auto inode = [&] {
    struct stat status {};
    stat(file.c_str(), &status);
    return status.st_ino;
  };
  const auto before = inode();
  report::check_writable({{"--json", link}, {"--svg", link}});
  report::write_file_atomically(link, "after");
  std::fclose(open);
  CHECK(inode() == before);
  CHECK(contents(file) == "before, after");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
}

TEST_CASE("report: links in a ring and names that are too long are bad input", "[report]") {
  const Folder folder;
  const fs::path ring = folder.path() / "ring";
  fs::create_symlink("ring", ring);
  for (const fs::path& path : {ring, ring / "a.json", folder.path() / std::string(300, 'a')}) {
    CHECK_THROWS_AS(report::check_writable({{"--json", path}}), BadInput);
    CHECK_THROWS_AS(report::write_file_atomically(path, "text"), BadInput);
  }
  CHECK_NOTHROW(report::check_writable({{"--json", folder.path() / "a.json"}}, {ring}));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("report: a full device is bad input", "[report]") {
  CHECK_THROWS_AS(report::write_file_atomically("/dev/full", "text"), BadInput);
}

}  // namespace weir::tests::report_test
