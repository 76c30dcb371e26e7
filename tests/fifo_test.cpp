// The ladder of `fifo`, on the streams before and behind converters that change nothing.
#include <catch2/catch.hpp>

#include "testbench/scoreboard.hpp"
#include "tests/bench_rig.hpp"

namespace weir::tests::fifo_test {

namespace {

constexpr std::int64_t kFrames = 5;
const std::vector<std::int64_t> kDepths{1, 2, 3, 4, 5, 7, 8, 9, 16, 33};
const std::vector<std::int64_t> kWidths{1, 8, 64, 65, 130};

// Each depth once before the converter, with depth 2 behind it, and once behind it, with depth 2 before.
Network network() {
  NetworkBuilder builder("fifos");
  for (std::size_t i = 0; i < 2 * kDepths.size(); ++i) {
    const std::int64_t depth = kDepths[i / 2];
    const std::int64_t width = kWidths[(i / 2 + i) % kWidths.size()];
    const std::string number = std::to_string(i);
    Dwc dwc;
    dwc.out_bits = width;
    builder.input("in" + number, DataType::binary(), {12 * width}, width);
    builder.add("dwc" + number, dwc, "in" + number);
    builder.depth((i % 2 == 0 ? "in" : "dwc") + number + (i % 2 == 0 ? "" : "_out"), depth);
  }
  return builder.finish();
}

// Built for many beats; depths are set at run time.
const Bench& ample() {
  static const Bench bench(network(), kFrames, "fifo");
  return bench;
}

// Built for exactly its depths, some of which are not powers of two.
const Bench& exact() {
  static const Bench bench(network(), kFrames, "fifo", testbench::Capacity::kExact);
  return bench;
}

void check_contract(const Stream& stream, const StreamTrace& trace) {
  INFO("stream " << stream.name << ", depth " << stream.depth);
  const auto depth = static_cast<std::size_t>(stream.depth);
  REQUIRE(trace.push.size() == trace.pop.size());
  for (std::size_t beat = 0; beat < trace.push.size(); ++beat) {
    REQUIRE(trace.pop[beat] >= trace.push[beat] + 1);
    if (beat >= depth) REQUIRE(trace.push[beat] >= trace.pop[beat - depth] + 1);
    if (beat > 0) REQUIRE(trace.push[beat] > trace.push[beat - 1]);
  }
}

}  // namespace

TEST_CASE("fifo: all engines give the reference's values", "[fifo][hls][rtl]") {
  ample().check_hls();
  ample().check(ample().back_to_back());
}

TEST_CASE("fifo: depth 1 carries a beat every second cycle, depth 2 full rate", "[fifo][rtl]") {
  for (const Bench* bench : {&ample(), &exact()}) {
    const Trace rtl = bench->rtl(bench->back_to_back());
    for (std::size_t s = 0; s < rtl.streams.size(); ++s) {
      const Stream& stream = bench->network().streams[s];
      const Stream& other = bench->network().streams[s ^ 1U];  // the converter's other side
      INFO("stream " << stream.name << ", depth " << stream.depth);
      const Cycle interval = stream.depth == 1 || (other.depth == 1 && stream.to == kBorder) ? 2 : 1;
      if (other.depth == 1 && stream.from == kBorder) continue;  // limited by the FIFO behind it
      const Cycle first = stream.from == kBorder ? 0 : 2;
      std::vector<Cycle> push, pop;
      for (std::size_t beat = 0; beat < 12 * kFrames; ++beat) {
        push.push_back(first + interval * static_cast<Cycle>(beat));
        pop.push_back(push.back() + 1);
      }
      CHECK(rtl.streams[s].push == push);
      CHECK(rtl.streams[s].pop == pop);
    }
  }
}

TEST_CASE("fifo: holds as many beats as its depth says", "[fifo][rtl]") {
  for (const Bench* bench : {&ample(), &exact()}) {
    const Trace held = bench->check(at_sinks(bench->network(), {1, 1, 70, 70, 0})).trace;
    for (std::size_t s = 0; s < held.streams.size(); ++s) {
      const Stream& stream = bench->network().streams[s];
      check_contract(stream, held.streams[s]);
      CHECK(testbench::max_occupancy(held.streams[s]) == stream.depth);
    }
  }
}

TEST_CASE("fifo: a depth at run time is cycle for cycle a FIFO of that capacity", "[fifo][rtl]") {
  Random random = seeded("fifo depth");
  for (int i = 0; i < 12; ++i) {
    const Traffic traffic = i == 0 ? ample().back_to_back() : random_traffic(ample().network(), random);
    const testbench::EngineRun a = ample().check(traffic, {.waves = true});
    const testbench::EngineRun b = exact().check(traffic, {.waves = true});
    const testbench::Comparison cycles = testbench::compare_cycles(ample().network(), a.trace, b.trace);
    INFO(cycles.check.detail);
    CHECK(cycles.check.ok);
    CHECK(testbench::compare_values(ample().network(), kFrames, a.trace, b.trace).check.ok);
    CHECK(a.trace.waves == b.trace.waves);  // every valid, ready and occupancy
    for (std::size_t s = 0; s < a.trace.streams.size(); ++s) {
      check_contract(ample().network().streams[s], a.trace.streams[s]);
    }
  }
}

TEST_CASE("fifo: a reset in mid-frame leaves nothing behind", "[fifo][rtl]") {
  ample().check_reset("fifo reset");
  exact().check_reset("fifo reset");
}

TEST_CASE("fifo: nothing that comes earlier makes a transfer later", "[fifo][rtl]") {
  ample().check_elastic(12, "fifo elastic");
}

}  // namespace weir::tests::fifo_test
