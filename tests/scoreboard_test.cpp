// The scoreboard, and the monitor's verdict on a stream, on traces made by hand.
#include "testbench/scoreboard.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "tests/system.hpp"

namespace weir::tests::scoreboard_test {

namespace {

using testbench::check_completion;
using testbench::compare_cycles;
using testbench::compare_values;
using testbench::Comparison;
using testbench::max_occupancy;

// Elements of uint4, [2, 3] in a frame, three in a beat: two beats a frame, with a threshold in between.
Network network() {
  NetworkBuilder builder("n");
  builder.input("input", DataType::uint(4), {2, 3}, 3);
  Threshold threshold;
  threshold.pe = 3;
  threshold.thresholds = {Tensor({3, 1}, {3, 3, 3}), DataType::binary()};
  builder.add("act", threshold);
  return builder.finish();
}

Trace trace(const std::string& engine, const Network& net) {
  Trace t;
  t.engine = engine;
  t.timed = t.has_values = t.complete = true;
  for (const Stream& stream : net.streams) {
    StreamTrace& s = t.streams.emplace_back();
    s.values = Beats(stream.width_bits);
  }
  t.streams[0].values.words = {0x321, 0x654, 0x987, 0xcba};
  t.streams[0].push = {0, 1, 2, 3};
  t.streams[0].pop = {1, 2, 3, 4};
  t.streams[1].values.words = {4, 7, 7, 7};
  t.streams[1].push = {3, 4, 5, 6};
  t.streams[1].pop = {4, 5, 6, 7};
  t.layers = {{4, 0, 4}};
  t.last_cycle = 7;
  return t;
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("scoreboard: equal traces pass, and what was compared is counted", "[testbench][scoreboard]") {
  const Network net = network();
  const Comparison values = compare_values(net, 2, trace("golden", net), trace("rtl", net));
  CHECK(values.check.ok);
  CHECK(values.check.name == "bit_exact");
  CHECK(values.check.streams == 2);
  CHECK(values.check.beats == 8);
  const Comparison cycles = compare_cycles(net, trace("rtl", net), trace("native", net));
  CHECK(cycles.check.ok);
  CHECK(cycles.check.beats == 8);
  CHECK(check_completion(net, 2, trace("rtl", net)).ok);
}

TEST_CASE("scoreboard: comparing no beats fails", "[testbench][scoreboard]") {
  const Network net = network();
  Trace empty = trace("rtl", net);
  for (StreamTrace& stream : empty.streams) stream = {{}, {}, {}, {}, Beats(stream.values)};
  for (StreamTrace& stream : empty.streams) stream.values.words.clear();
  const Comparison values = compare_values(net, 0, empty, empty);
  CHECK_FALSE(values.check.ok);
  CHECK(values.check.detail == "no beats were compared");
  CHECK_FALSE(compare_cycles(net, empty, empty).check.ok);
  CHECK_FALSE(check_completion(net, 0, empty).ok);
}

TEST_CASE("scoreboard: the first wrong value is located to the element", "[testbench][scoreboard]") {
  const Network net = network();
  Trace wrong = trace("rtl", net);
  wrong.streams[0].values.words[3] = 0xcca;  // frame 1, beat 1, second element: 11 became 12
  wrong.streams[1].values.words[3] = 0;
  const Comparison comparison = compare_values(net, 2, trace("golden", net), wrong);
  REQUIRE(comparison.mismatch);
  CHECK_FALSE(comparison.check.ok);
  CHECK(comparison.mismatch->stream == 0);
  CHECK(comparison.mismatch->beat == 3);
  CHECK(comparison.mismatch->cycle == 3);
  CHECK(
      comparison.check.detail ==
      "rtl against golden: stream input (input to act), frame 1, beat 1, element [1, 1], cycle 3: found 12, "
      "wanted 11");
}

TEST_CASE("scoreboard: what fills a beat up is zero", "[testbench][scoreboard]") {
  NetworkBuilder builder("n");
  builder.input("input", DataType::uint(4), {3}, 1);
  Dwc dwc;
  dwc.out_bits = 8;
  builder.add("wide", dwc);
  const Network net = builder.finish();
  Trace right;
  right.engine = "golden";
  right.has_values = right.complete = true;
  right.streams.resize(2);
  right.streams[0].values = Beats(4);
  right.streams[0].values.words = {1, 2, 3};
  right.streams[1].values = Beats(8);
  right.streams[1].values.words = {0x21, 0x03};
  Trace wrong = right;
  wrong.engine = "hls";
  CHECK(compare_values(net, 1, right, wrong).check.ok);
  wrong.streams[1].values.words[1] = 0x23;
  CHECK(
      compare_values(net, 1, right, wrong).check.detail ==
      "hls against golden: stream wide_out (wide to output), frame 0, beat 1, bit 5, above the frame's own: "
      "found 1, wanted 0");
}

TEST_CASE("scoreboard: beats that are missing or too many are a mismatch", "[testbench][scoreboard]") {
  const Network net = network();
  Trace less = trace("rtl", net);
  less.streams[1].values.words.pop_back();
  const Comparison comparison = compare_values(net, 2, trace("golden", net), less);
  REQUIRE(comparison.mismatch);
  CHECK(says(comparison.check.detail,
             "stream act_out (act to output), frame 1, beat 1: found 3 beats, wanted 4"));
  CHECK_FALSE(compare_values(net, 2, less, trace("rtl", net)).check.ok);
  // Both are equal, but too short.
  CHECK_FALSE(compare_values(net, 2, less, less).check.ok);
}

TEST_CASE("scoreboard: of a run that came to a stop the beats that moved are compared",
          "[testbench][scoreboard]") {
  const Network net = network();
  Trace stopped = trace("rtl", net);
  stopped.complete = false;
  stopped.streams[1].values.words.pop_back();
  for (const Comparison& comparison :
       {compare_values(net, 2, trace("golden", net), stopped), compare_values(net, 2, stopped, stopped)}) {
    CHECK(comparison.check.ok);
    CHECK(comparison.check.beats == 7);
  }
  stopped.streams[1].values.words[2] = 0;
  CHECK(says(compare_values(net, 2, trace("golden", net), stopped).check.detail,
             "stream act_out (act to output), frame 1, beat 0, element [0, 0], cycle 5: found 0, wanted 1"));
}

TEST_CASE("scoreboard: of all wrong cycles the earliest is told", "[testbench][scoreboard]") {
  const Network net = network();
  Trace late = trace("native", net);
  late.streams[1].push[1] = 5;
  late.streams[1].pop[1] = 6;
  late.streams[0].pop[3] = 6;
  const Comparison comparison = compare_cycles(net, trace("rtl", net), late);
  REQUIRE(comparison.mismatch);
  CHECK(comparison.mismatch->cycle == 4);
  CHECK(says(comparison.check.detail,
             "native against rtl: stream input (input to act), frame 1, beat 1, pop: found "
             "cycle 6, wanted cycle 4"));
  Trace missing = trace("native", net);
  missing.streams[1].pop.pop_back();
  CHECK(says(compare_cycles(net, trace("rtl", net), missing).check.detail, "found none, wanted cycle 7"));
}

TEST_CASE("scoreboard: labels that differ fail though all transfers agree", "[testbench][scoreboard]") {
  const Network net = network();
  Trace other = trace("native", net);
  other.layers[0] = {4, 1, 3};
  const Comparison comparison = compare_cycles(net, trace("rtl", net), other);
  CHECK_FALSE(comparison.check.ok);
  CHECK(
      says(comparison.check.detail, "layer act: found 4 busy, 1 blocked, 3 starved cycles, wanted 4, 0, 4"));
}

TEST_CASE("scoreboard: a beat left in a FIFO fails", "[testbench][scoreboard]") {
  const Network net = network();
  Trace left = trace("rtl", net);
  left.streams[0].pop.pop_back();
  const Check check = check_completion(net, 2, left);
  CHECK_FALSE(check.ok);
  CHECK(
      says(check.detail, "rtl: stream input (input to act): 4 beats pushed and 3 popped, wanted 4 of each"));
}

TEST_CASE("scoreboard: occupancy is counted after the edge", "[testbench][scoreboard]") {
  StreamTrace stream;
  stream.push = {0, 1, 2, 5};
  stream.pop = {1, 4, 5, 6};
  CHECK(max_occupancy(stream) == 2);
  stream.pop = {};
  CHECK(max_occupancy(stream) == 4);
}

TEST_CASE("scoreboard: a stream is held to a reference, element by element", "[testbench][scoreboard]") {
  const Network net = network();
  const Tensor reference({2, 2, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  const Trace whole = trace("rtl", net);
  const Check held = testbench::compare_reference(net, 2, 0, reference, whole);
  CHECK(held.ok);
  CHECK(held.name == "output_exact");
  CHECK(held.beats == 4);
  CHECK(held.detail.empty());

  Tensor other = reference;
  other.values[7] = 3;
  other.values[11] = 0;
  const Check differs = testbench::compare_reference(net, 2, 0, other, whole);
  CHECK(!differs.ok);
  CHECK(says(differs.detail,
             "rtl against the reference: stream input, frame 1, element [0, 1]: found 8, wanted 3"));
  CHECK(says(differs.detail, "the first of 2 of 12 elements"));

  // After the reference's last frame its first one follows.
  const Tensor first({1, 2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(testbench::compare_reference(net, 1, 0, first, whole).ok);
  CHECK(
      says(testbench::compare_reference(net, 2, 0, first, whole).detail, "frame 1, element [0, 0]: found 7"));

  Trace cut = whole;
  cut.streams[0].values.words.resize(3);
  CHECK(says(testbench::compare_reference(net, 2, 0, reference, cut).detail, "found 1 frames, wanted 2"));
  cut.complete = false;  // a stop is a separate failure
  CHECK(testbench::compare_reference(net, 2, 0, reference, cut).ok);
  cut.streams[0].values.words.resize(1);
  CHECK(says(testbench::compare_reference(net, 2, 0, reference, cut).detail, "no frame of stream input"));
}

}  // namespace weir::tests::scoreboard_test
