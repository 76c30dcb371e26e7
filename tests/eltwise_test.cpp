// The ladder of `eltwise`: every operation on operands of equal and different types, and with one vector for
// all pixels.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::eltwise_test {

namespace {

using Op = Eltwise::Op;

struct Operands {
  Op op;
  DataType a, b;
  Shape shape;
  std::int64_t pe;
  std::int64_t depth_a = 2, depth_b = 2, depth_out = 2;
  Shape shape_a = {}, shape_b = {};  // of a vector operand; empty: `shape`
};

constexpr auto kAdd = Op::kAdd;
constexpr auto kSubtract = Op::kSubtract;
constexpr auto kDifference = Op::kAbsoluteDifference;
constexpr auto kMultiply = Op::kMultiply;

const std::vector<Operands> kGrid{{kAdd, u(2), u(2), {6}, 1},
                                  {kAdd, s(4), s(4), {3, 4}, 2},
                                  {kAdd, u(4), s(3), {2, 3, 4}, 4},
                                  {kAdd, kBipolar, kBipolar, {2, 8}, 8},
                                  {kAdd, kBinary, kTernary, {5}, 5},
                                  {kAdd, s(31), s(31), {4}, 2},  // results of 32 bits, beats of two words
                                  {kAdd, u(30), u(30), {3}, 1},
                                  {kSubtract, u(3), u(3), {4, 3}, 3},
                                  {kSubtract, s(5), u(2), {6}, 2},
                                  {kSubtract, kBinary, kBipolar, {1}, 1},
                                  {kSubtract, kTernary, s(8), {2, 4}, 1},
                                  {kDifference, u(8), u(8), {7}, 1},
                                  {kDifference, s(4), s(6), {3, 2}, 2},
                                  {kDifference, kBipolar, kTernary, {4, 4}, 4},
                                  {kDifference, kBinary, kBinary, {9}, 3},
                                  {kMultiply, s(4), s(4), {2, 6}, 3},
                                  {kMultiply, u(5), s(3), {8}, 4},
                                  {kMultiply, kBipolar, kBipolar, {3, 5}, 5},
                                  {kMultiply, kTernary, u(7), {4}, 1},
                                  {kMultiply, s(16), s(16), {2, 2}, 2},
                                  {kMultiply, u(15), u(16), {4}, 1},
                                  {kMultiply, kBinary, kBinary, {2, 64}, 64},
                                  {kAdd, u(3), s(2), {9}, 1, 1, 2, 2},  // FIFOs of one beat
                                  {kMultiply, u(3), s(2), {9}, 1, 2, 1, 1},
                                  {kSubtract, u(3), s(2), {9}, 3, 1, 4, 3},
                                  {kDifference, u(3), s(2), {9}, 1, 1, 1, 1},
                                  {kAdd, u(55), u(55), {3}, 1},
                                  {kMultiply, s(28), u(28), {2, 2}, 2},
                                  {kSubtract, s(55), s(40), {4}, 2},
                                  {kDifference, s(55), u(54), {3}, 3},
                                  // Vectors of one beat and of several; maps with several rows.
                                  {kMultiply, u(4), u(4), {2, 3, 4}, 4, 2, 2, 2, {}, {4}},
                                  {kMultiply, s(4), u(3), {5, 6}, 2, 2, 2, 2, {6}, {}},
                                  {kSubtract, u(3), s(5), {2, 2, 4}, 1, 2, 2, 2, {1, 1, 4}, {}},
                                  {kSubtract, kBipolar, kTernary, {4, 3}, 3, 2, 2, 2, {}, {1, 3}},
                                  {kDifference, s(40), s(30), {2, 8}, 4, 2, 2, 2, {}, {8}},
                                  {kAdd, kBinary, u(2), {7, 1}, 1, 1, 1, 1, {1}, {}},
                                  {kAdd, u(5), s(2), {3, 3, 6}, 2, 1, 4, 1, {}, {6}}};

Network network_of(const std::vector<Operands>& grid) {
  NetworkBuilder builder("eltwises");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Operands& at = grid[i];
    const std::string number = std::to_string(i);
    Eltwise eltwise;
    eltwise.op = at.op;
    eltwise.pe = at.pe;
    builder.input("a" + number, at.a, at.shape_a.empty() ? at.shape : at.shape_a, at.pe);
    builder.input("b" + number, at.b, at.shape_b.empty() ? at.shape : at.shape_b, at.pe);
    builder.add("eltwise" + number, eltwise, {"a" + number, "b" + number});
    builder.depth("a" + number, at.depth_a);
    builder.depth("b" + number, at.depth_b);
    builder.depth("eltwise" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "eltwise");
  return bench;
}

Eltwise eltwise_of(std::int64_t pe, Eltwise::Op op = Eltwise::Op::kAdd) {
  Eltwise eltwise;
  eltwise.op = op;
  eltwise.pe = pe;
  return eltwise;
}

}  // namespace

}  // namespace weir::tests::eltwise_test

namespace weir::tests {

const Bench& bench_of(Of<Eltwise> /*kind*/) { return eltwise_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Eltwise& eltwise) {
  const std::int64_t beats = elements_of(eltwise.shape) / eltwise.pe;
  std::vector<Iteration> frame(static_cast<std::size_t>(beats), {0b11, 1});
  if (!eltwise.vector) return {2, frame};
  const std::uint32_t map = *eltwise.vector == 0 ? 0b10 : 0b01;
  for (std::int64_t beat = eltwise.shape.back() / eltwise.pe; beat < beats; ++beat) {
    frame[static_cast<std::size_t>(beat)].reads = map;
  }
  return {2, frame};
}

}  // namespace weir::tests

namespace weir::tests::eltwise_test {

TEST_CASE("eltwise: what two elements make crosses the stream", "[eltwise][golden]") {
  const std::vector<std::vector<std::int64_t>> pairs{{7, -8, 3, 0}, {3, 0, 1, 2}};
  const auto of = [&](Op op, std::int64_t pe) {
    return all_beats_out(network_of({{op, s(4), u(2), {4}, pe}}), pairs).front();
  };
  CHECK(of(kAdd, 1) == Words{10, 0b11000, 4, 2});  // int5
  CHECK(of(kAdd, 2) == Words{0b11000'01010, 0b00010'00100});
  CHECK(of(kSubtract, 1) == Words{4, 0b11000, 2, 0b11110});  // int5
  CHECK(of(kDifference, 1) == Words{4, 8, 2, 2});            // uint4
  CHECK(of(kDifference, 4) == Words{0x2284});
  CHECK(of(kMultiply, 1) == Words{21, 0, 3, 0});  // int6
}

TEST_CASE("eltwise: the order of the operands is that of the inputs", "[eltwise][golden]") {
  CHECK(all_beats_out(network_of({{kSubtract, u(2), u(3), {2}, 1}}), {{3, 1}, {1, 7}}).front() ==
        Words{2, 0b1010});  // int4: -6
}

TEST_CASE("eltwise: a vector serves every pixel", "[eltwise][golden]") {
  const std::vector<std::int64_t> map{1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> vector{3, 1};
  const Words b{0b1110, 1, 0, 3, 2, 5};  // int4
  CHECK(all_beats_out(network_of({{kSubtract, u(3), u(2), {3, 2}, 1, 2, 2, 2, {}, {2}}}), {map, vector})
            .front() == b);
  const Words a{2, 0b1111, 0, 0b1101, 0b1110, 0b1011};
  CHECK(all_beats_out(network_of({{kSubtract, u(2), u(3), {3, 2}, 1, 2, 2, 2, {1, 2}, {}}}), {vector, map})
            .front() == a);
  CHECK(all_beats_out(network_of({{kMultiply, u(3), u(2), {3, 1, 2}, 2, 2, 2, 2, {}, {2}}}), {map, vector})
            .front() == Words{0b00010'00011, 0b00100'01001, 0b00110'01111});
}

TEST_CASE("eltwise: shapes and numbers", "[network][eltwise]") {
  const auto shape = [](const Shape& a, const Shape& b) {
    const Network network = joined(eltwise_of(2), u(2), a, s(3), b);
    CHECK(network.layers.back().ideal_cycles() == elements_of(network.streams.back().shape) / 2);
    return network.streams.back().shape;
  };
  CHECK(shape({3, 4}, {3, 4}) == Shape{3, 4});
  CHECK(shape({4}, {3, 4}) == Shape{3, 4});
  CHECK(shape({2, 3, 4}, {1, 1, 4}) == Shape{2, 3, 4});
  CHECK(shape({2, 3, 4}, {1, 4}) == Shape{2, 3, 4});
  CHECK(shape({1, 1, 4}, {1, 1, 4}) == Shape{1, 1, 4});
}

TEST_CASE("eltwise: adds, subtracts, multiplies and takes distances", "[eltwise][golden]") {
  const auto of = [](Eltwise::Op op) {
    Eltwise eltwise;
    eltwise.op = op;
    return output({{DataType::sint(4), Tensor({2, 2}, {-8, 7, -1, 3})},
                   {DataType::uint(4), Tensor({2, 2}, {15, 15, 0, 3})}},
                  eltwise);
  };
  CHECK(of(Eltwise::Op::kAdd) == Values{7, 22, -1, 6});
  CHECK(of(Eltwise::Op::kSubtract) == Values{-23, -8, -1, 0});
  CHECK(of(Eltwise::Op::kAbsoluteDifference) == Values{23, 8, 1, 0});
  CHECK(of(Eltwise::Op::kMultiply) == Values{-120, 105, 0, 9});
}

TEST_CASE("eltwise: at the ends of wide types", "[eltwise][golden]") {
  const auto of = [](Eltwise::Op op, const DataType& type, const Values& a, const Values& b) {
    Eltwise eltwise;
    eltwise.op = op;
    return output({{type, Tensor({1}, a)}, {type, Tensor({1}, b)}}, eltwise);
  };
  CHECK(of(Eltwise::Op::kAdd, DataType::sint(31), {-1073741824}, {-1073741824}) == Values{INT32_MIN});
  CHECK(of(Eltwise::Op::kAbsoluteDifference, DataType::sint(31), {-1073741824}, {1073741823}) ==
        Values{INT32_MAX});
  constexpr std::int64_t kHalf = std::int64_t{1} << 54;
  CHECK(of(Eltwise::Op::kAdd, s(55), {-kHalf}, {-kHalf}) == Values{-2 * kHalf});
  CHECK(of(Eltwise::Op::kAbsoluteDifference, s(55), {-kHalf}, {kHalf - 1}) == Values{2 * kHalf - 1});
  CHECK(of(Eltwise::Op::kMultiply, s(28), {-(1 << 27)}, {(1 << 27) - 1}) ==
        Values{(std::int64_t{1} << 27) - kHalf});
}

TEST_CASE("eltwise: types of its results", "[network][eltwise]") {
  const auto result = [](Eltwise::Op op, const DataType& a, const DataType& b) {
    return joined(eltwise_of(1, op), a, {4}, b, {4}).streams.back().element;
  };
  using Join = Eltwise::Op;
  CHECK(result(Join::kAdd, u(4), u(4)) == u(5));
  CHECK(result(Join::kAdd, u(4), s(2)) == s(6));       // -2 to 16
  CHECK(result(Join::kSubtract, u(2), u(4)) == s(5));  // -15 to 3
  CHECK(result(Join::kSubtract, DataType::bipolar(), DataType::bipolar()) == s(3));
  CHECK(result(Join::kAbsoluteDifference, s(4), u(2)) == u(4));  // -8 - 3
  CHECK(result(Join::kAbsoluteDifference, DataType::binary(), DataType::binary()) == DataType::binary());
  CHECK(result(Join::kMultiply, s(4), s(4)) == s(8));  // 64
  CHECK(result(Join::kMultiply, DataType::ternary(), u(3)) == s(4));
}

TEST_CASE("eltwise: what it refuses", "[network][eltwise]") {
  const std::string kWantedShapes = "one shape, or a map [.., C] and a vector [C] for all its pixels";
  const std::string kWantedResults = "at most 56 bits: narrower elements, or a threshold before it";
  rejected([] { read_by(eltwise_of(1), 1); }, "from", "1 streams", "two to join");
  rejected([] { read_by(eltwise_of(1), 3); }, "from", "3 streams", "two to join");
  read_by(eltwise_of(4), 2);
  rejected(
      [] {
        joined(eltwise_of(1), u(2), {3, 4}, u(2), {12});
      },
      "from", "streams of shapes [3, 4] and [12]", kWantedShapes);
  for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{{{3, 4}, {3, 1}},
                                                                 {{2, 3, 4}, {2, 3, 1}},
                                                                 {{2, 3, 4}, {3, 4}},
                                                                 {{1, 4}, {4}},
                                                                 {{2, 2, 3, 4}, {4}},
                                                                 {{4}, {3, 8}}}) {
    rejected([a = a, b = b] { joined(eltwise_of(1), u(2), a, u(2), b); }, "from",
             "streams of shapes " + to_string(a) + " and " + to_string(b), kWantedShapes);
  }
  rejected(
      [] {
        joined(eltwise_of(3), u(2), {3, 4}, u(2), {3, 4});
      },
      "pe", "3", "a divisor of the 4 channels");
  rejected([] { joined(eltwise_of(1, Eltwise::Op::kMultiply), s(29), {4}, s(29), {4}); }, "op",
           "results of type int58", kWantedResults);
  rejected([] { joined(eltwise_of(1, Eltwise::Op::kMultiply), u(56), {4}, s(56), {4}); }, "op",
           "results of type int112", kWantedResults);
  rejected([] { joined(eltwise_of(1), u(56), {4}, s(2), {4}); }, "op", "results of type int58",
           kWantedResults);
}

TEST_CASE("eltwise: its keys", "[scenario][eltwise]") {
  Draft draft;
  draft.layers("{type: uint4, shape: [4, 6, 4], elements_per_beat: 4}",
               {"  - {kind: fork, name: branch, copies: 3}",
                "  - {kind: eltwise, name: far, from: [branch, branch], op: absolute_difference, pe: 2}",
                "  - {kind: add, name: sum, from: [far, branch], pe: 4}"});
  const Network network = draft.load().network;
  CHECK(std::get<Eltwise>(layer(network, "far").params).op == Eltwise::Op::kAbsoluteDifference);
  CHECK(std::get<Eltwise>(layer(network, "far").params).pe == 2);
  CHECK(std::get<Eltwise>(layer(network, "sum").params).op == Eltwise::Op::kAdd);
  CHECK(std::get<Eltwise>(layer(network, "sum").params).pe == 4);
  CHECK(layer(network, "sum").inputs.at(1) == network.find_stream("branch_out2"));

  draft.joined("{kind: add, from: [branch, branch_out0], pe: 4}")
      .rejected(8, "from", "branch_out0", "it once");
  draft.joined("{kind: add, from: branch, pe: 4}").rejected(8, "from", "1 streams", "two to join");
  draft.joined("{kind: add, from: [branch, c], pe: 4}").rejected(8, "from", "[3, 4] and [2, 4]", "one shape");
  draft.joined("{kind: add, from: [branch, b], pe: 3}").rejected(8, "pe", "3", "4 channels");
  draft.joined("{kind: add, from: [branch, b], op: add, pe: 4}").rejected(8, "op", "an unknown key", "pe");
  draft.joined("{kind: add, from: [branch, nosuch], pe: 4}")
      .rejected(8, "from", "nosuch", "an earlier layer");
  draft.joined("{kind: add, from: [], pe: 4}").rejected(8, "from", "an empty list", "the streams to read");
  draft.joined("{kind: eltwise, from: [branch, b], pe: 4}").rejected(8, "op", "no such key", "it");
  draft.joined("{kind: eltwise, from: [branch, b], op: divide, pe: 4}")
      .rejected(8, "op", "divide", "add, subtract");
}

TEST_CASE("eltwise: products of the widest streams are told to be too wide", "[scenario][eltwise]") {
  const std::string text =
      "scenario: s\nintent: Too wide.\nseed: 1\nengines: [native]\n"
      "input: {type: int32, shape: [2], elements_per_beat: 1}\n"
      "layers:\n  - {kind: fork, name: f}\n"
      "  - {kind: eltwise, op: multiply, from: [f_out0, f_out1], pe: 1}\n";
  try {
    (void)parse_scenario(text, "s");
    FAIL("accepted");
  } catch (const BadInput& error) {
    CHECK(error.key() == "op");
    CHECK_THAT(error.found(), Catch::Contains("int64"));
  }
}

TEST_CASE("eltwise: an operand that is late keeps the other waiting", "[eltwise][rtl]") {
  const Network& network = bench().network();
  for (const std::size_t late : {std::size_t{0}, std::size_t{1}}) {
    Traffic traffic = bench().back_to_back();
    for (const Layer& layer : network.layers) traffic.stream(layer.inputs[late]).push = Pattern::one_in(5);
    const Trace rtl = bench().check(traffic, {.waves = true}).trace;
    for (const Layer& layer : network.layers) {
      INFO("layer " << layer.name);
      std::vector<Cycle> a = rtl.stream(layer.inputs[0]).pop;
      std::vector<Cycle> b = rtl.stream(layer.inputs[1]).pop;
      const auto& eltwise = std::get<Eltwise>(layer.params);
      if (eltwise.vector) {  // after the first pixel only the map is read
        a.resize(static_cast<std::size_t>(eltwise.folds()));
        b.resize(static_cast<std::size_t>(eltwise.folds()));
      }
      CHECK(a == b);
    }
  }
}

TEST_CASE("eltwise: a frame's vector is not taken before the frame's first pixel", "[eltwise][rtl]") {
  const Network& network = bench().network();
  Traffic traffic = bench().back_to_back();
  for (const Layer& layer : network.layers) {
    const auto& eltwise = std::get<Eltwise>(layer.params);
    if (eltwise.vector) traffic.stream(layer.inputs[1 - *eltwise.vector]).push = Pattern::one_in(3);
  }
  const Trace rtl = bench().check(traffic).trace;
  int checked = 0;
  for (const Layer& layer : network.layers) {
    const auto& eltwise = std::get<Eltwise>(layer.params);
    if (!eltwise.vector) continue;
    INFO("layer " << layer.name);
    const std::vector<Cycle>& vector = rtl.stream(layer.inputs[*eltwise.vector]).pop;
    const std::vector<Cycle>& map = rtl.stream(layer.inputs[1 - *eltwise.vector]).pop;
    const auto folds = static_cast<std::size_t>(eltwise.folds());
    for (std::size_t beat = 0; beat < vector.size(); ++beat) {
      const std::size_t frame = beat / folds;
      CHECK(vector[beat] == map.at(frame * static_cast<std::size_t>(eltwise.trip_count()) + beat % folds));
      ++checked;
    }
  }
  CHECK(checked > 0);
}

TEST_CASE("eltwise: latency is 2, and every cycle issues", "[eltwise][rtl]") { bench().check_full_rate(); }

}  // namespace weir::tests::eltwise_test
