// The ladder of `mvtu`: a grid of operand types, foldings and activations, with embedded weights.
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace weir::tests::mvtu_test {

namespace {

struct Folding {
  std::int64_t vectors, rows, cols, pe, simd;
};

struct Operands {
  DataType input, weight;
};

// Each type on either side, and mixes of all; some have sums of more than 32 bits.
const std::vector<Operands> kOperands{
    {kBipolar, kBipolar}, {kBinary, kBinary},  {kBinary, kBipolar},  {kBipolar, kBinary},
    {kTernary, kTernary}, {kBinary, kTernary}, {kTernary, kBipolar}, {kBipolar, s(2)},
    {s(2), s(2)},         {u(2), u(2)},        {u(2), kTernary},     {s(3), s(3)},
    {u(3), s(4)},         {s(4), u(3)},        {s(4), kBipolar},     {kBipolar, u(4)},
    {s(5), s(2)},         {u(5), kBinary},     {s(6), u(6)},         {u(6), s(5)},
    {u(38), s(8)},        {s(24), s(24)},      {s(48), kBipolar},    {kTernary, s(40)},
    {s(16), s(16)},       {kBinary, u(50)},    {s(7), u(2)},         {u(7), s(7)},
    {s(8), s(8)},         {u(8), kBipolar},    {kBipolar, u(8)},     {kTernary, s(6)},
    {u(4), u(5)},         {kBinary, s(4)},     {s(20), s(8)}};

// Folding 1 and full; NF = 1 (no buffer) and SF = 1; one row, one column; width 1; several vectors;
// non-square. Wide lanes of narrow operands are multiplied by bit planes.
const std::vector<Folding> kFoldings{{1, 4, 6, 1, 1},  {1, 4, 6, 4, 6},   {2, 6, 4, 3, 2}, {1, 1, 7, 1, 1},
                                     {3, 5, 1, 5, 1},  {1, 3, 16, 1, 16}, {2, 3, 8, 3, 2}, {1, 8, 3, 2, 3},
                                     {2, 4, 16, 2, 8}, {1, 1, 1, 1, 1},   {1, 5, 1, 1, 1}, {2, 1, 8, 1, 8},
                                     {3, 2, 9, 2, 3},  {1, 2, 32, 2, 16}};

Mvtu mvtu_of(Random& random, const Operands& operands, const Folding& folding, std::int64_t steps) {
  Mvtu mvtu;
  mvtu.rows = folding.rows;
  mvtu.pe = folding.pe;
  mvtu.simd = folding.simd;
  mvtu.weight = operands.weight;
  mvtu.weights = random_tensor(random, {folding.rows, folding.cols}, operands.weight);
  mvtu.accumulator = accumulator_for(operands.input, operands.weight, folding.cols);
  if (steps > 0) {
    const auto sum_that_occurs = [&](std::int64_t row) {
      std::int64_t sum = 0;
      for (const std::int64_t weight : mvtu.weights.row(row))
        sum += std::int64_t{weight} * random.value_of(operands.input);
      return sum;
    };
    mvtu.thresholds = random_thresholds(random, folding.rows, steps, threshold_output(steps, folding.cols),
                                        mvtu.accumulator, sum_that_occurs);
  }
  return mvtu;
}

// Several vectors at once: a beat has several adjacent vectors, or windows from a swu.
struct Multiple {
  Operands operands;
  std::int64_t mmv, rows, simd;
  Shape shape;  // shape of the stream that the mvtu reads
  std::int64_t steps;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Multiple> kMultiples{{{u(2), s(3)}, 2, 3, 4, {4, 4}, 0},
                                       {{kBipolar, kBipolar}, 3, 2, 5, {2, 6, 5}, 1},
                                       {{s(4), kTernary}, 4, 1, 1, {1, 4, 1}, 3},
                                       {{s(8), s(8)}, 2, 5, 3, {2, 3}, 0},  // beats of several words
                                       {{u(3), s(2)}, 2, 2, 2, {2, 2, 3, 2, 2}, 3},
                                       {{kBinary, u(2)}, 3, 4, 1, {3, 4, 3, 1}, 0},
                                       {{s(3), s(4)}, 5, 3, 4, {1, 2, 5, 4}, 2, 1, 1},
                                       {{kTernary, kBinary}, 2, 1, 3, {4, 1, 2, 3}, 1, 1, 2}};

void add(NetworkBuilder& builder, Random& random, const std::string& number, const Multiple& at) {
  const bool windows = at.shape.size() > 3;
  const std::int64_t cols = at.simd * (windows ? at.shape[at.shape.size() - 3] : 1);
  Mvtu mvtu = mvtu_of(random, at.operands, {1, at.rows, cols, at.rows, at.simd}, at.steps);
  mvtu.mmv = at.mmv;
  builder.input("in" + number, at.operands.input, at.shape, at.mmv * at.simd);
  builder.add("mvtu" + number, mvtu, "in" + number);
  builder.depth("in" + number, at.depth_in);
  builder.depth("mvtu" + number + "_out", at.depth_out);
}

// Every pair of operands in two foldings; every folding, with accumulators as outputs and with thresholds;
// several vectors at once, also behind a swu.
const Bench& bench() {
  static const Bench bench(
      [] {
        Random random = seeded("mvtu");
        NetworkBuilder builder("mvtus");
        for (std::size_t i = 0; i < 2 * kOperands.size(); ++i) {
          const Operands& operands = kOperands[i % kOperands.size()];
          const Folding& folding = kFoldings[i % kFoldings.size()];
          const auto steps = static_cast<std::int64_t>(i / kFoldings.size() % 2 == 0 ? 0 : 1 + i % 7);
          const std::string number = std::to_string(i);
          builder.input("in" + number, operands.input, {folding.vectors, folding.cols}, folding.simd);
          builder.add("mvtu" + number, mvtu_of(random, operands, folding, steps), "in" + number);
        }
        std::size_t next = 2 * kOperands.size();
        for (const Multiple& at : kMultiples) add(builder, random, std::to_string(next++), at);
        for (const bool minimal : {false, true}) {
          const std::string number = std::to_string(next++);
          Swu swu;
          swu.kernel = {2, 2};
          swu.stride = swu.dilation = {1, 1};
          swu.simd = 2;
          swu.mmv = 2;
          swu.buffer_pixels = minimal ? 8 : 0;
          builder.input("in" + number, s(3), {3, 5, 4}, 2);
          builder.add("swu" + number, swu);
          Mvtu mvtu = mvtu_of(random, {s(3), s(2)}, {1, 3, 16, 3, 2}, minimal ? 0 : 3);
          mvtu.mmv = 2;
          builder.add("mvtu" + number, mvtu);
        }
        return builder.finish();
      }(),
      3, "mvtu");
  return bench;
}

}  // namespace

}  // namespace weir::tests::mvtu_test

namespace weir::tests {

const Bench& bench_of(Of<Mvtu> /*kind*/) { return mvtu_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Mvtu& mvtu) {
  std::vector<Iteration> frame;
  for (std::int64_t vector = 0; vector < mvtu.vectors / mvtu.mmv; ++vector) {
    for (std::int64_t nf = 0; nf < mvtu.rows / mvtu.pe; ++nf) {
      for (std::int64_t sf = 0; sf < mvtu.cols / mvtu.simd; ++sf) {
        const std::uint32_t vector_beat = nf == 0 ? 0b01 : 0;
        const std::uint32_t weight_beat = mvtu.weights_streamed ? 0b10 : 0;
        frame.push_back({vector_beat | weight_beat, sf == mvtu.cols / mvtu.simd - 1});
      }
    }
  }
  return {mvtu.thresholds ? 4 : 3, frame};
}

}  // namespace weir::tests

namespace weir::tests::mvtu_test {

TEST_CASE("mvtu: several vectors at once, vector by vector in a beat", "[mvtu][golden]") {
  Mvtu mvtu;
  mvtu.rows = mvtu.pe = mvtu.simd = 2;
  mvtu.mmv = 2;
  mvtu.weight = s(3);
  mvtu.weights = Tensor({2, 2}, {1, 2, -1, 3});
  mvtu.accumulator = s(8);
  NetworkBuilder vectors("mvtus");
  vectors.input("in", u(4), {2, 2}, 4);
  vectors.add("mvtu", mvtu);
  CHECK(beats_out(vectors.finish(), {1, 2, 3, 4}) == Words{0x090b0505});  // (5, 5) and (11, 9)
  // Two adjacent windows of two positions: (1, 3) and (2, 4).
  mvtu.simd = 1;
  NetworkBuilder windows("mvtus");
  windows.input("in", u(4), {1, 2, 2, 1}, 2);
  windows.add("mvtu", mvtu);
  const Network network = windows.finish();
  CHECK(beats_out(network, {1, 2, 3, 4}) == Words{0x0a0a0807});  // (7, 8) and (10, 10)
  CHECK(network.streams.back().shape == Shape{2, 2});
}

TEST_CASE("mvtu: latency is 3, with thresholds 4, and every cycle issues", "[mvtu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  int checked = 0;
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    if (!bench().can_run_at_full_rate(layer)) continue;
    bench().check_full_rate(rtl, static_cast<int>(l), 1);
    checked += std::get<Mvtu>(layer.params).mmv > 1 ? 1 : 0;
  }
  CHECK(checked > 0);
}

}  // namespace weir::tests::mvtu_test
