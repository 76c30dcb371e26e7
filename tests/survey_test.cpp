// The survey of blocks made by HLS: parts of a build, rules, and that known rules are found again.
#include <algorithm>
#include <catch2/catch.hpp>

#include "network/error.hpp"
#include "survey/blocks.hpp"
#include "survey/fit.hpp"
#include "tests/finn_build.hpp"

namespace weir::tests::survey_test {

using survey::Candidate;
using survey::Drain;
using survey::Handshakes;
using survey::Idle;
using survey::Loop;
using survey::Machine;
using survey::Rule;
using survey::Wave;

namespace {

Layer threshold_layer(std::int64_t channels) {
  Threshold threshold;
  threshold.channels = channels;
  threshold.pe = 1;
  Layer layer;
  layer.name = "t";
  layer.params = threshold;
  layer.inputs = {0};
  layer.outputs = {1};
  return layer;
}

// The handshakes of a rule in that many cycles, with an input that is valid and an output that is ready as
// the gates say.
Handshakes shown(const Rule& rule, Gate source, Gate sink, int cycles) {
  Machine machine(rule, 1, 1);
  Handshakes seen{{{"x", true, {}}, {"y", false, {}}}, ""};
  bool offered = false;
  for (int c = 0; c < cycles; ++c) {
    offered = offered || source.is_open(c);
    const bool taken = sink.is_open(c);
    const auto wave = [](bool valid, bool ready) {
      return static_cast<std::uint8_t>((valid ? Wave::kValid : 0) | (ready ? Wave::kReady : 0));
    };
    seen.waves[0].cycles.push_back(wave(offered, machine.ready() != 0));
    seen.waves[1].cycles.push_back(wave(machine.valid() != 0, taken));
    const bool moved = offered && machine.ready() != 0;
    machine.clock(offered ? 1 : 0, taken ? 1 : 0);
    if (moved) offered = false;
  }
  return seen;
}

std::vector<Handshakes> under_all_patterns(const Rule& rule, int cycles) {
  std::vector<Handshakes> seen;
  for (const survey::StallPattern& pattern : survey::stall_patterns())
    seen.push_back(shown(rule, Gate(pattern.source), Gate(pattern.sink), cycles));
  return seen;
}

std::int64_t number(const Candidate& candidate, const std::string& name) {
  for (const auto& [each, value] : candidate.numbers) {
    if (each == name) return value;
  }
  return -1;
}

// A module as HLS generates it, for the small build's product: FINN's loop in a function, D = 2, called by a
// top with four states.
const char* const kCalled = R"(// hls_ip_2022_1
module slice (input wire clk, input wire rst, input wire v, output wire r, output wire ov, input wire orr, output wire busy);
  reg [1:0] n; reg up;
  assign r = up && n < 2; assign ov = n != 0;
  assign busy = n == 2 || (n == 1 && !orr);
  always @(posedge clk)
    if (rst) begin n <= 0; up <= 0; end
    else begin up <= 1; n <= n + (v && r) - (ov && orr); end
endmodule
module MVAU_hls_0 (
    input wire ap_clk, input wire ap_rst_n,
    input wire [7:0] in0_V_TDATA, input wire in0_V_TVALID, output wire in0_V_TREADY,
    input wire [7:0] weights_V_TDATA, input wire weights_V_TVALID, output wire weights_V_TREADY,
    output wire [15:0] out_V_TDATA, output wire out_V_TVALID, input wire out_V_TREADY
);
  wire rst = !ap_rst_n;
  wire xv, wv, yr, busy;
  reg [2:0] state;  // 0, 1: states before the loop; 2: the loop; 3: waits for the output
  reg [5:0] i;      // of 5 vectors * 3 rows * 2 columns
  reg s1, w1, l1, s2, w2, l2;
  wire reads = i != 30 && (i / 2) % 3 == 0;
  wire blocked = s2 && w2 && !yr;
  wire go = state == 2 && !l1 && !l2 && !blocked && (i == 30 || (wv && (!reads || xv)));
  slice sx (ap_clk, rst, in0_V_TVALID, in0_V_TREADY, xv, go && reads, );
  slice sw (ap_clk, rst, weights_V_TVALID, weights_V_TREADY, wv, go && i != 30, );
  slice sy (ap_clk, rst, s2 && w2 && !blocked, yr, out_V_TVALID, out_V_TREADY, busy);
  assign out_V_TDATA = 0;
  always @(posedge ap_clk)
    if (rst) begin state <= 0; i <= 0; s1 <= 0; s2 <= 0; l1 <= 0; l2 <= 0; w1 <= 0; w2 <= 0; end
    else if (state == 3) begin if (!busy) state <= 0; end
    else if (state != 2) state <= state + 1;
    else if (!blocked) begin
      s1 <= go; w1 <= i % 2 == 1; l1 <= go && i == 30;
      s2 <= s1; w2 <= w1; l2 <= l1;
      if (go) i <= i + 1;
      if (l2) begin state <= 3; i <= 0; l2 <= 0; end
    end
endmodule
)";

}  // namespace

TEST_CASE("survey: a called loop writes D cycles after it reads, and a frame takes N + D + 4", "[survey]") {
  const Rule rule{
      {Idle{2}, Loop{survey::hls_schedule(threshold_layer(6)), 1, 3, true}, Drain{}}, false, false};
  const Handshakes seen = shown(rule, Gate({}), Gate({}), 60);
  // The slice is not ready in cycle 0. The beat of cycle 1 is visible in 2, written in 2 + 3, and offered in
  // 6.
  const std::vector<Cycle> in = seen.waves[0].transfers();
  const std::vector<Cycle> out = seen.waves[1].transfers();
  CHECK(in.front() == 1);
  CHECK(out.front() == 6);
  CHECK(out[5] == 11);
  CHECK(out[6] == 6 + 6 + 3 + 4);
  // Two beats of the next frame wait in the slice.
  CHECK(in[7] == 8);
  CHECK(in[8] > 11);
}

TEST_CASE("survey: a blocked output stops every stage of a loop, a missing input only where it freezes",
          "[survey]") {
  const auto rule = [](bool freezes) {
    return Rule{
        {Idle{2}, Loop{survey::hls_schedule(threshold_layer(100)), 1, 3, true}, Drain{}}, freezes, false};
  };
  const Pattern late{3, 3, 20, 20, 0};  // a beat each in cycles 0 and 3..
  const auto first = [&](bool freezes) {
    return shown(rule(freezes), Gate(late), Gate({}), 40).waves[1].transfers();
  };
  CHECK(first(false).size() > first(true).size());
  const Handshakes blocked = shown(rule(false), Gate({}), Gate({1, 1, 1000, 1000, 0}), 60);
  // Two beats in the output's slice, three in the stages, two in the input's slice.
  CHECK(blocked.waves[0].transfers().size() == 7);
}

TEST_CASE("survey: a loop in the top goes from frame to frame, and its last stage waits for the output",
          "[survey]") {
  const auto seen = [](bool completes, Gate sink) {
    const Rule rule{
        {Loop{survey::hls_schedule(threshold_layer(4)), Loop::kEndless, 2, false}}, false, completes};
    return shown(rule, Gate({}), sink, 60);
  };
  const std::vector<Cycle> out = seen(true, Gate({})).waves[1].transfers();
  CHECK(out[20] - out[0] == 20);
  const Gate shut({1, 1, 1000, 1000, 0});
  CHECK(seen(false, shut).waves[0].transfers().size() - seen(true, shut).waves[0].transfers().size() == 1);
}

TEST_CASE("survey: numbers are found again", "[survey]") {
  const Layer layer = threshold_layer(12);
  const Rule rule{{Idle{3}, Loop{survey::hls_schedule(layer), 2, 4, true}, Drain{}}, true, false};
  const survey::Fit found = survey::fit(layer, under_all_patterns(rule, 600));
  CHECK(found.patterns == survey::stall_patterns().size());
  CHECK_FALSE(found.difference);
  CHECK(found.candidate.discipline == "call");
  CHECK(number(found.candidate, "D") == 4);
  CHECK(number(found.candidate, "start") == 3);
  CHECK(number(found.candidate, "freezes") == 1);
  CHECK(number(found.candidate, "frames") == 2);
}

TEST_CASE("survey: what fits no rule is told with its first difference", "[survey]") {
  const Layer layer = threshold_layer(12);
  const Rule rule{{Idle{2}, Loop{survey::hls_schedule(layer), 1, 2, true}, Drain{}}, false, false};
  std::vector<Handshakes> seen = under_all_patterns(rule, 600);
  seen[7].waves[1].cycles[123] ^= Wave::kValid;
  const survey::Fit found = survey::fit(layer, seen);
  CHECK(found.patterns == survey::stall_patterns().size() - 1);
  REQUIRE(found.difference);
  CHECK(found.difference->pattern == 7);
  CHECK(found.difference->cycle == 123);
  CHECK(found.difference->port == "y valid");
}

TEST_CASE("survey: a block of a build runs alone, between its own ports, and its rule is found",
          "[survey][rtl]") {
  const Build build;
  build.write("b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v", kCalled);
  const std::vector<survey::Block> blocks = survey::blocks_of(build.path / "b", survey::Maker::kHls);
  REQUIRE(blocks.size() == 1);
  const survey::Block& block = blocks.front();
  CHECK(block.node == "MVAU_hls_0");
  CHECK(block.tool == "HLS 2022.1");
  // The layer and its memory, without the FIFOs on both sides.
  CHECK(block.network.layers.size() == 2);
  CHECK(block.network.streams.size() == 3);
  for (const std::string& code : block.content) CHECK(code.find("small_fifo") == std::string::npos);
  const std::vector<Handshakes> seen = survey::observe(block.network, block.layer, block.content, {});
  const survey::Fit found = survey::fit(block.network.layer(block.layer), seen);
  CHECK(found.patterns == survey::stall_patterns().size());
  CHECK(number(found.candidate, "D") == 2);
  CHECK(number(found.candidate, "start") == 2);
  CHECK(number(found.candidate, "freezes") == 0);
  // The rule also holds under patterns that it was not fitted to.
  const std::vector<survey::StallPattern> further = survey::drawn_patterns(6, test_seed());
  const std::vector<Handshakes> more =
      survey::observe(block.network, block.layer, block.content, {}, further);
  REQUIRE(more.size() == further.size());
  for (std::size_t p = 0; p < more.size(); ++p) {
    INFO(further[p].name);
    CHECK(more[p].cycles() > 100);
    CHECK_FALSE(survey::compare(found.candidate.rule, more[p], p));
  }
  // Another rule does not.
  survey::Rule other = found.candidate.rule;
  other.freezes_on_missing = !other.freezes_on_missing;
  CHECK(std::ranges::any_of(
      more, [&](const Handshakes& each) { return survey::compare(other, each, 0).has_value(); }));
}

TEST_CASE("survey: patterns at random are the seed's, and half of them let weights through", "[survey]") {
  const std::vector<survey::StallPattern> patterns = survey::drawn_patterns(40, 7);
  const std::vector<survey::StallPattern> again = survey::drawn_patterns(40, 7);
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    CHECK(patterns[p].source.describe() == again[p].source.describe());
    CHECK((p % 2 == 1 || patterns[p].weights.always_open()));
  }
  CHECK(survey::drawn_patterns(40, 8)[0].source.describe() +
            survey::drawn_patterns(40, 8)[0].sink.describe() !=
        patterns[0].source.describe() + patterns[0].sink.describe());
}

TEST_CASE("survey: a block that HLS did not make is none of the survey's", "[survey]") {
  const Build build;
  CHECK(survey::blocks_of(build.path / "b", survey::Maker::kHls).empty());
}

}  // namespace weir::tests::survey_test
