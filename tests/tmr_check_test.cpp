// The ladder of `tmr_check`: one and more triplets, adjacent and apart.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::tmr_check_test {

namespace {

struct Triplets {
  DataType element;
  Shape shape;
  std::vector<std::int64_t> triplets;
  std::int64_t depth_in = 2, depth_voted = 2, depth_found = 2;
};

const std::vector<Triplets> kGrid{
    {u(2), {4, 3}, {0}},          {kBinary, {2, 3, 7}, {1, 4}},
    {kBipolar, {6, 6}, {0, 3}},   {kTernary, {3, 5}, {2}},
    {s(4), {5, 8}, {0, 5}},       {u(1), {3}, {0}},                       // one pixel in a frame
    {s(2), {4, 10}, {1, 4, 7}},   {u(31), {3, 4}, {1}},                   // beats of two words
    {s(32), {2, 3}, {0}},         {kBinary, {2, 130}, {0, 62, 65, 127}},  // across words
    {u(3), {4, 4}, {0}, 1, 2, 2}, {u(3), {4, 4}, {1}, 2, 1, 2},
    {u(3), {1, 4}, {0}, 2, 2, 1}, {u(3), {2, 3}, {0}, 1, 1, 1},
    {s(40), {3, 4}, {1}},         {u(56), {2, 7}, {0, 4}}};

Network network_of(const std::vector<Triplets>& grid) {
  NetworkBuilder builder("tmr_checks");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Triplets& at = grid[i];
    const std::string number = std::to_string(i);
    TmrCheck tmr_check;
    tmr_check.triplets = at.triplets;
    builder.input("in" + number, at.element, at.shape, at.shape.back());
    builder.add("tmr_check" + number, tmr_check, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("tmr_check" + number + "_out0", at.depth_voted);
    builder.depth("tmr_check" + number + "_out1", at.depth_found);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 6, "tmr_check");
  return bench;
}

TmrCheck tmr_check_of(const std::vector<std::int64_t>& triplets) {
  TmrCheck tmr_check;
  tmr_check.triplets = triplets;
  return tmr_check;
}

}  // namespace

}  // namespace weir::tests::tmr_check_test

namespace weir::tests {

const Bench& bench_of(Of<TmrCheck> /*kind*/) { return tmr_check_test::bench(); }

// docs/timing.md
Schedule schedule_of(const TmrCheck& tmr_check) {
  const std::int64_t pixels = elements_of(tmr_check.shape) / tmr_check.shape.back();
  Schedule schedule{1, std::vector<Iteration>(static_cast<std::size_t>(pixels), {1, 0b01})};
  schedule.frame.back().writes = 0b11;
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::tmr_check_test {

TEST_CASE("tmr_check: the majority goes on, and the second output tells what was found",
          "[tmr_check][golden]") {
  const auto of = [](const std::vector<std::int64_t>& pixels) {
    return all_beats_out(network_of({{u(4), {2, 5}, {1}}}), {pixels});
  };
  CHECK(of({7, 3, 3, 3, 9, 1, 2, 2, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b00}});
  // Each of the three channels differs once.
  CHECK(of({7, 3, 3, 5, 9, 1, 2, 2, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b01}});
  CHECK(of({7, 3, 5, 3, 9, 1, 2, 2, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b01}});
  CHECK(of({7, 3, 3, 3, 9, 1, 5, 2, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b01}});
  // No majority: the first channel's value is written.
  CHECK(of({7, 3, 4, 5, 9, 1, 2, 2, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b10}});
  CHECK(of({7, 3, 4, 5, 9, 1, 2, 6, 2, 4}) == std::vector<Words>{{0x937, 0x421}, {0b11}});
}

TEST_CASE("tmr_check: what was found in a frame is forgotten in the next", "[tmr_check][golden]") {
  const Network network = network_of({{u(2), {2, 3}, {0}}});
  const auto golden = [&](const std::vector<std::vector<std::int64_t>>& frames) {
    std::vector<std::vector<Tensor>> tensors;
    for (const auto& frame : frames) tensors.push_back({Tensor({2, 3}, frame)});
    return testbench::run_golden(network, tensors).trace.streams.back().values.words;
  };
  CHECK(golden({{1, 1, 1, 2, 2, 2}, {1, 2, 3, 1, 1, 1}, {1, 1, 1, 2, 2, 2}, {1, 1, 1, 2, 1, 2}}) ==
        Words{0b00, 0b10, 0b00, 0b01});
}

TEST_CASE("tmr_check: votes, and tells once a frame what differed", "[tmr_check][golden]") {
  TmrCheck tmr_check;
  tmr_check.triplets = {1};
  const auto of = [&](const Values& frame) {
    return outputs({{DataType::uint(2), Tensor({2, 5}, frame)}}, tmr_check);
  };
  CHECK(of({0, 1, 1, 1, 2, 3, 2, 2, 2, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {0}});
  CHECK(of({0, 1, 1, 1, 2, 3, 0, 2, 2, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {1}});
  CHECK(of({0, 1, 0, 1, 2, 3, 2, 2, 0, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {1}});
  CHECK(of({0, 3, 1, 2, 2, 3, 2, 2, 2, 1}) == std::vector<Values>{{0, 3, 2, 3, 2, 1}, {2}});
  CHECK(of({0, 3, 1, 2, 2, 3, 2, 1, 2, 1}) == std::vector<Values>{{0, 3, 2, 3, 2, 1}, {3}});
  tmr_check.triplets = {0, 3};
  CHECK(outputs({{DataType::uint(2), Tensor({1, 6}, {1, 2, 2, 0, 0, 3})}}, tmr_check) ==
        std::vector<Values>{{2, 0}, {1}});
}

TEST_CASE("tmr_check: shapes and numbers", "[network][tmr_check]") {
  const Network voted = one(tmr_check_of({0, 4}), s(3), {6, 8}, 2);
  CHECK(voted.streams[2].shape == Shape{6, 4});
  CHECK(voted.streams[2].width_bits == 12);
  CHECK(voted.streams[3].shape == Shape{1});
  CHECK(voted.streams[3].element == u(2));
  CHECK(voted.streams[3].beats_per_frame == 1);
  CHECK(least_cycles(tmr_check_of({1}), {5, 3, 4}) == 15);
}

TEST_CASE("tmr_check: what it refuses", "[network][tmr_check]") {
  for (const auto& triplets : std::vector<std::vector<std::int64_t>>{{3}, {0, 2}, {2, 0}, {-1}, {0, 3}}) {
    CHECK_THROWS_AS(one(tmr_check_of(triplets), u(2), {3, 5}), BadInput);
  }
  rejected(
      [] {
        one(tmr_check_of({}), u(2), {3, 5});
      },
      "triplets", "none", "the first channel of at least one");
}

TEST_CASE("tmr_check: its keys", "[scenario][tmr_check]") {
  Draft draft;
  draft.layer("{kind: tmr_check, name: vote, triplets: [1]}");
  CHECK(draft.last<TmrCheck>().triplets == std::vector<std::int64_t>{1});
  CHECK(draft.load().network.outputs.size() == 2);

  draft.layer("{kind: tmr_check, triplets: []}").rejected(7, "triplets", "none", "at least one");
  draft.layer("{kind: tmr_check, triplets: 1}").rejected(7, "triplets", "1", "a list");
  draft.layer("{kind: tmr_check, triplets: [-1]}").rejected(7, "triplets", "-1", "from 0");
  draft.layer("{kind: tmr_check, triplets: [2]}").rejected(7, "triplets", "2", "two more");
}

TEST_CASE("tmr_check: the second output, when full, holds up but a frame's last pixel", "[tmr_check][rtl]") {
  constexpr Cycle kClosed = 60;
  const Network& network = bench().network();
  Traffic traffic = bench().back_to_back();
  for (const Layer& layer : network.layers)
    traffic.stream(layer.outputs[1]).pop = {1, 1, kClosed, kClosed, 0};
  const Trace rtl = bench().check(traffic).trace;
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const auto& tmr_check = std::get<TmrCheck>(layer.params);
    const Stream& found = network.stream(layer.outputs[1]);
    // As many as its FIFO and its two credits hold; then the frame's last pixel waits.
    const std::int64_t pixels = tmr_check.trip_count() * (found.depth + 3) - 1;
    const std::vector<Cycle>& push = rtl.stream(layer.outputs[0]).push;
    CHECK(std::ranges::count_if(push, [](Cycle cycle) { return cycle <= kClosed; }) ==
          std::min(bench().frames() * tmr_check.trip_count(), pixels));
  }
}

TEST_CASE("tmr_check: latency is 1, and every cycle issues", "[tmr_check][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::tmr_check_test
