// Compares the schedule of every layer kind, iteration by iteration, with the contract's list.
#include "models/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "models/kinds.hpp"
#include "regress/draw_network.hpp"
#include "tests/contract.hpp"
#include "tests/system.hpp"

namespace weir::tests::schedule_test {

namespace {

using models::Cursor;
using models::Step;

using Frame = std::vector<tests::Iteration>;

// Longer layers of the scenarios are left out: the contract lists 72 million iterations for resnet50.
constexpr std::int64_t kMostIterations = 100'000;

auto fields(const tests::Iteration& iteration) {
  return std::tie(iteration.reads, iteration.writes, iteration.waits, iteration.after, iteration.delay,
                  iteration.needs, iteration.places);
}
bool same(const tests::Iteration& a, const tests::Iteration& b) { return fields(a) == fields(b); }
bool touches(const tests::Iteration& iteration) {
  return (iteration.reads | iteration.writes | iteration.waits) != 0;
}

std::string text_of(const Frame& frame, std::size_t at) {
  if (at >= frame.size()) return "no iteration";
  const tests::Iteration& one = frame[at];
  return fmt::format("reads {:b}, writes {:b}, waits {:b}, after {}, delay {}, needs {}, places {}",
                     one.reads, one.writes, one.waits, one.after, one.delay, one.needs, one.places);
}

// The schedule's next frame in the contract's words. The cursor moves in pieces of random length.
Frame next_frame(const models::Schedule& schedule, Cursor& cursor, Random& random) {
  const models::Buffer& buffer = schedule.buffer();
  const bool has_buffer = buffer.beats > 0;
  Frame frame;
  std::int64_t free = 0;  // beats of this frame that the buffer has freed
  bool starts = cursor.at_frame_start();
  for (bool ended = false; !ended;) {
    const Step step = cursor.step();  // the cursor may leave it
    if (cursor.left() < 1 || cursor.left() > step.count) FAIL(cursor.left() << " left of " << step.count);
    const std::int64_t piece = random.between(1, cursor.left());
    const std::int64_t begin = step.count - cursor.left();
    for (std::int64_t i = begin; i < begin + piece; ++i) {
      frame.insert(frame.end(), static_cast<std::size_t>(step.idle), tests::Iteration{});
      tests::Iteration one{step.reads, step.writes, step.waits, step.every, step.delay, 0, 0};
      if (has_buffer) {
        one.places = free + buffer.places;
        if (step.needs == Step::kOffsets) {
          one.needs = free + buffer.offsets.at(static_cast<std::size_t>(i)) + 1;
        } else if (step.needs != Step::kNothing) {
          one.needs = free + step.needs + 1;
        }
      }
      frame.push_back(one);
    }
    if (begin + piece == step.count) free += step.frees;
    ended = cursor.done(piece);
    starts = starts && cursor.at_frame_start() == ended;
  }
  CHECK(starts);
  CHECK(free == buffer.beats);
  return frame;
}

// Checks that the frame is the contract's; names the first difference.
void check_frame(const Frame& wanted, const Frame& found) {
  const auto differ = std::ranges::mismatch(wanted, found, same);
  const auto at = static_cast<std::size_t>(differ.in1 - wanted.begin());
  INFO("iteration " << at << " of " << wanted.size() << ", found " << found.size());
  INFO("wanted: " << text_of(wanted, at));
  INFO("found:  " << text_of(found, at));
  CHECK((differ.in1 == wanted.end() && differ.in2 == found.end()));
}

// The most cycles that the contract puts between two iterations that touch a stream, over frames without end.
Cycle longest_pause(const Frame& frame) {
  Cycle longest = 0;
  Cycle pause = 0;
  for (int turn = 0; turn < 2; ++turn) {
    for (const tests::Iteration& iteration : frame) {
      pause += iteration.after;
      if (!touches(iteration)) continue;
      longest = std::max(longest, pause + iteration.delay);
      pause = 0;
    }
  }
  return longest;
}

// Beats that the first `iterations` iterations, counted over all frames, write to that output.
std::int64_t written(const Frame& frame, std::size_t output, std::int64_t iterations) {
  const auto writes = [&](const tests::Iteration& iteration) {
    return (iteration.writes >> output & 1U) != 0;
  };
  const auto size = static_cast<std::int64_t>(frame.size());
  return iterations / size * std::ranges::count_if(frame, writes) +
         std::count_if(frame.begin(), frame.begin() + iterations % size, writes);
}

// Counts the layers that use each feature of a schedule.
struct Seen {
  std::array<std::int64_t, std::variant_size_v<LayerParams>> kinds = {};
  std::int64_t windows_in_parallel = 0;
  std::int64_t windows_in_depthwise_order = 0;
  std::int64_t windows_side_by_side = 0;
  std::int64_t idle = 0;
  std::int64_t waits = 0;
  std::int64_t slow = 0;  // several cycles from an iteration to the next
  std::int64_t delayed = 0;
  std::int64_t buffers = 0;
};

void note(const Layer& layer, const tests::Schedule& contract, Seen& seen) {
  const auto any = [&](const auto& has) { return std::ranges::any_of(contract.frame, has) ? 1 : 0; };
  ++seen.kinds[layer.params.index()];
  if (const Swu* swu = std::get_if<Swu>(&layer.params)) {
    seen.windows_in_parallel += swu->parallel_window ? 1 : 0;
    seen.windows_in_depthwise_order += !swu->parallel_window && swu->depthwise ? 1 : 0;
    seen.windows_side_by_side += swu->mmv > 1 ? 1 : 0;
  }
  seen.idle += any([](const tests::Iteration& one) { return !touches(one); });
  seen.waits += any([](const tests::Iteration& one) { return one.waits != 0; });
  seen.slow += any([](const tests::Iteration& one) { return one.after > 1; });
  seen.delayed += any([](const tests::Iteration& one) { return one.delay > 0; });
  seen.buffers += contract.read_ahead > 0 ? 1 : 0;
}

void check_layer(const Layer& layer, Random& random, Seen& seen) {
  INFO(layer.kind() << " " << layer.name);
  const tests::Schedule contract = tests::schedule_of(layer);
  const models::Schedule schedule = models::schedule(layer);
  const models::Buffer& buffer = schedule.buffer();
  REQUIRE_FALSE(contract.frame.empty());
  REQUIRE_FALSE(schedule.entries().empty());
  CHECK(schedule.latency() == contract.latency);
  CHECK(buffer.beats == contract.read_ahead);

  // The second frame starts with the counters as the first one left them.
  Cursor cursor(schedule);
  check_frame(contract.frame, next_frame(schedule, cursor, random));
  check_frame(contract.frame, next_frame(schedule, cursor, random));

  for (const models::Schedule::Entry& entry : schedule.entries()) {
    if (entry.times > 0) continue;
    CHECK((entry.step.idle == 0 || entry.step.every == 1));  // their order is not defined
    CHECK((entry.step.every == 1 || entry.step.delay == 0));
    CHECK((buffer.beats > 0 || (entry.step.needs == Step::kNothing && entry.step.frees == 0)));
    CHECK((buffer.beats == 0 || entry.step.reads == 0));
    CHECK(entry.step.frees % buffer.unit == 0);
  }
  CHECK(buffer.beats % buffer.unit == 0);
  CHECK(buffer.places % buffer.unit == 0);

  const auto iterations = static_cast<std::int64_t>(contract.frame.size());
  CHECK(schedule.iterations() == iterations);
  CHECK(schedule.longest_pause() == longest_pause(contract.frame));
  for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
    for (int i = 0; i < 4; ++i) {
      const std::int64_t first = random.between(0, 3 * iterations);
      INFO("output " << o << ", the first " << first << " iterations of " << iterations << " a frame");
      CHECK(schedule.written(o, first) == written(contract.frame, o, first));
    }
  }
  note(layer, contract, seen);
}

void check_network(const Network& network, Random& random, Seen& seen) {
  REQUIRE_FALSE(network.layers.empty());
  for (const Layer& layer : network.layers) check_layer(layer, random, seen);
}

// Checks that every kind and feature occurred at least `least` times.
void check_seen(const Seen& seen, std::int64_t least) {
  for (std::size_t kind = 0; kind < seen.kinds.size(); ++kind) {
    INFO("kind " << kind << " of LayerParams");
    CHECK(seen.kinds[kind] >= least);
  }
  CHECK(seen.windows_in_parallel >= least);
  CHECK(seen.windows_in_depthwise_order >= least);
  CHECK(seen.windows_side_by_side >= least);
  CHECK(seen.idle >= least);
  CHECK(seen.waits >= least);
  CHECK(seen.slow >= least);
  CHECK(seen.delayed >= least);
  CHECK(seen.buffers >= least);
}

}  // namespace

TEST_CASE("schedule: a loop round a single step becomes a longer step, and other loops are walked in order",
          "[models][schedule]") {
  models::Schedule schedule(2);
  schedule.step({.reads = 1, .count = 0});
  schedule.repeat(0, [&] { schedule.step({.reads = 1}); });
  CHECK(schedule.entries().empty());
  schedule.repeat(3, [&] { schedule.repeat(2, [&] { schedule.step({.reads = 1, .count = 5}); }); });
  REQUIRE(schedule.entries().size() == 1);
  CHECK(schedule.entries()[0].step == Step{.reads = 1, .count = 30});
  schedule.repeat(2, [&] {
    schedule.step({.reads = 2, .count = 2});
    schedule.repeat(3, [&] {
      schedule.step({.writes = 1, .idle = 4});
      schedule.step({.writes = 2, .delay = 6});
    });
  });
  schedule.repeat(2, [&] { schedule.step({.writes = 4, .delay = 1}); });
  CHECK(schedule.entries().back().times == 2);  // a step with a delay stays a single iteration

  CHECK(schedule.iterations() == 30 + 2 * (2 + 3 * (5 + 1)) + 2);
  CHECK(schedule.longest_pause() == 7);
  CHECK(schedule.written(0, 30 + 2 + 4) == 0);
  CHECK(schedule.written(0, 30 + 2 + 5) == 1);
  CHECK(schedule.written(0, 72) == 6);
  CHECK(schedule.written(1, 72 + 72) == 12);
  CHECK(schedule.written(2, 72 + 71) == 3);
  Frame wanted(30, {1, 0});
  for (int outer = 0; outer < 2; ++outer) {
    wanted.insert(wanted.end(), 2, {2, 0});
    for (int inner = 0; inner < 3; ++inner) {
      wanted.insert(wanted.end(), 4, {});
      wanted.push_back({0, 1});
      wanted.push_back({0, 2, 0, 1, 6});
    }
  }
  wanted.insert(wanted.end(), 2, {0, 4, 0, 1, 1});
  Random random(tests::test_seed(), 7000);
  Cursor cursor(schedule);
  for (int frame = 0; frame < 3; ++frame) check_frame(wanted, next_frame(schedule, cursor, random));
}

TEST_CASE("schedule: a loop round a step that frees places or takes offsets stays a loop",
          "[models][schedule]") {
  models::Schedule schedule(2);
  schedule.buffer({.beats = 6, .places = 4, .unit = 1, .offsets = {0, 2}});
  schedule.repeat(2, [&] {
    schedule.step({.writes = 1, .count = 2, .needs = Step::kOffsets});
    schedule.repeat(2, [&] { schedule.step({.writes = 1, .needs = 1}); });
    schedule.repeat(3, [&] { schedule.step({.writes = 1, .frees = 1}); });
  });
  schedule.repeat(2, [&] { schedule.step({.writes = 1, .count = 2, .needs = Step::kOffsets}); });
  Frame wanted;
  for (const std::int64_t first : {0, 3}) {
    for (const std::int64_t needs : {1, 3, 2, 2}) wanted.push_back({0, 1, 0, 1, 0, first + needs, first + 4});
    for (const std::int64_t freed : {0, 1, 2}) wanted.push_back({0, 1, 0, 1, 0, 0, first + freed + 4});
  }
  for (const std::int64_t needs : {1, 3, 1, 3}) wanted.push_back({0, 1, 0, 1, 0, 6 + needs, 6 + 4});
  Random random(tests::test_seed(), 7001);
  Cursor cursor(schedule);
  for (int frame = 0; frame < 2; ++frame) check_frame(wanted, next_frame(schedule, cursor, random));
}

TEST_CASE("schedule: every kind's iterations are the contract's", "[models][schedule]") {
  Seen seen;
  Random random(tests::test_seed(), 7100);
  check_network(tests::fixed_network("convolutional"), random, seen);
  check_network(tests::fixed_network("branching"), random, seen);
  for (int i = 0; i < 200; ++i) {
    INFO("graph and chain " << i << " of seed " << tests::test_seed());
    check_network(tests::random_graph("graph", random), random, seen);
    check_network(tests::random_chain("chain", random), random, seen);
  }
  regress::Kinds kinds;
  regress::Dice dice(Random(tests::test_seed(), 7101));
  for (int i = 0; i < 4000; ++i) {
    INFO("drawn layer " << i << " of seed " << tests::test_seed());
    check_network(regress::draw_layer("drawn", kinds.next(), dice).network(), random, seen);
  }
  check_seen(seen, 40);
}

TEST_CASE("schedule: the iterations of the scenarios' layers are the contract's", "[models][schedule]") {
  Seen seen;
  Random random(tests::test_seed(), 7200);
  for (const tests::fs::path& file : tests::scenario_files()) {
    INFO(file.string());
    const Network network = load_scenario(file).network;
    for (const Layer& layer : network.layers) {
      if (layer.ideal_cycles() <= kMostIterations) check_layer(layer, random, seen);
    }
  }
  check_seen(seen, 1);
}

}  // namespace weir::tests::schedule_test
