// The ladder of `normalize`: vectors of one and of more beats, and results of every width.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::normalize_test {

namespace {

struct Vector {
  DataType input, result;
  Shape shape;
  std::int64_t pe;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Vector> kGrid{{u(4), u(2), {6}, 1},       {u(8), u(8), {3, 4}, 2},
                                {kBinary, kBinary, {8}, 4}, {kBinary, u(8), {5}, 5},  // a vector a beat
                                {u(16), u(8), {7}, 1},      {u(16), kBinary, {2, 2, 2}, 2},
                                {u(2), u(3), {1}, 1},  // one element: always the largest
                                {u(3), u(5), {24}, 3},      {u(5), u(6), {2, 16}, 16},  // beats of two words
                                {u(7), u(7), {20}, 1},      {u(12), u(4), {9}, 3},
                                {u(4), u(4), {6}, 2, 1, 2}, {u(4), u(4), {6}, 2, 2, 1},
                                {u(4), u(4), {6}, 1, 1, 1}, {u(3), u(2), {4}, 1, 4, 5}};

Network network_of(const std::vector<Vector>& grid) {
  NetworkBuilder builder("normalizes");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Vector& at = grid[i];
    const std::string number = std::to_string(i);
    Normalize normalize;
    normalize.pe = at.pe;
    normalize.result = at.result;
    builder.input("in" + number, at.input, at.shape, at.pe);
    builder.add("normalize" + number, normalize, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("normalize" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 5, "normalize");
  return bench;
}

Normalize normalize_of(std::int64_t pe, const DataType& result) {
  Normalize normalize;
  normalize.pe = pe;
  normalize.result = result;
  return normalize;
}

}  // namespace

}  // namespace weir::tests::normalize_test

namespace weir::tests {

const Bench& bench_of(Of<Normalize> /*kind*/) { return normalize_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Normalize& normalize) {
  const std::int64_t beats = normalize.length / normalize.pe;
  Schedule schedule{3 + normalize.result.bits, {}, beats};
  for (std::int64_t beat = 0; beat < beats; ++beat) {
    Iteration iteration{0, 1};
    iteration.needs = beats;              // the whole vector
    iteration.places = beat + 2 * beats;  // the reader's beat n has the place of beat n - 2 vectors
    schedule.frame.push_back(iteration);
  }
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::normalize_test {

TEST_CASE("normalize: the largest becomes the largest, and halves are rounded up", "[normalize][golden]") {
  CHECK(beats_out(network_of({{u(4), u(2), {4}, 1}}), {0, 5, 10, 15}) == Words{0, 1, 2, 3});
  CHECK(beats_out(network_of({{u(4), u(2), {4}, 1}}), {3, 1, 2, 0}) == Words{3, 1, 2, 0});
  CHECK(beats_out(network_of({{u(4), u(8), {4}, 2}}), {1, 2, 3, 6}) ==
        Words{(85U << 8U) + 43, (255U << 8U) + 128});  // 42.5, 85, 127.5
  CHECK(beats_out(network_of({{u(4), kBinary, {5}, 1}}), {9, 5, 4, 8, 0}) == Words{1, 1, 0, 1, 0});
  CHECK(beats_out(network_of({{u(4), u(2), {3}, 1}}), {0, 0, 0}) == Words{0, 0, 0});
  CHECK(beats_out(network_of({{u(16), u(8), {2}, 1}}), {65535, 129}) == Words{255, 1});  // 0.502
}

TEST_CASE("normalize: rounds half up, and leaves a vector of zeros alone", "[normalize][golden]") {
  const auto of = [](const DataType& result, const Values& values) {
    Normalize normalize;
    normalize.result = result;
    return output({{DataType::uint(4), Tensor({2, 2}, values)}}, normalize);
  };
  CHECK(of(DataType::uint(2), {0, 1, 2, 6}) == Values{0, 1, 1, 3});  // 0, 0.5, 1, 3
  CHECK(of(DataType::uint(8), {15, 7, 1, 0}) == Values{255, 119, 17, 0});
  CHECK(of(DataType::uint(8), {0, 0, 0, 0}) == Values{0, 0, 0, 0});
  CHECK(of(DataType::binary(), {9, 5, 4, 0}) == Values{1, 1, 0, 0});
}

TEST_CASE("normalize: shapes and numbers", "[network][normalize]") {
  CHECK(output_of(normalize_of(2, u(5)), u(2), {3, 4}, 4).shape == Shape{3, 4});
  CHECK(output_of(normalize_of(2, u(5)), u(2), {3, 4}, 4).width_bits == 10);
  CHECK(least_cycles(normalize_of(4, u(8)), {3, 4}) == 3);
}

TEST_CASE("normalize: what it refuses", "[network][normalize]") {
  rejected([] { read_by(normalize_of(1, u(2)), 2); }, "from", "2 streams", "one, for a normalize");
  rejected([] { one(normalize_of(1, s(4)), u(2), {4}); }, "output", "int4", "binary or uint2 to uint8");
  rejected([] { one(normalize_of(1, u(9)), u(2), {4}); }, "output", "uint9", "binary or uint2 to uint8");
  rejected([] { one(normalize_of(1, u(8)), s(2), {4}); }, "from", "a stream of int2",
           "one of binary or uint2 to uint16");
  rejected([] { one(normalize_of(1, u(8)), u(17), {4}); }, "from", "a stream of uint17",
           "one of binary or uint2 to uint16");
}

TEST_CASE("normalize: its keys", "[scenario][normalize]") {
  Draft draft;
  CHECK(draft.layer("{kind: normalize, name: norm, pe: 4, output: uint3}").last<Normalize>().result ==
        DataType::uint(3));

  draft.layer("{kind: normalize, pe: 4}").rejected(7, "output", "no such key", "it");
  draft.layer("{kind: normalize, pe: 7, output: uint8}").rejected(7, "pe", "7", "120 channels");
  draft.layer("{kind: normalize, pe: 4, output: int4}")
      .rejected(7, "output", "int4", "binary or uint2 to uint8");
  draft.joined("{kind: normalize, from: b, pe: 4, output: uint8}")
      .rejected(8, "from", "int2", "uint2 to uint16");
}

TEST_CASE("normalize: latency is 3 and the output's bits, and a frame takes its beats", "[normalize][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().check(bench().back_to_back()).trace;
  int checked = 0;
  for (const Layer& layer : network.layers) {
    if (!bench().can_run_at_full_rate(layer)) continue;
    INFO("layer " << layer.name);
    const auto& normalize = std::get<Normalize>(layer.params);
    const std::vector<Cycle>& pop = rtl.stream(layer.inputs[0]).pop;
    const std::vector<Cycle>& push = rtl.stream(layer.outputs[0]).push;
    const std::int64_t beats = normalize.beats();
    REQUIRE(push.size() == static_cast<std::size_t>(bench().frames() * beats));
    for (std::size_t beat = 0; beat < push.size(); ++beat) {
      const auto n = static_cast<Cycle>(beat);
      CHECK(pop[beat] == 1 + n);
      // The vector's last beat is read in cycle 1 + beats - 1, and its first iteration issues one cycle
      // later.
      CHECK(push[beat] == 1 + beats + n + 3 + normalize.result.bits);
    }
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("normalize: while the sink is closed two vectors are read ahead", "[normalize][rtl]") {
  constexpr Cycle kClosed = 150;
  const Network& network = bench().network();
  const Trace rtl = bench().check(at_sinks(network, {1, 1, kClosed, kClosed, 0})).trace;
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const Stream& in = network.stream(layer.inputs[0]);
    const Stream& out = network.stream(layer.outputs[0]);
    const std::int64_t issued = out.depth + schedule_of(layer).latency + 1;
    const std::vector<Cycle>& pop = rtl.stream(layer.inputs[0]).pop;
    CHECK(std::ranges::count_if(pop, [](Cycle cycle) { return cycle <= kClosed; }) ==
          std::min(bench().frames() * in.beats_per_frame, issued + 2 * in.beats_per_frame));
  }
}

}  // namespace weir::tests::normalize_test
