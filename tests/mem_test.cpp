// The ladder of `mem`: memories with and without latency, slow ones, and bursts, on either side of a network.
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Memory {
  DataType element;
  Shape shape;
  std::int64_t elements_per_beat;
  std::int64_t latency, cycles_per_beat, burst, burst_gap;
  bool out = false;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Memory> kGrid{{u(4), {6}, 1, 0, 1, 0, 0},  // nothing at all
                                {u(4), {6}, 1, 0, 1, 0, 0, true},
                                {s(3), {2, 4}, 2, 5, 1, 0, 0},
                                {s(3), {2, 4}, 2, 5, 1, 0, 0, true},
                                {kBinary, {9}, 1, 1, 3, 0, 0},
                                {kBipolar, {8}, 8, 7, 2, 3, 4},  // a beat a frame
                                {kTernary, {12}, 1, 2, 1, 4, 3, true},
                                {u(5), {11}, 1, 3, 2, 4, 6},  // a last burst that is shorter
                                {u(5), {10}, 1, 0, 1, 1, 2},  // a gap after every beat
                                {u(5), {10}, 1, 0, 4, 5, 1, true},
                                {u(5), {6}, 1, 4, 1, 6, 9},       // a burst is a frame
                                {u(5), {6}, 1, 4, 1, 50, 9},      // and longer than one
                                {s(5), {4, 32}, 32, 1, 1, 2, 1},  // beats of three words
                                {u(31), {3}, 1, 40, 1, 0, 0, true},
                                {u(3), {7}, 1, 2, 1, 3, 1, false, 1, 2},
                                {u(3), {7}, 1, 2, 2, 3, 1, true, 2, 1},
                                {u(3), {7}, 1, 1, 1, 2, 2, false, 1, 1},
                                {u(3), {7}, 1, 0, 1, 0, 0, true, 1, 1}};

Network network_of(const std::vector<Memory>& grid) {
  NetworkBuilder builder("mems");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Memory& at = grid[i];
    const std::string number = std::to_string(i);
    Mem mem;
    mem.out = at.out;
    mem.latency = at.latency;
    mem.cycles_per_beat = at.cycles_per_beat;
    mem.burst = at.burst;
    mem.burst_gap = at.burst_gap;
    builder.input("in" + number, at.element, at.shape, at.elements_per_beat);
    builder.add("mem" + number, mem, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("mem" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 4, "mem");
  return bench;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Mem> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Mem& mem) {
  const std::int64_t beats = elements_of(mem.stream.shape) * mem.stream.element.bits / mem.stream.width_bits;
  Schedule schedule{1, std::vector<Iteration>(static_cast<std::size_t>(beats), {1, 1})};
  schedule.frame.front().delay = mem.latency;
  for (std::int64_t k = 1; k < beats; ++k) {
    schedule.frame[static_cast<std::size_t>(k)].after =
        mem.cycles_per_beat + (k % mem.burst == 0 ? mem.burst_gap : 0);
  }
  return schedule;
}

TEST_CASE("mem: what comes in goes out", "[mem][golden]") {
  for (const bool out : {false, true})
    CHECK(beats_out(network_of({{u(4), {4}, 2, 3, 2, 1, 5, out}}), {1, 2, 3, 4}) == Words{0x21, 0x43});
}

TEST_CASE("mem: latency is 1 behind the memory's own, and a frame takes a transaction", "[mem][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().check(bench().back_to_back()).trace;
  int checked = 0;
  for (const Layer& layer : network.layers) {
    if (!bench().can_run_at_full_rate(layer)) continue;
    INFO("layer " << layer.name);
    const auto& mem = std::get<Mem>(layer.params);
    const std::vector<Cycle>& pop = rtl.stream(layer.inputs[0]).pop;
    const std::vector<Cycle>& push = rtl.stream(layer.outputs[0]).push;
    std::vector<Cycle> issues;
    for (std::int64_t f = 0; f < bench().frames(); ++f) {
      for (std::int64_t k = 0; k < mem.beats(); ++k) {
        issues.push_back(1 + f * mem.trip_count() + mem.latency + k * mem.cycles_per_beat +
                         k / mem.burst * mem.burst_gap);
      }
    }
    CHECK(pop == issues);
    for (Cycle& cycle : issues) ++cycle;
    CHECK(push == issues);
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("mem: a transaction begins with its first beat, not before", "[mem][rtl]") {
  // So slowly do beats come that each memory waits for every one.
  const Network& network = bench().network();
  const Trace rtl = bench().check(at_sources(network, Pattern::one_in(60))).trace;
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const auto& mem = std::get<Mem>(layer.params);
    const StreamTrace& in = rtl.stream(layer.inputs[0]);
    for (std::size_t beat = 0; beat < in.pop.size(); ++beat) {
      const bool first = beat % static_cast<std::size_t>(mem.beats()) == 0;
      CHECK(in.pop[beat] == in.push[beat] + 1 + (first ? mem.latency : 0));
    }
  }
}
