// The ladder of `eltwise`: every operation on operands of like and of unlike types.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

using Op = Eltwise::Op;

struct Operands {
  Op op;
  DataType a, b;
  Shape shape;
  std::int64_t pe;
  std::int64_t depth_a = 2, depth_b = 2, depth_out = 2;
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
                                  {kDifference, u(3), s(2), {9}, 1, 1, 1, 1}};

Network network_of(const std::vector<Operands>& grid) {
  NetworkBuilder builder("eltwises");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Operands& at = grid[i];
    const std::string number = std::to_string(i);
    Eltwise eltwise;
    eltwise.op = at.op;
    eltwise.pe = at.pe;
    builder.input("a" + number, at.a, at.shape, at.pe);
    builder.input("b" + number, at.b, at.shape, at.pe);
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

const Bench& weir::tests::bench_of(Of<Eltwise> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Eltwise& eltwise) {
  const std::int64_t beats = elements_of(eltwise.shape) / eltwise.pe;
  return {2, std::vector<Iteration>(static_cast<std::size_t>(beats), {0b11, 1})};
}

TEST_CASE("eltwise: what two elements make crosses the stream", "[eltwise][golden]") {
  const std::vector<std::vector<std::int32_t>> pairs{{7, -8, 3, 0}, {3, 0, 1, 2}};
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

TEST_CASE("eltwise: at the ends of 32 bits", "[eltwise][golden]") {
  const auto of = [](Eltwise::Op op, const DataType& type, const Values& a, const Values& b) {
    Eltwise eltwise;
    eltwise.op = op;
    return output({{type, Tensor({1}, a)}, {type, Tensor({1}, b)}}, eltwise);
  };
  CHECK(of(Eltwise::Op::kAdd, DataType::sint(31), {-1073741824}, {-1073741824}) == Values{INT32_MIN});
  CHECK(of(Eltwise::Op::kAbsoluteDifference, DataType::sint(31), {-1073741824}, {1073741823}) ==
        Values{INT32_MAX});
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
  rejected([] { read_by(eltwise_of(1), 1); }, "from", "1 streams", "two to join");
  rejected([] { read_by(eltwise_of(1), 3); }, "from", "3 streams", "two to join");
  read_by(eltwise_of(4), 2);
  rejected(
      [] {
        joined(eltwise_of(1), u(2), {3, 4}, u(2), {12});
      },
      "from", "streams of shapes [3, 4] and [12]", "one shape");
  rejected(
      [] {
        joined(eltwise_of(3), u(2), {3, 4}, u(2), {3, 4});
      },
      "pe", "3", "a divisor of the 4 channels");
  rejected([] { joined(eltwise_of(1, Eltwise::Op::kMultiply), s(17), {4}, s(17), {4}); }, "op",
           "results of type int34", "int32, uint31 or narrower");
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
  draft.joined("{kind: eltwise, from: [d, b], op: multiply, pe: 4}")
      .rejected(8, "op", "int33", "int32, uint31");
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
      CHECK(rtl.stream(layer.inputs[0]).pop == rtl.stream(layer.inputs[1]).pop);
    }
  }
}

TEST_CASE("eltwise: latency is 2, and every cycle issues", "[eltwise][rtl]") { bench().check_full_rate(); }
