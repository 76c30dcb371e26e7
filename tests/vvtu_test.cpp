// The ladder of `vvtu`: a grid of operand types, foldings and activations, on windows as a network input and
// behind a `swu`.
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Folding {
  Shape windows;
  std::int64_t folds, kernel, pe, simd;
  std::int64_t depth_in = 2, depth_out = 2;
};

struct Operands {
  DataType input, weight;
};

// One of each type on either side, and mixes.
const std::vector<Operands> kOperands{
    {kBipolar, kBipolar}, {kBinary, kBinary}, {kBinary, kBipolar}, {kBipolar, kBinary},  {kTernary, kTernary},
    {kBinary, kTernary},  {s(2), s(2)},       {u(2), u(2)},        {kTernary, kBipolar}, {u(2), kTernary},
    {u(3), s(4)},         {s(4), u(3)},       {s(4), kBipolar},    {kBipolar, u(4)},     {s(5), s(2)},
    {u(6), s(5)},         {s(8), s(8)},       {u(8), kBipolar},    {kTernary, s(6)},     {u(4), u(5)},
    {s(20), s(8)}};

// simd 1, in between and full; pe 1 and all channels; a kernel of one position; one channel; one window.
const std::vector<Folding> kFoldings{{{2}, 2, 4, 2, 1},      {{1}, 1, 9, 4, 9},       {{2, 2}, 3, 9, 1, 3},
                                     {{1, 2}, 2, 1, 3, 1},   {{1}, 1, 1, 1, 1},       {{3}, 1, 6, 1, 2},
                                     {{2}, 2, 6, 2, 6},      {{1}, 3, 3, 2, 1},       {{2}, 1, 8, 2, 4},
                                     {{1}, 2, 16, 1, 16},    {{2}, 2, 4, 2, 2, 1, 2}, {{2}, 2, 2, 2, 2, 2, 1},
                                     {{2}, 1, 2, 1, 2, 1, 1}};

Vvtu vvtu_of(Random& random, const Operands& operands, const Folding& folding, std::int64_t steps) {
  const std::int64_t channels = folding.folds * folding.pe;
  Vvtu vvtu;
  vvtu.pe = folding.pe;
  vvtu.simd = folding.simd;
  vvtu.weight = operands.weight;
  vvtu.weights = random_tensor(random, {channels, folding.kernel}, operands.weight);
  vvtu.accumulator = accumulator_for(operands.input, operands.weight, folding.kernel);
  if (steps > 0) {
    const auto sum_that_occurs = [&](std::int64_t channel) {
      std::int64_t sum = 0;
      for (const std::int32_t weight : vvtu.weights.row(channel))
        sum += std::int64_t{weight} * random.value_of(operands.input);
      return sum;
    };
    vvtu.thresholds = random_thresholds(random, channels, steps, threshold_output(steps, folding.kernel),
                                        vvtu.accumulator, sum_that_occurs);
  }
  return vvtu;
}

// Every pair of operands, every folding with accumulators out and with thresholds; depthwise convolutions.
const Bench& bench() {
  static const Bench bench(
      [] {
        Random random = seeded("vvtu");
        NetworkBuilder builder("vvtus");
        const std::size_t plain = 2 * kFoldings.size();
        for (std::size_t i = 0; i < plain; ++i) {
          const Operands& operands = kOperands[i % kOperands.size()];
          const Folding& folding = kFoldings[i % kFoldings.size()];
          const auto steps = static_cast<std::int64_t>((i + i / kFoldings.size()) % 2 == 0 ? 0 : 1 + i % 7);
          const std::string number = std::to_string(i);
          Shape shape = folding.windows;
          shape.insert(shape.end(), {folding.folds, folding.kernel, folding.pe});
          builder.input("in" + number, operands.input, shape, folding.simd * folding.pe);
          builder.add("vvtu" + number, vvtu_of(random, operands, folding, steps), "in" + number);
          builder.depth("in" + number, folding.depth_in);
          builder.depth("vvtu" + number + "_out", folding.depth_out);
        }
        // A position and a window a beat; between the first swu and its vvtu stands a converter.
        for (std::size_t i = 0; i < 3; ++i) {
          const std::string number = std::to_string(plain + i);
          Swu swu;
          swu.kernel = {2, 2};
          swu.simd = 2;
          swu.depthwise = true;
          swu.parallel_window = i == 2;
          builder.input("in" + number, s(3), {3, 4, 4}, 2);
          builder.add("swu" + number, swu, "in" + number);
          const Folding folding{{}, 2, 4, 2, i == 0 ? 2 : i == 1 ? 1 : 4};
          builder.add("vvtu" + number, vvtu_of(random, {s(3), s(4)}, folding, i == 1 ? 0 : 3));
        }
        return builder.finish();
      }(),
      3, "vvtu");
  return bench;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Vvtu> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Vvtu& vvtu) {
  std::vector<Iteration> frame;
  for (std::int64_t vector = 0; vector < vvtu.vectors; ++vector) {
    for (std::int64_t cf = 0; cf < vvtu.channels / vvtu.pe; ++cf) {
      for (std::int64_t kf = 0; kf < vvtu.kernel / vvtu.simd; ++kf) {
        frame.push_back({true, kf == vvtu.kernel / vvtu.simd - 1});
      }
    }
  }
  return {vvtu.thresholds ? 4 : 3, frame};
}

TEST_CASE("vvtu: each channel has weights of its own, and lanes by position, then channel",
          "[vvtu][golden]") {
  // Of channels 0 to 3: 1 and 3, -2 and -5, 7 and -8, 0 and -1.
  const std::vector<std::int32_t> windows{1, -2, 3, -5, 7, 0, -8, -1};
  for (const std::int64_t simd : {1, 2}) {
    Vvtu vvtu;
    vvtu.pe = 2;
    vvtu.simd = simd;
    vvtu.weight = s(2);
    vvtu.weights = Tensor({4, 2}, {1, -1, -2, 1, 1, 1, 0, -2});
    vvtu.accumulator = s(8);
    NetworkBuilder builder("vvtus");
    builder.input("in0", s(4), {1, 2, 2, 2}, 2 * simd);
    builder.add("vvtu0", vvtu, "in0");
    CHECK(beats_out(builder.finish(), windows) == Words{0xfffe /* -1, -2 */, 0x02ff /* 2, -1 */});
  }
}

TEST_CASE("vvtu: latency is 3, with thresholds 4, and every cycle issues", "[vvtu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  int plain = 0;
  int activated = 0;
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    const auto* vvtu = std::get_if<Vvtu>(&layer.params);
    if (vvtu == nullptr || !bench().can_run_at_full_rate(layer)) continue;
    bench().check_full_rate(rtl, static_cast<int>(l), 1);
    ++(vvtu->thresholds ? activated : plain);
  }
  CHECK(plain > 0);
  CHECK(activated > 0);
}
