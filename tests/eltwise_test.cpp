// The ladder of `eltwise`: every operation on operands of like and of unlike types.
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

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

TEST_CASE("eltwise: an operand that is late keeps the other waiting", "[eltwise][rtl]") {
  const Network& network = bench().network();
  for (const std::size_t late : {std::size_t{0}, std::size_t{1}}) {
    Traffic traffic = bench().back_to_back();
    for (const Layer& layer : network.layers) traffic.stream(layer.inputs[late]).push = Pattern::one_in(5);
    testbench::EngineOptions options;
    options.waves = true;
    const Trace rtl = bench().check(traffic, options).trace;
    for (const Layer& layer : network.layers) {
      INFO("layer " << layer.name);
      CHECK(rtl.stream(layer.inputs[0]).pop == rtl.stream(layer.inputs[1]).pop);
    }
  }
}

TEST_CASE("eltwise: latency is 2, and every cycle issues", "[eltwise][rtl]") { bench().check_full_rate(); }
