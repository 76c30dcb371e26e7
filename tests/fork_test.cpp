// The ladder of `fork`: streams of every type to two and to more outputs.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::fork_test {

namespace {

struct Copies {
  DataType element;
  Shape shape;
  std::int64_t elements_per_beat;
  std::vector<std::int64_t> depths;  // one for each output
  std::int64_t depth_in = 2;
};

const std::vector<Copies> kGrid{{kBinary, {5}, 1, {2, 2}},
                                {s(4), {3, 2}, 2, {2, 2, 2}},
                                {u(8), {2, 3, 4}, 12, {2, 2}},
                                {kBipolar, {8}, 8, std::vector<std::int64_t>(16, 2)},
                                {kTernary, {1}, 1, {2, 2}},
                                {s(5), {3, 32}, 32, {2, 3}},  // beats of three words
                                {u(3), {9}, 1, {1, 4, 2}},    // outputs with different depths
                                {u(31), {4}, 1, {4, 1}},
                                {s(3), {6, 2}, 2, {1, 1}, 1},
                                {u(2), {4, 3}, 6, {2, 2, 2, 2, 2}},
                                {s(40), {4, 3}, 3, {2, 1}},
                                {u(56), {5}, 1, {2, 2}}};

Network network_of(const std::vector<Copies>& grid) {
  NetworkBuilder builder("forks");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Copies& at = grid[i];
    const std::string number = std::to_string(i);
    Fork fork;
    fork.copies = static_cast<std::int64_t>(at.depths.size());
    builder.input("in" + number, at.element, at.shape, at.elements_per_beat);
    builder.add("fork" + number, fork, "in" + number);
    builder.depth("in" + number, at.depth_in);
    for (std::size_t copy = 0; copy < at.depths.size(); ++copy)
      builder.depth("fork" + number + "_out" + std::to_string(copy), at.depths[copy]);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "fork");
  return bench;
}

Fork fork_of(std::int64_t copies) {
  Fork fork;
  fork.copies = copies;
  return fork;
}

}  // namespace

}  // namespace weir::tests::fork_test

namespace weir::tests {

const Bench& bench_of(Of<Fork> /*kind*/) { return fork_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Fork& fork) {
  const std::int64_t beats =
      elements_of(fork.stream.shape) * fork.stream.element.bits / fork.stream.width_bits;
  const std::uint32_t all = (1U << fork.copies) - 1;
  return {1, std::vector<Iteration>(static_cast<std::size_t>(beats), {1, all})};
}

}  // namespace weir::tests

namespace weir::tests::fork_test {

TEST_CASE("fork: every output carries what came in", "[fork][golden]") {
  CHECK(all_beats_out(network_of({{u(4), {2, 2}, 2, {2, 2, 2}}}), {{1, 2, 3, 4}}) ==
        std::vector<Words>(3, {0x21, 0x43}));
}

TEST_CASE("fork: gives its input to each output", "[fork][golden]") {
  Fork fork;
  fork.copies = 3;
  CHECK(outputs({{DataType::sint(3), Tensor({3}, {-4, 0, 3})}}, fork) ==
        std::vector<Values>(3, Values{-4, 0, 3}));
}

TEST_CASE("fork: shapes and numbers", "[network][fork]") { CHECK(least_cycles(fork_of(3), {3, 4}, 2) == 6); }

TEST_CASE("fork: what it refuses", "[network][fork]") {
  rejected([] { one(fork_of(1), u(2), {4}); }, "copies", "1", "2 to 16");
  rejected([] { one(fork_of(17), u(2), {4}); }, "copies", "17", "2 to 16");
}

TEST_CASE("fork: its keys", "[scenario][fork]") {
  Draft draft;
  CHECK(draft.layer("{kind: fork, name: branch, copies: 3}").last<Fork>().copies == 3);

  draft.layer("{kind: fork, copies: 1}").rejected(7, "copies", "1", "2 to 16");
  draft.layer("{kind: fork, copies: 17}").rejected(7, "copies", "17", "2 to 16");
  draft.layer("{kind: fork, outputs: 2}").rejected(7, "outputs", "an unknown key", "copies");
}

TEST_CASE("fork: an output that is closed holds the others back", "[fork][rtl]") {
  constexpr Cycle kClosed = 60;
  const Network& network = bench().network();
  Traffic traffic = bench().back_to_back();
  for (const Layer& layer : network.layers) {  // at its last output
    traffic.stream(layer.outputs.back()).pop = {1, 1, kClosed, kClosed, 0};
  }
  const Trace rtl = bench().check(traffic).trace;
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const Stream& closed = network.stream(layer.outputs.back());
    for (const int output : layer.outputs) {
      if (output == layer.outputs.back()) continue;
      const std::vector<Cycle>& push = rtl.stream(output).push;
      // As many beats as the closed output's FIFO and its two credits hold.
      CHECK(std::ranges::count_if(push, [](Cycle cycle) { return cycle <= kClosed; }) ==
            std::min(bench().frames() * closed.beats_per_frame, closed.depth + 2));
    }
  }
}

TEST_CASE("fork: latency is 1, and every cycle issues", "[fork][rtl]") { bench().check_full_rate(); }

}  // namespace weir::tests::fork_test
