// The ladder of `channelwise`: every operation, with parameters of every type.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::channelwise_test {

namespace {

using Op = Channelwise::Op;

struct Operation {
  Op op;
  DataType input, parameter;
  std::int64_t vectors, channels, pe;
  std::vector<std::int64_t> parameters = {};  // empty: random
  std::int64_t depth_in = 2, depth_out = 2;
};

constexpr auto kAdd = Op::kAdd;
constexpr auto kMultiply = Op::kMultiply;
constexpr auto kCompare = Op::kCompare;

const std::vector<Operation> kGrid{{kAdd, u(4), s(4), 2, 6, 2},
                                   {kAdd, u(2), u(2), 3, 4, 4},
                                   {kAdd, kBipolar, kTernary, 1, 5, 1},
                                   {kAdd, s(31), s(31), 2, 3, 3},  // results of 32 bits
                                   {kAdd, kBinary, kBinary, 4, 1, 1},
                                   {kAdd, s(8), s(8), 1, 4, 2, {-128, 127, 0, -1}},
                                   {kMultiply, s(4), s(4), 2, 6, 3},
                                   {kMultiply, u(5), kBipolar, 3, 4, 1},
                                   {kMultiply, kTernary, u(6), 2, 8, 8},
                                   {kMultiply, s(16), s(16), 2, 2, 1, {-32768, 32767}},
                                   {kMultiply, kBinary, kTernary, 5, 2, 2},
                                   {kMultiply, u(8), s(2), 1, 24, 12},  // beats of two words
                                   {kCompare, s(4), s(4), 4, 6, 2},
                                   {kCompare, u(3), s(5), 4, 4, 4, {-16, 0, 7, 15}},  // always, never
                                   {kCompare, kBipolar, kBipolar, 2, 4, 1},
                                   {kCompare, kTernary, kTernary, 3, 3, 3},
                                   {kCompare, s(32), s(32), 2, 2, 1},
                                   {kCompare, u(31), s(8), 1, 1, 1},
                                   {kAdd, u(40), s(55), 2, 3, 1},
                                   {kMultiply, s(40), s(16), 2, 4, 2, {-32768, 32767, 1, 0}},
                                   {kMultiply, u(28), u(28), 1, 2, 1},
                                   {kCompare, s(56), s(56), 2, 4, 2},
                                   {kCompare, u(55), s(40), 2, 2, 1},
                                   {kAdd, u(3), u(3), 4, 3, 1, {}, 1, 2},
                                   {kMultiply, u(3), u(3), 4, 3, 1, {}, 2, 1},
                                   {kCompare, u(3), u(3), 4, 3, 1, {}, 1, 1}};

Network network_of(const std::vector<Operation>& grid) {
  Random random = seeded("channelwise");
  NetworkBuilder builder("channelwises");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Operation& at = grid[i];
    const std::string number = std::to_string(i);
    Channelwise channelwise;
    channelwise.op = at.op;
    channelwise.pe = at.pe;
    channelwise.parameter = at.parameter;
    channelwise.parameters = at.parameters.empty() ? random_tensor(random, {at.channels}, at.parameter)
                                                   : Tensor({at.channels}, at.parameters);
    builder.input("in" + number, at.input, {at.vectors, at.channels}, at.pe);
    builder.add("channelwise" + number, channelwise, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("channelwise" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "channelwise");
  return bench;
}

Channelwise channelwise_of(Channelwise::Op op, const DataType& parameter,
                           const std::vector<std::int64_t>& parameters, std::int64_t pe = 1) {
  Channelwise channelwise;
  channelwise.op = op;
  channelwise.pe = pe;
  channelwise.parameter = parameter;
  channelwise.parameters = Tensor({static_cast<std::int64_t>(parameters.size())}, parameters);
  return channelwise;
}

}  // namespace

}  // namespace weir::tests::channelwise_test

namespace weir::tests {

const Bench& bench_of(Of<Channelwise> /*kind*/) { return channelwise_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Channelwise& channelwise) {
  const std::int64_t beats = channelwise.vectors * channelwise.channels / channelwise.pe;
  return {2, std::vector<Iteration>(static_cast<std::size_t>(beats), {1, 1})};
}

}  // namespace weir::tests

namespace weir::tests::channelwise_test {

TEST_CASE("channelwise: each channel has a parameter of its own", "[channelwise][golden]") {
  const std::vector<std::int64_t> vectors{1, 2, 3, 0, 3, 1};
  const auto of = [&](Op op, std::int64_t pe) {
    return beats_out(network_of({{op, u(2), s(3), 2, 3, pe, {-4, 2, 3}}}), vectors);
  };
  CHECK(of(kAdd, 1) == Words{0b1101, 4, 6, 0b1100, 5, 4});  // int4
  CHECK(of(kAdd, 3) == Words{0x64d, 0x45c});
  CHECK(of(kMultiply, 1) == Words{0b11100, 4, 9, 0, 6, 3});  // int5
  CHECK(of(kCompare, 1) == Words{1, 1, 1, 1, 1, 0});
  CHECK(of(kCompare, 3) == Words{0b111, 0b011});
}

TEST_CASE("channelwise: has a parameter for each channel", "[channelwise][golden]") {
  const auto of = [](Channelwise::Op op) {
    Channelwise channelwise;
    channelwise.op = op;
    channelwise.parameter = DataType::sint(4);
    channelwise.parameters = Tensor({3}, {-8, 0, 7});
    return output({{DataType::sint(4), Tensor({2, 3}, {-8, 0, 6, 7, -1, 7})}}, channelwise);
  };
  CHECK(of(Channelwise::Op::kAdd) == Values{-16, 0, 13, -1, -1, 14});
  CHECK(of(Channelwise::Op::kMultiply) == Values{64, 0, 42, -56, 0, 49});
  CHECK(of(Channelwise::Op::kCompare) == Values{1, 1, 0, 1, 0, 1});
}

TEST_CASE("channelwise: shapes and numbers", "[network][channelwise]") {
  using Op = Channelwise::Op;
  CHECK(output_of(channelwise_of(Op::kAdd, u(2), {1, 2}), u(2), {3, 2}, 2).element == u(3));
  CHECK(output_of(channelwise_of(Op::kAdd, s(2), {1, 0}), u(2), {3, 2}, 2).element == s(4));       // -2 to 4
  CHECK(output_of(channelwise_of(Op::kMultiply, s(2), {1, 0}), u(2), {3, 2}, 2).element == s(4));  // -6 to 3
  CHECK(output_of(channelwise_of(Op::kMultiply, u(3), {1, 0}), u(2), {3, 2}, 2).element == u(5));  // 21
  CHECK(output_of(channelwise_of(Op::kCompare, s(9), {1, 0}), u(2), {3, 2}, 2).element == DataType::binary());
  CHECK(least_cycles(channelwise_of(Op::kAdd, u(1), {0, 1, 0, 1}, 2), {3, 4}) == 6);
}

TEST_CASE("channelwise: what it refuses", "[network][channelwise]") {
  using Op = Channelwise::Op;
  rejected(
      [] {
        one(channelwise_of(Op::kAdd, u(2), {1, 2}), u(2), {2, 3});
      },
      "parameters", "an array of shape [2]", "[3], one a channel, or [1], one for all");
  rejected(
      [] {
        one(channelwise_of(Op::kAdd, u(2), {1, 4, 0}), u(2), {2, 3});
      },
      "parameters", "4", "values of type uint2");
  rejected(
      [] {
        one(channelwise_of(Op::kMultiply, s(29), {1, 4, 0}), s(29), {2, 3});
      },
      "op", "results of type int58", "at most 56 bits: narrower elements, or a threshold before it");
}

TEST_CASE("channelwise: its keys", "[scenario][channelwise]") {
  Draft draft;
  draft.layer(
      "{kind: channelwise, name: scale, op: multiply, pe: 2, parameters: {type: int3, values: [1, 2, 3, "
      "-4]}}");
  const auto scale = draft.last<Channelwise>();
  CHECK(scale.op == Channelwise::Op::kMultiply);
  CHECK(scale.parameters == Tensor({4}, {1, 2, 3, -4}));
  CHECK(scale.parameter == DataType::sint(3));

  const Tensor threes({4}, {3, 3, 3, 3});
  for (const char* source : {"values: 3", "values: [3]", "values: [[[3]]]", "from: {values: 3}"}) {
    INFO(source);
    draft.layer(std::string("{kind: channelwise, op: add, pe: 2, parameters: {type: int4, ") + source + "}}");
    CHECK(draft.last<Channelwise>().parameters == threes);
  }
  for (const char* values : {"[[[1, 2, 3, 4]]]", "[[[1]], [[2]], [[3]], [[4]]]"}) {
    INFO(values);
    draft.layer(std::string("{kind: channelwise, op: add, pe: 2, parameters: {type: int4, values: ") +
                values + "}}");
    CHECK(draft.last<Channelwise>().parameters == Tensor({4}, {1, 2, 3, 4}));
  }

  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: [[1, 2], [3, 4]]}}")
      .rejected(7, "parameters", "shape [2, 2]", "[4], one a channel");
  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: 8}}")
      .rejected(7, "parameters", "8", "int4");
  draft.layer("{kind: channelwise, op: divide, pe: 4, parameters: {type: int4, seed: 1}}")
      .rejected(7, "op", "divide", "add, multiply or compare");
  draft.layer("{kind: channelwise, op: add, pe: 3, parameters: {type: int4, seed: 1}}")
      .rejected(7, "pe", "3", "4 channels");
  draft.layer("{kind: channelwise, op: add, pe: 4}").rejected(7, "parameters", "no such key", "it");
  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {seed: 1}}")
      .rejected(7, "type", "no such key", "it");
  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, steps: 1, seed: 1}}")
      .rejected(7, "steps", "an unknown key", "one of type");
  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: [1, 2]}}")
      .rejected(7, "parameters", "shape [2]", "[4]");
  draft.layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: [1, 2, 3, 8]}}")
      .rejected(7, "parameters", "8", "int4");
  draft.layer("{kind: channelwise, op: multiply, pe: 4, parameters: {type: uint53, seed: 1}}")
      .rejected(7, "op", "uint57", "at most 56 bits");
}

TEST_CASE("channelwise: latency is 2, and every cycle issues", "[channelwise][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::channelwise_test
