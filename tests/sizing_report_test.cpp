// The result of a sizing as text, JSON and a plot.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "report/sizing.hpp"

namespace weir::tests::sizing_report_test {

namespace {

SizedStream stream(const std::string& name, const std::string& from, const std::string& to,
                   std::int64_t depth) {
  SizedStream result;
  result.name = name;
  result.from = from;
  result.to = to;
  result.width_bits = 32;
  result.beats_per_frame = 64;
  result.given = 64;
  result.depth = depth;
  result.level = depth + 3;
  result.baseline = 32;
  result.cost = {32 * depth, 32 * depth};
  return result;
}

// A fork and a join: one stream deadlocks, one slows the network, and one comes from a memory.
SizingResult sized() {
  SizingResult result;
  result.scenario = "skip";
  result.intent = "Hold a skip connection back.";
  result.clock_mhz = 200;
  result.traffic = "back to back";
  result.cost_model = "bits";
  result.cost_unit = "bits";
  result.mode = "exact";
  result.best = result.target = result.interval = result.interval_back_to_back = {1152, 2};
  result.bottleneck = "conv1, conv2";
  result.streams = {stream("input", "input", "branch", 1), stream("branch_out0", "branch", "conv1", 2),
                    stream("branch_out1", "branch", "sum", 17), stream("w_out", "w", "conv1", 2)};
  result.streams[1].least = 2;
  result.streams[1].one_less = OneLess{false, false, {1789, 3}, true};
  result.streams[2].least = 12;
  result.streams[2].one_less = OneLess{true, false, {}, false};
  result.streams[3].level.reset();
  result.streams[3].one_less = OneLess{false, false, {600, 1}, false};
  result.given = {8192, 8192};
  result.total = {704, 704};
  result.baseline = {4096, 4096};
  result.lower_bound = {640, 640};
  result.latency = 215;
  result.latency_paced = 1329;
  result.given_interval = Interval{576, 1};
  result.runs = 1500;
  result.beats = 2'500'000;
  result.wall_s = 0.75;
  return result;
}

SizingResult with_curve() {
  SizingResult result = sized();
  result.trade_off = {{{1000, 1}, {300, 300}, {300, 300}, true, {1, 1, 5, 1}},
                      {{800, 1}, {420, 420}, {400, 400}, false, {1, 1, 9, 1}},
                      {{1152, 2}, {704, 704}, {640, 640}, false, {1, 2, 17, 2}}};
  return result;
}

// Checks that every element is closed, in order, and that no attribute or text has a stray "<" or "&".
// Returns the names of the elements.
std::vector<std::string> elements_of(const std::string& xml) {
  std::vector<std::string> open;
  std::vector<std::string> all;
  const std::regex kTag(R"re((/?)([a-z]+)((?:\s[A-Za-z0-9-]+="[^"<>&]*")*)(/?))re");
  std::size_t at = 0;
  while (at < xml.size()) {
    const std::size_t next = xml.find('<', at);
    const std::string between = xml.substr(at, next - at);
    CHECK(between.find_first_of("&>") == std::string::npos);
    if (next == std::string::npos) break;
    const std::size_t end = xml.find('>', next);
    REQUIRE(end != std::string::npos);
    const std::string tag = xml.substr(next + 1, end - next - 1);
    std::smatch parts;
    INFO(tag);
    REQUIRE(std::regex_match(tag, parts, kTag));
    if (parts[1] == "/") {
      REQUIRE_FALSE(open.empty());
      CHECK(open.back() == parts[2]);
      open.pop_back();
    } else {
      all.push_back(parts[2]);
      if (parts[4] != "/") open.push_back(parts[2]);
    }
    at = end + 1;
  }
  CHECK(open.empty());
  return all;
}

}  // namespace

TEST_CASE("sizing report: the text, word by word", "[report][sizing]") {
  CHECK("\n" + report::sizing_text(sized()) == R"(
skip: Hold a skip connection back.
back to back, 200 MHz, cost in bits, exact search
best: 576 cycles a frame (347 k frames/s), held up by conv1, conv2
target: 576 cycles a frame (347 k frames/s)

Streams (least: with which the target can be reached at all; level: the most held in FIFOs without limit;
one less: what becomes of a frame's interval if this FIFO alone is one less deep)
  stream       from    to      bits  given  depth  least  level  baseline        one less
  input        input   branch    32     64      1      1      4        32               -
  branch_out0  branch  conv1     32     64      2      2      5        32  596.333 cycles
  branch_out1  branch  sum       32     64     17     12     20        32           locks
  w_out        w       conv1     32     64      2      1      -        32   >= 600 cycles

Cost
  total of      bits  of found
  given        8,192   11.64 x  576 cycles a frame (347 k frames/s)
  baseline     4,096    5.82 x  level, at least 32, rounded up to a power of two
  found          704    1.00 x  <- at most 10.0 % above the least
  lower bound    640    0.91 x  of any depths that reach the target

Proved by runs
  576 cycles a frame (347 k frames/s), back to back
  latency of the first frame, back to back: 215 cycles
  latency of frames admitted every 576 cycles: at most 1,329 cycles

1,500 runs, 2.50 M beats, 0.75 s: 2.00 k runs/s, 0.500 ms a run

verdict: pass
)");
}

TEST_CASE("sizing report: traffic, resources, curve, latency and notes", "[report][sizing]") {
  SizingResult result = with_curve();
  result.traffic = "source one in 3";
  result.cost_model = "lut-bram";
  result.cost_unit = "LUTs";
  result.total.units = 70;
  result.lower_bound.units = 0;
  result.latency_target = 1400;
  result.given_interval.reset();
  result.streams[1].one_less = OneLess{false, true, {576, 1}, true};
  result.notes = {"conv1 is declared not elastic"};
  const std::string text = report::sizing_text(result);
  CHECK_THAT(text, Catch::Contains(
                       "target: 576 cycles a frame (347 k frames/s), latency of at most 1,400 cycles\n"));
  CHECK_THAT(text, Catch::Contains("too late\n"));
  CHECK_THAT(text, Catch::Contains("  total of      LUTs   bits  of found\n"
                                   "  given        8,192  8,192  117.03 x  locks\n"));
  CHECK_THAT(text, Catch::Contains("70    704    1.00 x  <- no bound\n"));
  CHECK_THAT(text, Catch::Contains("  576 cycles a frame (347 k frames/s), source one in 3\n"
                                   "  576 cycles a frame (347 k frames/s), back to back\n"));
  CHECK_THAT(text, Catch::Contains("  interval  frames/s  LUTs  at least\n"
                                   "     1,000     200 k   300       300  optimal\n"
                                   "       800     250 k   420       400\n"
                                   "       576     347 k   704       640\n"));
  CHECK_THAT(text, Catch::EndsWith("\nnote: conv1 is declared not elastic\n\nverdict: pass\n"));
  result.optimal = true;
  CHECK_THAT(report::sizing_text(result), Catch::Contains("<- optimal\n"));
  // Bounds that are not equal.
  result.interval_exact = result.interval_back_to_back_exact = false;
  CHECK_THAT(report::sizing_text(result),
             Catch::Contains("\nProved by runs\n  <= 576 cycles a frame (347 k frames/s), source one in 3\n"
                             "  <= 576 cycles a frame (347 k frames/s), back to back\n"));
  result.interval_back_to_back = {0, 1};
  CHECK_THAT(report::sizing_text(result), Catch::Contains("\n  nothing of its interval, back to back\n"));
}

TEST_CASE("sizing report: ends other than depths that reach the target", "[report][sizing]") {
  SizingResult result = sized();
  result.interrupted = true;
  CHECK_THAT(report::sizing_text(result),
             Catch::EndsWith("verdict: interrupted; these are the best depths verified by then\n"));
  CHECK(nlohmann::json::parse(report::sizing_json(result)).at("verdict") == "interrupted");
  result.interrupted = false;
  result.target = {500, 1};
  CHECK_THAT(report::sizing_text(result), Catch::EndsWith("verdict: fail\n"));
  result.end = SizingEnd::kUnreachable;
  result.out_of_reach = "conv1, conv2";
  CHECK_THAT(report::sizing_text(result),
             Catch::EndsWith("verdict: fail: no depths reach 500 cycles a frame: conv1, conv2\n") &&
                 !Catch::Contains("branch_out1") && !Catch::Contains("Proved"));
  result.latency_target = 3;
  CHECK_THAT(report::sizing_text(result), Catch::Contains("500 cycles a frame at that latency: conv1"));
  const auto json = nlohmann::json::parse(report::sizing_json(result));
  CHECK(json.at("verdict") == "fail");
  CHECK(json.at("end") == "unreachable");
  for (const char* key : {"total", "lower_bound", "optimal", "interval", "latency_paced_cycles"}) {
    CHECK(json.at(key).is_null());
  }
  result.end = SizingEnd::kInterrupted;
  result.best = result.target = {};
  CHECK_THAT(report::sizing_text(result),
             Catch::EndsWith("verdict: interrupted, before any depths were found\n") &&
                 !Catch::Contains("best:") && !Catch::Contains("target:"));
  CHECK(nlohmann::json::parse(report::sizing_json(result)).at("best").is_null());
}

TEST_CASE("sizing report: where proofs are withheld, none is claimed", "[report][sizing]") {
  SizingResult result = sized();
  result.proofs_withheld = true;
  result.lower_bound = {};
  CHECK_THAT(report::sizing_text(result),
             !Catch::Contains("lower bound") && Catch::Contains("<- no bound\n"));
  CHECK(nlohmann::json::parse(report::sizing_json(result)).at("lower_bound").is_null());
  result.end = SizingEnd::kUnreachable;
  result.latency_target = 3;
  result.out_of_reach = "the latency";
  CHECK_THAT(report::sizing_text(result),
             Catch::EndsWith("verdict: fail: depths that reach 576 cycles a frame at that latency were not "
                             "found: the latency\n"));
}

TEST_CASE("sizing report: the JSON has these keys", "[report][sizing]") {
  const auto json = nlohmann::ordered_json::parse(report::sizing_json(with_curve()));
  std::string keys;
  for (const auto& entry : json.items()) keys += entry.key() + " ";
  CHECK(keys ==
        "schema scenario intent clock_mhz traffic mode cost_model cost_unit end interrupted best bottleneck "
        "target out_of_reach refolds "
        "latency_target_cycles streams given total baseline lower_bound gap optimal proofs_withheld interval "
        "interval_exact interval_back_to_back interval_back_to_back_exact latency_cycles "
        "latency_paced_cycles given_interval given_exact trade_off runs "
        "beats "
        "wall_s "
        "runs_per_s ms_per_run notes verdict ");
  CHECK(json.at("schema") == "weir-sizing-1");
  CHECK(json.at("target").dump() ==
        R"({"cycles":1152,"frames":2,"interval_cycles":576.0,"throughput_fps":347222.22222222225})");
  CHECK(json.at("streams").at(2).dump() ==
        R"({"name":"branch_out1","from":"branch","to":"sum","width_bits":32,"beats_per_frame":64,"given":64,)"
        R"("depth":17,"least":12,"level":20,"baseline":32,"cost":{"units":544,"bits":544},)"
        R"("one_less":{"locks":true,"latency":false,"interval":null,"exact":false}})");
  CHECK(json.at("streams").at(0).at("one_less").is_null());
  CHECK(json.at("streams").at(1).at("one_less").at("interval").at("cycles") == 1789);
  CHECK(json.at("streams").at(3).at("level").is_null());
  CHECK(json.at("trade_off").at(1).at("depths").dump() ==
        R"({"input":1,"branch_out0":1,"branch_out1":9,"w_out":1})");
  CHECK(json.at("gap") == 0.1);
  CHECK(json.at("runs_per_s") == 2000);
  CHECK(json.at("verdict") == "pass");
}

TEST_CASE("sizing report: only figures of the wall clock differ between runs", "[report][sizing]") {
  SizingResult again = with_curve();
  again.wall_s = 9;
  auto a = nlohmann::json::parse(report::sizing_json(with_curve()));
  auto b = nlohmann::json::parse(report::sizing_json(again));
  for (const char* key : {"wall_s", "runs_per_s", "ms_per_run"}) {
    CHECK(a.at(key) != b.at(key));
    a.erase(key);
    b.erase(key);
  }
  CHECK(a == b);
  CHECK(report::trade_off_svg(with_curve()) == report::trade_off_svg(again));
}

TEST_CASE("sizing report: the plot has points, stairs, marks and ticks", "[report][sizing]") {
  const std::string svg = report::trade_off_svg(with_curve());
  const std::vector<std::string> elements = elements_of(svg);
  CHECK(elements.front() == "svg");
  // Three points and two in the legend; three marks, likewise, and the background.
  CHECK(std::ranges::count(elements, "circle") == 5);
  CHECK(std::ranges::count(elements, "rect") == 7);
  CHECK(std::ranges::count(elements, "title") == 6);
  CHECK(std::ranges::count(elements, "path") == 4);
  for (const char* text :
       {"<title>800 cycles a frame (250 k frames/s): 420 bits, at most 5.0 % above the least</title>",
        "<title>1,000 cycles a frame (200 k frames/s): 300 bits, optimal</title>",
        "<title>576 cycles a frame (347 k frames/s): 4,096 bits, baseline</title>",
        ">interval, cycles a frame<", ">cost, bits<", ">600</text>", ">1,000</text>", ">5,000</text>",
        "given, 8,192"}) {
    CAPTURE(text);
    CHECK(svg.find(text) != std::string::npos);
  }
}

TEST_CASE("sizing report: plots of few points, and of none", "[report][sizing]") {
  SizingResult result = with_curve();
  for (int points = 2; points >= 0; --points) {
    result.trade_off.resize(static_cast<std::size_t>(points));
    elements_of(report::trade_off_svg(result));
  }
  // All points in one place: linear axes still have a range.
  result.given = result.baseline = result.total;
  const std::string svg = report::trade_off_svg(result);
  elements_of(svg);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
  result.end = SizingEnd::kUnreachable;
  elements_of(report::trade_off_svg(result));
}

}  // namespace weir::tests::sizing_report_test
