// The ladder of `mem`: memories with and without latency, slow ones, and bursts, at both sides of a network.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::mem_test {

namespace {

struct Memory {
  DataType element;
  Shape shape;
  std::int64_t elements_per_beat;
  std::int64_t latency, cycles_per_beat, burst, burst_gap;
  bool out = false;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Memory> kGrid{{u(4), {6}, 1, 0, 1, 0, 0},  // no delay at all
                                {u(4), {6}, 1, 0, 1, 0, 0, true},
                                {s(3), {2, 4}, 2, 5, 1, 0, 0},
                                {s(3), {2, 4}, 2, 5, 1, 0, 0, true},
                                {kBinary, {9}, 1, 1, 3, 0, 0},
                                {kBipolar, {8}, 8, 7, 2, 3, 4},  // a beat a frame
                                {kTernary, {12}, 1, 2, 1, 4, 3, true},
                                {u(5), {11}, 1, 3, 2, 4, 6},  // a shorter last burst
                                {u(5), {10}, 1, 0, 1, 1, 2},  // a gap after every beat
                                {u(5), {10}, 1, 0, 4, 5, 1, true},
                                {u(5), {6}, 1, 4, 1, 6, 9},       // a burst is a frame
                                {u(5), {6}, 1, 4, 1, 50, 9},      // a burst is longer than a frame
                                {s(5), {4, 32}, 32, 1, 1, 2, 1},  // beats of three words
                                {u(31), {3}, 1, 40, 1, 0, 0, true},
                                {u(3), {7}, 1, 2, 1, 3, 1, false, 1, 2},
                                {u(3), {7}, 1, 2, 2, 3, 1, true, 2, 1},
                                {u(3), {7}, 1, 1, 1, 2, 2, false, 1, 1},
                                {u(3), {7}, 1, 0, 1, 0, 0, true, 1, 1},
                                {s(40), {2, 3}, 3, 2, 2, 0, 0},
                                {u(56), {4}, 1, 2, 1, 2, 1, true}};

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

Mem mem_of(bool out, std::int64_t latency, std::int64_t cycles_per_beat, std::int64_t burst,
           std::int64_t burst_gap) {
  Mem mem;
  mem.out = out;
  mem.latency = latency;
  mem.cycles_per_beat = cycles_per_beat;
  mem.burst = burst;
  mem.burst_gap = burst_gap;
  return mem;
}

}  // namespace

}  // namespace weir::tests::mem_test

namespace weir::tests {

const Bench& bench_of(Of<Mem> /*kind*/) { return mem_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Mem& mem) {
  const std::int64_t beats = elements_of(mem.stream.shape) * mem.stream.element.bits / mem.stream.width_bits;
  Schedule schedule{1, std::vector<Iteration>(static_cast<std::size_t>(beats), {1, 1})};
  schedule.frame.front().delay = mem.latency;
  for (std::int64_t k = 1; k < beats; ++k) {
    schedule.frame[static_cast<std::size_t>(k)].after =
        mem.cycles_per_beat + (k % mem.burst == 0 ? mem.burst_gap : 0);
  }
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::mem_test {

TEST_CASE("mem: what comes in goes out", "[mem][golden]") {
  for (const bool out : {false, true})
    CHECK(beats_out(network_of({{u(4), {4}, 2, 3, 2, 1, 5, out}}), {1, 2, 3, 4}) == Words{0x21, 0x43});
}

TEST_CASE("mem: passes its input", "[mem][golden]") {
  Mem mem;
  mem.latency = 9;
  CHECK(output({{DataType::sint(3), Tensor({3}, {-4, 0, 3})}}, mem) == Values{-4, 0, 3});
}

TEST_CASE("mem: the least cycles", "[network][mem]") {
  CHECK(least_cycles(mem_of(false, 0, 1, 0, 0), {3, 4}) == 12);
  CHECK(least_cycles(mem_of(false, 10, 3, 0, 0), {3, 4}) == 44);  // 10, and the first beat; eleven times 3
  CHECK(least_cycles(mem_of(true, 10, 3, 4, 5), {3, 4}) == 54);   // a gap before beats 4 and 8
  CHECK(least_cycles(mem_of(true, 10, 3, 4, 5), {13}) == 62);     // and 12
  CHECK(least_cycles(mem_of(true, 0, 1, 1, 2), {3, 4}, 4) == 7);  // three beats
  CHECK(least_cycles(mem_of(true, 7, 9, 1, 2), {4}, 4) == 8);     // one beat
  // The bound comes from a layer, a stream, or a FIFO of one beat.
  NetworkBuilder bounded("net");
  bounded.input("in", u(2), {3, 4}, 2);
  bounded.add("copies", Fork{});
  bounded.add("slow", mem_of(true, 4, 2, 0, 0), "copies_out1");
  bounded.depth("copies_out0", 1);
  const Network network = bounded.finish();
  CHECK(network.interval_bound() == 15);  // the bound of `slow`
}

TEST_CASE("mem: stands at the border", "[network][mem]") {
  NetworkBuilder behind("net");
  behind.input("in", u(2), {6}, 1);
  behind.add("copies", Fork{});
  behind.add("late", mem_of(false, 1, 1, 0, 0));
  rejected([&] { behind.finish(); }, "late", "a mem_in that reads copies_out0", "a network input before it");
  NetworkBuilder before("net");
  before.input("in", u(2), {6}, 1);
  before.add("early", mem_of(true, 1, 1, 0, 0));
  before.add("copies", Fork{});
  rejected([&] { before.finish(); }, "early", "a mem_out that copies reads", "nothing after it");
  NetworkBuilder both("net");
  both.input("in", u(2), {6}, 2);
  both.add("first", mem_of(false, 1, 1, 0, 0));
  both.add("copies", Fork{});
  both.add("second", mem_of(true, 1, 1, 2, 3), "copies_out1");
  const Network network = both.finish();
  CHECK(names(network, network.outputs) == Names{"copies_out0", "second_out"});
  CHECK(std::get<Mem>(layer(network, "first").params).burst == 3);  // the beats of a frame
  CHECK(std::get<Mem>(layer(network, "second").params).burst == 2);
}

TEST_CASE("mem: what it refuses", "[network][mem]") {
  const auto with = [](const Mem& mem) { one(mem, u(2), {6}); };
  rejected([&] { with(mem_of(false, -1, 1, 0, 0)); }, "latency", "-1", "0 to 1048576");
  rejected([&] { with(mem_of(false, (1 << 20) + 1, 1, 0, 0)); }, "latency", "1048577", "0 to 1048576");
  rejected([&] { with(mem_of(false, 0, 0, 0, 0)); }, "cycles_per_beat", "0", "1 to 1048576");
  rejected([&] { with(mem_of(false, 0, 1, 0, -1)); }, "burst_gap", "-1", "0 to 1048576");
  rejected([&] { with(mem_of(false, 0, 1, -1, 0)); }, "burst", "-1", "at least 1 beat");
}

TEST_CASE("mem: its keys", "[scenario][mem]") {
  Draft draft;
  draft.layers("{type: uint4, shape: [23, 25, 4], elements_per_beat: 4}",
               {"  - {kind: mem_in, name: fetch, latency: 20, cycles_per_beat: 2, burst: 8, burst_gap: 3}",
                "  - {kind: fork, name: branch}", "  - {kind: mem_out, name: store}"});
  const Network network = draft.load().network;
  const auto& fetch = std::get<Mem>(layer(network, "fetch").params);
  CHECK_FALSE(fetch.out);
  CHECK(fetch.latency == 20);
  CHECK(fetch.cycles_per_beat == 2);
  CHECK(fetch.burst == 8);
  CHECK(fetch.burst_gap == 3);
  const auto& store = std::get<Mem>(layer(network, "store").params);
  CHECK(store.out);
  CHECK(store.latency == 0);
  CHECK(store.cycles_per_beat == 1);
  CHECK(store.burst == 23 * 25);
  CHECK(store.burst_gap == 0);

  draft.layer("{kind: mem_in, latency: -1}").rejected(7, "latency", "-1", "0 to 1048576");
  draft.layer("{kind: mem_in, cycles_per_beat: 0}").rejected(7, "cycles_per_beat", "0", "1 to 1048576");
  draft.layer("{kind: mem_in, burst: 0}").rejected(7, "burst", "0", "at least 1");
  draft.layer("{kind: mem_in, burst_gap: -1}").rejected(7, "burst_gap", "-1", "0 to 1048576");
  draft.layer("{kind: mem_in, pe: 1}").rejected(7, "pe", "an unknown key", "latency");
  draft
      .layers("{type: uint4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: fork, name: branch}", "  - {kind: mem_in, name: m}"})
      .rejected(6, "m", "branch_out0", "a network input before it");
  draft
      .layers("{type: uint4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: mem_out, name: m}", "  - {kind: fork, name: branch}"})
      .rejected(6, "m", "branch", "nothing after it");
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
  // Beats come so slowly that each memory waits for every one.
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

}  // namespace weir::tests::mem_test
