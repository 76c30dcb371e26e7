// Blocks made by HLS: compares the model, which computes each transfer from earlier ones, with a machine that
// is stepped cycle by cycle (survey/rule.hpp) and shares no code with it.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>

#include "network/error.hpp"
#include "network/random.hpp"
#include "survey/fit.hpp"
#include "survey/rule.hpp"
#include "testbench/engines.hpp"
#include "tests/mixed_network.hpp"
#include "tests/recurrence.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::hls_block_test {

namespace {

using Hls = HlsBlock::Control;

struct Kind {
  std::string input;
  std::string layer;
  std::vector<Hls> controls;
};

const std::vector<Kind>& kinds() {
  const std::vector<Hls> loops{Hls::kCall, Hls::kCountedCalls, Hls::kEndless};
  static const std::vector<Kind> all{
      {"{type: uint2, shape: [3, 6], elements_per_beat: 2}",
       "  - {kind: mvtu, name: b, rows: 4, pe: 2, simd: 2, weights: {type: int2, seed: 1}}", loops},
      {"{type: uint2, shape: [2, 6], elements_per_beat: 6}",
       "  - {kind: mvtu, name: b, rows: 3, pe: 1, simd: 6, weights: {type: int2, seed: 1}}", loops},
      {"{type: uint4, shape: [8], elements_per_beat: 4}", "  - {kind: dwc, name: b, out_bits: 4}", loops},
      {"{type: uint4, shape: [8], elements_per_beat: 1}", "  - {kind: dwc, name: b, out_bits: 16}", loops},
      {"{type: uint4, shape: [3, 3, 2], elements_per_beat: 1}", "  - {kind: pad, name: b, pads: 1, simd: 1}",
       loops},
      {"{type: uint4, shape: [1, 6, 2], elements_per_beat: 2}",
       "  - {kind: swu, name: b, kernel: [1, 3], simd: 2, parallel_window: true}", loops},
      {"{type: uint4, shape: [9], elements_per_beat: 1}",
       "  - {kind: label_select, name: b, classes: 9, pe: 1}",
       {Hls::kReadThenWrite}},
      {"{type: uint4, shape: [6, 1, 4], elements_per_beat: 2}",
       "  - {kind: maxpool, name: b, kernel: [2, 1], pe: 2}",
       {Hls::kBursts}},
  };
  return all;
}

HlsBlock drawn(Random& random, Hls control) {
  HlsBlock block;
  block.control = control;
  const bool loop = control == Hls::kCall || control == Hls::kCountedCalls || control == Hls::kEndless;
  block.depth = loop ? random.between(0, 6) : 0;
  block.exit = control == Hls::kCountedCalls || random.between(0, 1) == 1;
  block.freezes = loop && random.between(0, 1) == 1;
  block.completes = control == Hls::kEndless && random.between(0, 1) == 1;
  block.frames = loop && control != Hls::kEndless ? random.between(1, 3) : 1;
  block.start = random.between(0, 3);
  block.before = random.between(0, 2);
  block.between = random.between(0, 4);
  block.after = random.between(0, 2);
  return block;
}

models::Schedule only(const models::Step& step) {
  models::Schedule schedule(0);
  schedule.step(step);
  return schedule;
}

// The machine's rule, from docs/timing.md, "HLS blocks".
survey::Rule rule_of(const HlsBlock& block, const Layer& layer) {
  using namespace survey;
  const models::Schedule order = hls_schedule(layer);
  const int depth = static_cast<int>(block.depth);
  Rule rule{{}, block.freezes, block.completes};
  switch (block.control) {
    case Hls::kCall:
      rule.phases = {Idle{block.start}, Loop{order, block.frames, depth, block.exit}, Drain{}};
      break;
    case Hls::kCountedCalls:
      rule.phases = {Idle{block.start},       Idle{block.before}, Loop{order, 1, depth, true},
                     Repeat{1, block.frames}, Idle{block.after},  Drain{}};
      break;
    case Hls::kBursts: {
      const auto& pool = std::get<Maxpool>(layer.params);
      const std::int64_t folds = pool.channel_folds();
      rule.phases = {Idle{folds + block.start},
                     Idle{block.before},
                     Loop{only({.reads = 1, .count = pool.kernel.area() * folds}), 1, 0, false},
                     Idle{block.between},
                     Loop{only({.writes = 1, .count = folds}), 1, 0, true},
                     Repeat{1, pool.windows().height},
                     Idle{block.after},
                     Drain{}};
      break;
    }
    case Hls::kReadThenWrite:
      rule.phases = {
          Idle{block.start},
          Loop{only({.reads = 1, .count = std::get<LabelSelect>(layer.params).trip_count()}), 1, 0, false},
          Idle{block.between}, Loop{only({.writes = 1}), 1, 0, false}, Drain{}};
      break;
    case Hls::kEndless:
      rule.phases = {Loop{order, Loop::kEndless, depth, block.exit}};
      break;
  }
  return rule;
}

Pattern drawn_pattern(Random& random) {
  if (random.between(0, 2) == 0) return Pattern::back_to_back();
  const std::int64_t most = random.between(0, 3) == 0 ? 40 : 4;
  return {1, random.between(1, most), 0, random.between(1, most), random.next()};
}

// Transfers at both ports of the machine, in that many cycles.
std::pair<std::vector<Cycle>, std::vector<Cycle>> stepped(const survey::Rule& rule, const Pattern& arrives,
                                                          const Pattern& taken, std::int64_t beats,
                                                          Cycle cycles) {
  survey::Machine machine(rule, 1, 1);
  Gate source(arrives);
  Gate sink(taken);
  bool offered = false;
  std::pair<std::vector<Cycle>, std::vector<Cycle>> seen;
  for (Cycle cycle = 0; cycle < cycles; ++cycle) {
    const bool open = source.is_open(cycle);
    if (!offered && open && beats > 0) {
      offered = true;
      --beats;
    }
    const bool ready = sink.is_open(cycle);
    if (offered && machine.ready() != 0) seen.first.push_back(cycle);
    if (ready && machine.valid() != 0) seen.second.push_back(cycle);
    const bool goes = offered && machine.ready() != 0;
    machine.clock(offered ? 1 : 0, ready ? 1 : 0);
    offered = offered && !goes;
  }
  return seen;
}

// Checks that the steady states of random networks recur, some of whose layers are blocks made by HLS.
// Returns how many of the networks have a steady state.
int check_steady(std::uint64_t first, std::uint64_t count) {
  constexpr Hls kLoops[] = {Hls::kCall, Hls::kCountedCalls, Hls::kEndless};
  int steady = 0;
  int blocks = 0;
  for (std::uint64_t number = first; number < first + count; ++number) {
    Random random(Catch::rngSeed(), number);
    Network network = random_mixed_network("hls" + std::to_string(number), random, Delays::kAny);
    for (Layer& layer : network.layers) {
      if (random.between(0, 1) == 0) continue;
      const Layer before = layer;
      layer.freezing.reset();
      layer.slices = false;
      layer.hls = drawn(random, kLoops[random.between(0, 2)]);
      try {
        check_hardware(network, layer);
        ++blocks;
      } catch (const BadInput&) {
        layer = before;
      }
    }
    INFO("network " << number << " of seed " << Catch::rngSeed());
    INFO(describe_hardware(network));
    steady += check_recurrence(network, random_periodic_traffic(network, random)) ? 1 : 0;
  }
  CHECK(blocks > static_cast<int>(count));
  return steady;
}

}  // namespace

TEST_CASE("hls: a block's model has the transfers of a machine that is stepped cycle by cycle",
          "[hls_block]") {
  Random random(20'261'130);
  std::int64_t transfers = 0;
  for (int n = 0; n < 1500; ++n) {
    const Kind& kind = kinds()[static_cast<std::size_t>(n) % kinds().size()];
    Draft draft;
    Network network = draft.layers(kind.input, {kind.layer}).load().network;
    Layer& layer = network.layers.front();
    const auto which = static_cast<std::size_t>(random.between(0, std::ssize(kind.controls) - 1));
    layer.hls = drawn(random, kind.controls[which]);
    check_hardware(network, layer);
    for (Stream& stream : network.streams) stream.wire = true;
    // Calls of several frames, and endless loops that freeze, hold back the beats of the last frames.
    const std::int64_t frames = 6;
    Traffic traffic = Traffic::back_to_back(network);
    traffic.streams.front().push = drawn_pattern(random);
    traffic.streams.back().pop = drawn_pattern(random);
    const Trace trace = testbench::run_native(network, {frames, traffic, {}}, {.values = false}).trace;
    const Cycle end = trace.last_cycle + 1;
    const auto [taken, given] =
        stepped(rule_of(*layer.hls, layer), traffic.streams.front().push, traffic.streams.back().pop,
                frames * network.streams.front().beats_per_frame, end);
    INFO(fmt::format(
        "case {}: {}; control {}, depth {}, exit {}, freezes {}, completes {}, frames {}, start {}", n,
        kind.layer, static_cast<int>(layer.hls->control), layer.hls->depth, layer.hls->exit,
        layer.hls->freezes, layer.hls->completes, layer.hls->frames, layer.hls->start));
    REQUIRE(trace.streams.front().pop == taken);
    const testbench::ModelOptions other{.values = false, .order_seed = 1 + random.next() % 9};
    const Trace shuffled = testbench::run_native(network, {frames, traffic, {}}, other).trace;
    REQUIRE(shuffled.streams.front().pop == taken);
    REQUIRE(shuffled.streams.back().pop == trace.streams.back().pop);
    // Padding after the last frame begins frames that the model does not have.
    std::vector<Cycle> of_frames(
        given.begin(), given.begin() + std::min(std::ssize(given), std::ssize(trace.streams.back().pop)));
    REQUIRE(trace.streams.back().pop == of_frames);
    transfers += std::ssize(taken) + std::ssize(given);
  }
  CHECK(transfers > 100'000);
}

TEST_CASE("hls: blocks have golden's values, alike in native and systemc", "[hls_block]") {
  for (const Kind& kind : kinds()) {
    Draft draft;
    Scenario scenario = draft.layers(kind.input, {kind.layer}).load();
    scenario.network.layers.front().hls = HlsBlock{.control = kind.controls.front(), .depth = 3};
    scenario.frames = 4;
    const testbench::Feed feed = testbench::feed_of(scenario);
    const Trace golden = testbench::run_golden(scenario.network, feed.frames).trace;
    const Trace native = testbench::run_native(scenario.network, feed.stimulus, {}).trace;
    const Trace systemc = testbench::run_systemc(scenario.network, feed.stimulus, {}).trace;
    INFO(kind.layer);
    REQUIRE(native.complete);
    CHECK(native.streams.back().values.words == golden.streams.back().values.words);
    CHECK(native.streams.back().pop == systemc.streams.back().pop);
    CHECK(native.streams.back().values.words == systemc.streams.back().values.words);
  }
}

TEST_CASE("hls: a control that is not for the kind is refused", "[hls_block]") {
  const auto refused = [](const Kind& kind, const HlsBlock& block, const std::string& why) {
    Draft draft;
    Network network = draft.layers(kind.input, {kind.layer}).load().network;
    network.layers.front().hls = block;
    CHECK_THROWS_WITH(check_hardware(network, network.layers.front()), Catch::Contains(why));
  };
  refused(kinds()[0], {.control = Hls::kBursts}, "bursts of a maxpool");
  refused(kinds()[0], {.control = Hls::kReadThenWrite}, "of a label_select");
  refused(kinds()[6], {.control = Hls::kCall}, "of a label_select");
  refused(kinds()[0], {.frames = 0}, "a frame or more");
  refused({"{type: uint4, shape: [4, 4, 2], elements_per_beat: 2}",
           "  - {kind: swu, name: b, kernel: 2, simd: 2}",
           {}},
          {}, "order of beats is known");
}

TEST_CASE("hls: a number on which nothing decides that was seen is told", "[hls_block]") {
  Draft draft;
  Network network = draft.layers(kinds()[2].input, {kinds()[2].layer}).load().network;
  const Layer& layer = network.layers.front();
  const survey::Rule rule = rule_of({.control = Hls::kCall, .depth = 2, .frames = 10, .start = 2}, layer);
  // The handshakes of a run of that many frames without stalls, repeated for each of the survey's patterns.
  const auto seen = [&](std::int64_t frames) {
    survey::Machine machine(rule, 1, 1);
    survey::Handshakes all{{{"in", true, {}}, {"out", false, {}}}, ""};
    std::int64_t beats = 0;
    while (beats < frames * network.streams.back().beats_per_frame) {
      const auto shown = [](bool valid, bool ready) {
        return static_cast<std::uint8_t>((valid ? survey::Wave::kValid : 0) |
                                         (ready ? survey::Wave::kReady : 0));
      };
      all.waves[0].cycles.push_back(shown(true, machine.ready() != 0));
      all.waves[1].cycles.push_back(shown(machine.valid() != 0, true));
      if (machine.valid() != 0) ++beats;
      machine.clock(1, 1);
    }
    return std::vector<survey::Handshakes>(survey::stall_patterns().size(), all);
  };
  const auto open_of = [&](std::int64_t frames) {
    const survey::Fit found = survey::fit(layer, seen(frames));
    CHECK_FALSE(found.difference);
    return survey::undecided(layer, found.candidate, seen(frames));
  };
  CHECK(std::ranges::count(open_of(3), "frames") == 1);
  CHECK(open_of(21).empty());
  CHECK(survey::hls_block(survey::fit(layer, seen(21)).candidate).frames == 10);
}

TEST_CASE("hls: a steady state that is found recurs", "[hls_block][steady][native]") {
  CHECK(check_steady(0, 200) > 40);
}

TEST_CASE("hls: a steady state that is found recurs in many networks",
          "[.][nightly][hls_block][steady][native]") {
  CHECK(check_steady(100'000, 10'000) > 2'000);
}

}  // namespace weir::tests::hls_block_test
