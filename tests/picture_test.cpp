// The page's report of a run: what sets the interval, and what would make frames come faster.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "network/scenario.hpp"
#include "testbench/run.hpp"

namespace weir::tests::picture_test {

namespace {

using Catch::Contains;

RunResult run_of(const std::string& text, const testbench::PictureOptions& picture = {}) {
  testbench::RunOptions options;
  options.picture = picture;
  return testbench::run(parse_scenario(text, "s"), options);
}

const std::string kHead =
    "scenario: s\nintent: Some.\nseed: 1\nframes: 4\nengines: [golden, native]\n"
    "input: {type: uint4, shape: [8, 8, 4], elements_per_beat: 4}\n";

}  // namespace

TEST_CASE("picture: a wire is no FIFO that could be deeper", "[page]") {
  // finn-rtllib's streamed weights reach the product over a wire, which waits in every cycle.
  const RunResult result = run_of(
      kHead +
      "hardware: finn-rtllib\nlayers:\n"
      "  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 2, weights: {type: int4, seed: 2, streamed: true}}\n"
      "  - {kind: threshold, name: act, pe: 4, thresholds: {seed: 3}, output: uint4}\n");
  REQUIRE(result.picture);
  REQUIRE(result.picture->ring);
  CHECK_THAT(result.picture->reason, !Contains("deeper"));
  CHECK_THAT(result.picture->reason, Contains("fc takes 512 cycles a frame by itself, all by its folding"));
  CHECK_THAT(result.picture->reason, Contains("no depth makes frames come faster"));
}

TEST_CASE("picture: a FIFO that holds frames up is named with the depth that cures it", "[page]") {
  // The short branch has to hold the beats that the long one delays.
  const std::string branches =
      "layers:\n"
      "  - {kind: fork, name: split, copies: 2}\n"
      "  - {kind: mvtu, name: far, from: split_out0, rows: 4, pe: 4, simd: 4, weights: {type: int4, seed: "
      "2}}\n"
      "  - {kind: add, name: sum, from: [far, split_out1], pe: 4}\n";
  const RunResult held = run_of(kHead + branches + "depths: {split_out1: 1}\n");
  REQUIRE(held.pace);
  const Culprit& first = held.pace->culprits.front();
  REQUIRE(first.kind == Culprit::Kind::kFifo);
  CHECK(first.name == "split_out1");
  REQUIRE(first.wanted);
  REQUIRE(held.picture);
  CHECK_THAT(held.picture->reason, Contains("FIFOs hold it up: with split_out1 " +
                                            std::to_string(*first.wanted) + " deep a frame takes 64 cycles"));
  const RunResult cured =
      run_of(kHead + branches + "depths: {split_out1: " + std::to_string(*first.wanted) + "}\n");
  REQUIRE(cured.picture);
  CHECK_THAT(cured.picture->reason, !Contains("FIFO") && Contains("A frame takes 64 cycles"));
}

TEST_CASE("picture: what was asked for and is not in it is told", "[page]") {
  const std::string layers =
      "layers:\n  - {kind: mvtu, name: fc, rows: 8, pe: 4, simd: 4, weights: {type: int4, seed: 2}}\n";
  testbench::PictureOptions options;
  options.most_beats = 1;  // the first beat of one frame
  options.beats = {{0, 63}, {0, 64}};
  options.focus = 100'000;
  const RunResult result = run_of(kHead + layers, options);
  REQUIRE(result.picture);
  CHECK(result.picture->frames == 1);
  const auto told = [&](const std::string& words) {
    return std::ranges::count_if(
        result.notes, [&](const std::string& note) { return note.find(words) != std::string::npos; });
  };
  CHECK(told("the page does not explain beat 64 of input") == 1);
  CHECK(told("beat 63") == 0);
  CHECK(told("it shows single cycles at its end, not at 100000") == 1);
}

}  // namespace weir::tests::picture_test
