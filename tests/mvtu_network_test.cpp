// `mvtu` in networks and scenarios: its values by hand, shapes, numbers, keys, and its errors.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::mvtu_network_test {

TEST_CASE("mvtu: gives the sums of products of each vector", "[mvtu][golden]") {
  const Tensor weights({2, 3}, {1, -2, 3, 0, 1, -4});
  const Network network = one(mvtu_of(DataType::sint(4), weights, 1, 3), DataType::uint(4), {2, 3}, 3);
  CHECK(output(network, Tensor({2, 3}, {1, 2, 3, 15, 0, 1})) == Values{6, -10, 18, -4});
}

TEST_CASE("mvtu: does not depend on the folding, nor on streaming the weights", "[mvtu][golden]") {
  Tensor weights({4, 6});
  for (std::size_t i = 0; i < 24; ++i) weights.values[i] = static_cast<int>(i * 7 % 15) - 7;
  const Tensor frame({6}, {-3, 1, 0, 2, 3, -4});
  const Values wanted =
      output(one(mvtu_of(DataType::sint(4), weights, 4, 6), DataType::sint(3), {6}, 6), frame);
  for (const std::int64_t pe : {1, 2, 4}) {
    for (const std::int64_t simd : {1, 2, 3, 6}) {
      Mvtu layer = mvtu_of(DataType::sint(4), weights, pe, simd);
      CHECK(output(one(layer, DataType::sint(3), {6}, 2), frame) == wanted);
      layer.weights_streamed = true;
      CHECK(output(one(layer, DataType::sint(3), {6}, 2), frame) == wanted);
    }
  }
}

TEST_CASE("mvtu: thresholds hold at equality, in any order, and may repeat", "[mvtu][golden]") {
  Mvtu layer = mvtu_of(DataType::bipolar(), Tensor({3, 4}, {1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}), 1, 2);
  layer.thresholds = Thresholds{Tensor({3, 2}, {4, 3, 3, 2, -4, -4}), DataType::ternary()};
  const Network network = one(layer, DataType::bipolar(), {4}, 4);
  CHECK(output(network, Tensor({4}, {1, 1, 1, 1})) == Values{1, 0, 1});        // sums 4, 2, -4
  CHECK(output(network, Tensor({4}, {1, 1, 1, -1})) == Values{-1, 1, 1});      // 2, 4, -2
  CHECK(output(network, Tensor({4}, {-1, -1, -1, -1})) == Values{-1, -1, 1});  // -4, -2, 4
}

TEST_CASE("mvtu: takes vectors side by side as they come", "[mvtu][golden]") {
  Mvtu mvtu;
  mvtu.rows = 1;
  mvtu.simd = 2;
  mvtu.mmv = 2;
  mvtu.weight = DataType::sint(3);
  mvtu.weights = Tensor({1, 2}, {1, -2});
  mvtu.accumulator.bits = 0;
  CHECK(output({{DataType::uint(3), Tensor({4, 2}, {1, 2, 3, 4, 5, 6, 7, 0})}}, mvtu) ==
        Values{-3, -5, -7, 7});
}

TEST_CASE("mvtu: refuses windows in depthwise order", "[network][mvtu]") {
  Mvtu mvtu;
  mvtu.rows = 2;
  mvtu.weight = DataType::bipolar();
  refuses(mvtu, u(2), {3, 2, 6, 2}, "", "a stream of shape [3, 2, 6, 2]",
          "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool, and "
          "windows side by side into an mvtu of that mmv)");
}

TEST_CASE("mvtu: vectors side by side in a row", "[network][mvtu]") {
  Mvtu mvtu = mvtu_of(2, 4, 2, 4);
  mvtu.mmv = 3;
  CHECK(one(mvtu, u(2), {2, 6, 4}, 12).streams.back().shape == Shape{2, 6, 2});
  CHECK(one(mvtu, u(2), {2, 6, 4}, 12).layers.back().ideal_cycles() == 4);
}

TEST_CASE("mvtu: vectors and windows side by side that do not fit", "[network][mvtu]") {
  const auto products = [](std::int64_t mmv, std::int64_t pe, std::int64_t simd, const Shape& shape,
                           std::int64_t cols) {
    Mvtu mvtu = mvtu_of(4, cols, pe, simd);
    mvtu.mmv = mmv;
    one(mvtu, u(2), shape);
  };
  const Shape side_by_side{3, 2, 8, 3, 2};
  products(3, 4, 2, side_by_side, 16);
  rejected([&] { products(3, 2, 2, side_by_side, 16); }, "mmv", "3 with pe 2",
           "1, or pe = rows and no flatten");
  rejected([&] { products(2, 4, 2, side_by_side, 16); }, "mmv",
           "2 and simd 2 on a stream of shape [3, 2, 8, 3, 2]", "3 and 2, those of the swu before");
  rejected([&] { products(3, 4, 1, side_by_side, 16); }, "mmv",
           "3 and simd 1 on a stream of shape [3, 2, 8, 3, 2]", "3 and 2, those of the swu before");
  rejected(
      [&] {
        products(4, 4, 4, {3, 6, 4}, 4);
      },
      "mmv", "4 on a stream of shape [3, 6, 4]",
      "windows side by side (a swu of that mmv), or simd = columns and a divisor of the vectors in a row");
  rejected(
      [&] {
        products(3, 4, 2, {3, 6, 4}, 4);
      },
      "mmv", "3 on a stream of shape [3, 6, 4]",
      "windows side by side (a swu of that mmv), or simd = columns and a divisor of the vectors in a row");
  rejected([&] { products(0, 4, 4, {6, 4}, 4); }, "mmv", "0", "1 to 64");
  rejected([&] { products(1, 4, 2, side_by_side, 16); }, "", "a stream of shape [3, 2, 8, 3, 2]",
           "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool, and "
           "windows side by side into an mvtu of that mmv)");
}

TEST_CASE("mvtu: its keys", "[scenario][mvtu]") {
  Draft draft;
  const std::string square = "{type: int4, shape: [6, 5, 4], elements_per_beat: 4}";
  const std::string keys = "rows: 3, pe: 1, simd: 2, weights: {type: int4, seed: 1}";
  draft.layers(square, {"  - {kind: mvtu, name: fc, " + keys + "}"});
  CHECK(draft.load().network.streams.back().shape == Shape{6, 5, 3});
  draft.layers(square, {"  - {kind: mvtu, name: fc, flatten: true, " + keys + "}"});
  const Network network = draft.load().network;
  CHECK(std::get<Mvtu>(network.layers.back().params).weights.shape == Shape{3, 120});
  CHECK(network.streams.back().shape == Shape{3});
  const std::string w = "weights: {type: int4, seed: 1}";

  draft
      .layers("{type: int4, shape: [1024, 1024, 4], elements_per_beat: 4}",
              {"  - {kind: mvtu, rows: 1024, pe: 1, simd: 1, flatten: true, " + w + "}"})
      .rejected(7, "weights", "[1024, 4194304] weights", "2^30");
  draft
      .layers("{type: int4, shape: [4], elements_per_beat: 4}",
              {"  - {kind: mvtu, rows: 1048576, pe: 1, simd: 1, " + w +
               ", thresholds: {seed: 1}, output: uint12}"})
      .rejected(7, "thresholds", "[1048576, 4095] thresholds", "2^30");
}

TEST_CASE("mvtu: weights from a memory", "[scenario][mvtu][memstream]") {
  Draft draft;
  const auto weights = [&](const std::string& text) -> Draft& {
    return draft.line(12, "    weights: {type: bipolar, seed: 1" + text + "}");
  };
  const auto network = [&](const std::string& text) { return weights(text).load().network; };
  {
    const Network plain = network(", streamed: true");
    const auto& memory = std::get<Memstream>(plain.layers.at(0).params);
    CHECK(memory.elements_per_beat == 8);
    CHECK(memory.cycles_per_beat == 1);
    CHECK(plain.layers.size() == 2);
  }
  {
    const Network slow = network(", streamed: true, memory: {elements_per_beat: 2, cycles_per_beat: 3}");
    const auto& memory = std::get<Memstream>(slow.layers.at(0).params);
    CHECK(memory.elements_per_beat == 2);
    CHECK(memory.cycles_per_beat == 3);
    CHECK(slow.layers.at(1).kind() == "dwc");
  }
  weights(", memory: {cycles_per_beat: 3}").rejected(12, "memory", "without streamed: true", "both");
  weights(", streamed: true, memory: 3").rejected(12, "memory", "3", "a map");
  weights(", streamed: true, memory: {latency: 3}").rejected(12, "latency", "an unknown key", "elements_per");
  weights(", streamed: true,\n      memory: {elements_per_beat: 3}")
      .rejected(13, "elements_per_beat", "3", "32 elements");
  weights(", streamed: true,\n      memory: {cycles_per_beat: 1048577}")
      .rejected(13, "cycles_per_beat", "1048577", "1 to 2^20");
  weights(", streamed: true, memory: {cycles_per_beat: 0}")
      .rejected(12, "cycles_per_beat", "0", "at least 1");
}

TEST_CASE("mvtu: windows side by side are those of the swu before", "[scenario][mvtu]") {
  Draft draft;
  draft
      .layers("{type: int4, shape: [6, 6, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, mmv: 2, simd: 4}",
               "  - {kind: mvtu, rows: 2, pe: 2, simd: 4, mmv: 4, weights: {type: int4, seed: 1}}"})
      .rejected(8, "mmv", "4 and simd 4", "2 and 4");
}

}  // namespace weir::tests::mvtu_network_test
