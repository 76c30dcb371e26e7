// Functional coverage: the bins that a scenario and a run hit, and that drawn cases reach all bins.
#include "regress/coverage.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "regress/generate.hpp"

namespace weir::tests::coverage_test {

namespace {

using regress::all_bins;
using regress::bins_of;
using regress::Draw;
using regress::Generator;

bool is_of_runs(const std::string& bin) { return bin.starts_with("fifo ") || bin.starts_with("stall at "); }

std::vector<std::string> lacking(const Coverage& covered) {
  std::vector<std::string> bins;
  for (const auto& [bin, none] : all_bins()) {
    if (!is_of_runs(bin) && !covered.contains(bin)) bins.push_back(bin);
  }
  return bins;
}

// The bins hit by that many layers, and by a network after every tenth of them.
Coverage drawn(int layers, std::uint64_t seed, bool steer) {
  Coverage before;
  if (!steer) {  // pretend that no bin is missing
    before = all_bins();
    for (auto& [bin, count] : before) count = 1;
  }
  Coverage covered;
  Generator all_layers(Draw::kLayers, "layers", seed, 1, before);
  Generator networks(Draw::kNetworks, "networks", seed, 1, before);
  for (int i = 0; i < layers; ++i) {
    regress::merge(covered, bins_of(all_layers.next("drawn").front().scenario));
    if (i % 10 == 9) regress::merge(covered, bins_of(networks.next("drawn").front().scenario));
  }
  return covered;
}

Scenario scenario(const std::string& input, const std::string& rest) {
  return parse_scenario(
      "scenario: s\nintent: One.\nseed: 1\nengines: [native]\ninput: {" + input + "}\n" + rest, "s");
}

}  // namespace

TEST_CASE("coverage: every bin that is hit is one that there is", "[regress][coverage]") {
  const Coverage bins = all_bins();
  for (const Draw draw : {Draw::kLayers, Draw::kNetworks}) {
    Generator generator(draw, "bins", 11, 1, {});
    for (int i = 0; i < (draw == Draw::kLayers ? 200 : 30); ++i) {
      for (const auto& [bin, count] : bins_of(generator.next("drawn").front().scenario)) {
        INFO(bin);
        CHECK(bins.contains(bin));
        CHECK(count > 0);
      }
    }
  }
}

TEST_CASE("coverage: a scenario's bins", "[regress][coverage]") {
  const Coverage bins = bins_of(
      scenario("type: ternary, shape: [5, 4, 6], elements_per_beat: 2, from: {seed: 1, pattern: ramp}",
               "frames: 3\n"
               "layers:\n"
               "  - {kind: swu, name: w, kernel: [3, 2], stride: [2, 1], dilation: [1, 2], simd: 2}\n"
               "  - {kind: mvtu, rows: 4, pe: 4, simd: 9, weights: {type: int4, seed: 1, pattern: sparse}}\n"
               "depths: {w_out: 9}\n"
               "traffic: {streams: {w_out: {push: {one_in: 2}, pop: {open: 1, closed: [0, 3], seed: 1}}}}\n"
               "reset_after_cycles: 9\n"));
  for (const char* bin : {"swu.kernel x stride x dilation/both x in columns x in rows",
                          "swu.depthwise x parallel window x simd/no x no x some",
                          "swu.depthwise x buffer/no x full rate",
                          "swu.left over/no",
                          "swu.type/ternary",
                          "mvtu.weights x input/int x ternary",
                          "mvtu.pe x simd/all x some",
                          "mvtu.output/accumulators",
                          "mvtu.accumulator/as needed",
                          "mvtu.weight bits/2..4",
                          "weights data/sparse",
                          "input data x type/ramp x ternary",
                          "kind x input data/mvtu x ramp",
                          "kind x elements across words/swu x none",
                          "depth x push x pop/9..64 x periodic x bursts",
                          "depth x push x pop/2 x none x none",
                          "stalls x reset/bursts x yes",
                          "kind x frames/swu x 3..",
                          "kind x reset/mvtu x yes",
                          "kind x stalled/swu x out",
                          "kind x stalled/mvtu x nowhere",
                          "dwc.ratio/wider, not whole",
                          "behind/swu x mvtu",
                          "branches meet again/no",
                          "inputs/1",
                          "type/ternary",
                          "shape/2-D map"}) {
    INFO(bin);
    CHECK(bins.contains(bin));
    CHECK(all_bins().contains(bin));
  }
  CHECK_FALSE(bins.contains("mvtu.steps/1"));
  const Coverage ring = bins_of(scenario("type: uint2, shape: [4], elements_per_beat: 1",
                                         "layers:\n  - {kind: fork, name: f}\n  - {kind: add, from: [f_out0, "
                                         "f_out1], pe: 1}\n"));
  CHECK(ring.contains("branches meet again/yes"));
  CHECK(ring.contains("behind/fork x eltwise"));
}

TEST_CASE("coverage: a run's bins", "[regress][coverage]") {
  const Scenario s = scenario("type: uint2, shape: [4], elements_per_beat: 1",
                              "layers:\n  - {kind: fork, name: f}\ndepths: {f_out0: 3}\n");
  Trace trace;
  trace.timed = true;
  trace.streams.resize(3);
  // Depth 2: pushes at full rate with immediate pops; then a push that waits two cycles although there is
  // room.
  trace.streams[0].push = {0, 1, 2, 5};
  trace.streams[0].pop = {1, 2, 3, 6};
  // Depth 3: full, and blocked by it until 11; a beat that waits 34 cycles.
  trace.streams[1].push = {2, 3, 4, 12};
  trace.streams[1].pop = {11, 12, 13, 47};
  const Coverage bins = bins_of(s.network, trace);
  CHECK(bins == Coverage{{"fifo empty/depth 2", 2},
                         {"fifo empty/depth 3..8", 1},
                         {"fifo full/depth 3..8", 1},
                         {"fifo push and pop/depth 2 at 1", 2},
                         {"fifo push and pop/depth 3..8 at one below full", 1},
                         {"stall at pop/0", 6},
                         {"stall at pop/32..", 1},
                         {"stall at pop/8..31", 1},
                         {"stall at push/0", 6},
                         {"stall at push/2..7", 2}});
  trace.timed = false;
  CHECK(bins_of(s.network, trace).empty());
}

TEST_CASE("coverage: merged", "[regress][coverage]") {
  Coverage into{{"a/1", 1}, {"a/2", 0}};
  regress::merge(into, {{"a/2", 2}, {"b/1", 3}, {"a/1", 4}});
  CHECK(into == Coverage{{"a/1", 5}, {"a/2", 2}, {"b/1", 3}});
}

TEST_CASE("coverage: drawn cases hit what bins there are", "[regress][coverage]") {
  constexpr int kLayersOfAKind = 50;
  const Coverage covered =
      drawn(kLayersOfAKind * static_cast<int>(std::variant_size_v<LayerParams>), 1, true);
  const std::vector<std::string> holes = lacking(covered);
  for (const std::string& bin : holes) UNSCOPED_INFO(bin);
  CHECK(static_cast<double>(holes.size()) < 0.03 * static_cast<double>(all_bins().size()));
}

TEST_CASE("coverage: steering hits more with fewer cases", "[regress][coverage]") {
  const auto steered = static_cast<double>(lacking(drawn(300, 2, true)).size());
  const auto blind = static_cast<double>(lacking(drawn(300, 2, false)).size());
  CHECK(steered < 0.75 * blind);
}

}  // namespace weir::tests::coverage_test
