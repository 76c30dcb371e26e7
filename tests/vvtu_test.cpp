// The ladder of `vvtu`: a grid of operand types, foldings and activations, on windows from a network input
// and from a `swu`, with embedded and streamed weights.
#include <catch2/catch.hpp>
#include <optional>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::vvtu_test {

namespace {

struct Folding {
  Shape windows;
  std::int64_t folds, kernel, pe, simd;
  std::int64_t depth_in = 2, depth_out = 2;
};

struct Operands {
  DataType input, weight;
};

// Each type on either side, and mixes.
const std::vector<Operands> kOperands{
    {kBipolar, kBipolar}, {kBinary, kBinary}, {kBinary, kBipolar}, {kBipolar, kBinary},  {kTernary, kTernary},
    {kBinary, kTernary},  {s(2), s(2)},       {u(2), u(2)},        {kTernary, kBipolar}, {u(2), kTernary},
    {u(3), s(4)},         {s(4), u(3)},       {s(4), kBipolar},    {kBipolar, u(4)},     {s(5), s(2)},
    {u(6), s(5)},         {s(8), s(8)},       {u(8), kBipolar},    {kTernary, s(6)},     {u(4), u(5)},
    {s(20), s(8)},        {s(28), s(24)},     {u(40), kBipolar},   {kTernary, s(48)}};

// simd 1, in between and full; pe 1 and all channels; a kernel of one position; one channel; one window.
const std::vector<Folding> kFoldings{{{2}, 2, 4, 2, 1},      {{1}, 1, 9, 4, 9},       {{2, 2}, 3, 9, 1, 3},
                                     {{1, 2}, 2, 1, 3, 1},   {{1}, 1, 1, 1, 1},       {{3}, 1, 6, 1, 2},
                                     {{2}, 2, 6, 2, 6},      {{1}, 3, 3, 2, 1},       {{2}, 1, 8, 2, 4},
                                     {{1}, 2, 16, 1, 16},    {{2}, 2, 4, 2, 2, 1, 2}, {{2}, 2, 2, 2, 2, 2, 1},
                                     {{2}, 1, 2, 1, 2, 1, 1}};

struct Streamed {
  Operands operands;
  Folding folding;
  std::int64_t steps;
  std::int64_t memory_elements = 0, memory_cycles = 1;
};

// A memory beat has as many weights as an iteration uses, or fewer, or more; and slow memories.
const std::vector<Streamed> kStreamed{{{s(4), s(3)}, {{2}, 2, 4, 2, 2}, 0},
                                      {{u(3), kBipolar}, {{2, 1}, 2, 9, 2, 3}, 3},
                                      {{kTernary, u(5)}, {{3}, 1, 6, 3, 1}, 0, 6, 2},
                                      {{kBipolar, kBipolar}, {{1}, 2, 4, 1, 4}, 1, 1, 1},
                                      {{s(28), s(24)}, {{2}, 1, 4, 1, 2, 1, 2}, 0, 4, 5},
                                      {{s(8), s(8)}, {{2}, 1, 1, 4, 1, 2, 1}, 2, 2, 3}};

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
      for (const std::int64_t weight : vvtu.weights.row(channel))
        sum += std::int64_t{weight} * random.value_of(operands.input);
      return sum;
    };
    vvtu.thresholds = random_thresholds(random, channels, steps, threshold_output(steps, folding.kernel),
                                        vvtu.accumulator, sum_that_occurs);
  }
  return vvtu;
}

// Every pair of operands; every folding, with accumulators as outputs and with thresholds; depthwise
// convolutions.
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
        // One position and one window in a beat; there is a converter between the first swu and its vvtu.
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
          Vvtu vvtu = vvtu_of(random, {s(3), s(4)}, folding, i == 1 ? 0 : 3);
          vvtu.weights_streamed = i == 2;
          builder.add("vvtu" + number, vvtu);
        }
        for (std::size_t i = 0; i < kStreamed.size(); ++i) {
          const Streamed& at = kStreamed[i];
          const Folding& folding = at.folding;
          const std::string number = std::to_string(plain + 3 + i);
          Shape shape = folding.windows;
          shape.insert(shape.end(), {folding.folds, folding.kernel, folding.pe});
          builder.input("in" + number, at.operands.input, shape, folding.simd * folding.pe);
          Vvtu vvtu = vvtu_of(random, at.operands, folding, at.steps);
          vvtu.weights_streamed = true;
          vvtu.memory_elements = at.memory_elements;
          vvtu.memory_cycles = at.memory_cycles;
          builder.add("vvtu" + number, vvtu, "in" + number);
          builder.depth("in" + number, folding.depth_in);
          builder.depth("vvtu" + number + "_out", folding.depth_out);
        }
        return builder.finish();
      }(),
      3, "vvtu");
  return bench;
}

Vvtu vvtu_of(std::int64_t pe, std::int64_t simd, const Tensor& weights) {
  Vvtu vvtu;
  vvtu.pe = pe;
  vvtu.simd = simd;
  vvtu.weight = s(3);
  vvtu.weights = weights;
  vvtu.accumulator = s(0);
  return vvtu;
}

}  // namespace

}  // namespace weir::tests::vvtu_test

namespace weir::tests {

const Bench& bench_of(Of<Vvtu> /*kind*/) { return vvtu_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Vvtu& vvtu) {
  std::vector<Iteration> frame;
  for (std::int64_t vector = 0; vector < vvtu.vectors; ++vector) {
    for (std::int64_t cf = 0; cf < vvtu.channels / vvtu.pe; ++cf) {
      for (std::int64_t kf = 0; kf < vvtu.kernel / vvtu.simd; ++kf) {
        frame.push_back({vvtu.weights_streamed ? 0b11U : 0b01U, kf == vvtu.kernel / vvtu.simd - 1});
      }
    }
  }
  return {vvtu.thresholds ? 4 : 3, frame};
}

}  // namespace weir::tests

namespace weir::tests::vvtu_test {

TEST_CASE("vvtu: each channel has weights of its own, and lanes by position, then channel",
          "[vvtu][golden]") {
  // Channels 0 to 3 have the values 1 and 3, -2 and -5, 7 and -8, 0 and -1.
  const std::vector<std::int64_t> windows{1, -2, 3, -5, 7, 0, -8, -1};
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

TEST_CASE("vvtu: multiplies each channel's window by that channel's weights", "[vvtu][golden]") {
  const auto depthwise = [](std::int64_t pe, bool parallel, std::optional<Thresholds> thresholds) {
    NetworkBuilder builder("n");
    builder.input("input", DataType::sint(4), {3, 4}, 2);
    Swu window;
    window.kernel = {1, 2};
    window.simd = pe;
    window.depthwise = true;
    window.parallel_window = parallel;
    builder.add("swu", window);
    Vvtu vvtu;
    vvtu.pe = pe;
    vvtu.simd = parallel ? 2 : 1;
    vvtu.weight = DataType::sint(3);
    vvtu.accumulator.bits = 0;
    vvtu.weights = Tensor({4, 2}, {1, 0, 0, 1, 2, -1, -4, 3});
    vvtu.thresholds = std::move(thresholds);
    builder.add("vvtu", vvtu);
    return builder.finish();
  };
  const Tensor frame({3, 4}, {1, 2, 3, 4, 5, 6, 7, -8, -1, -2, -3, 0});
  const Values wanted{1, 6, -1, -40, 5, -2, 17, 32};
  for (const std::int64_t pe : {1, 2, 4}) {
    CHECK(output(depthwise(pe, false, {}), frame) == wanted);
    CHECK(output(depthwise(pe, true, {}), frame) == wanted);
  }
  const Thresholds signs{Tensor({4, 1}, {5, 6, -1, 33}), DataType::bipolar()};
  CHECK(output(depthwise(2, false, signs), frame) == Values{-1, 1, 1, -1, 1, -1, 1, -1});
}

TEST_CASE("vvtu: shapes and numbers", "[network][vvtu]") {
  const Vvtu given = vvtu_of(2, 3, Tensor({6, 6}));
  const Vvtu vvtu = inferred(given, u(3), {4, 5, 3, 6, 2});
  CHECK(vvtu.channels == 6);
  CHECK(vvtu.kernel == 6);
  CHECK(vvtu.vectors == 20);
  CHECK(vvtu.channel_folds() == 3);
  CHECK(vvtu.kernel_folds() == 2);
  CHECK(vvtu.trip_count() == 120);
  CHECK(vvtu.input_bits() == 18);
  CHECK(vvtu.accumulator == s(9));  // 6 * 7 * -4 = -168
  const Stream out = output_of(given, u(3), {4, 5, 3, 6, 2}, 6);
  CHECK(out.shape == Shape{4, 5, 6});
  CHECK(out.element == s(9));
  CHECK(out.width_bits == 18);
  CHECK(out.beats_per_frame == 60);

  Vvtu activated = given;
  activated.thresholds = Thresholds{Tensor({1, 3}, {-500, 0, 500}), u(2)};  // one row for all channels
  const Vvtu all = inferred(activated, u(3), {4, 5, 3, 6, 2});
  CHECK(all.output() == u(2));
  CHECK(all.output_bits() == 4);
  CHECK(all.thresholds->values.shape == Shape{6, 3});
  CHECK(all.thresholds->values.row(5)[0] == -256);  // clamped, which changes no comparison
  CHECK(all.thresholds->values.row(5)[2] == 256);
}

TEST_CASE("vvtu: what it refuses", "[network][vvtu]") {
  const Shape windows{3, 2, 6, 2};
  const Tensor zeros({4, 6});
  refuses(vvtu_of(2, 1, zeros), u(3), {3, 2, 6}, "", "a stream of shape [3, 2, 6]",
          "windows in depthwise order (kind: swu, depthwise: true)");
  refuses(vvtu_of(4, 1, zeros), u(3), windows, "pe", "4", "2, the simd of the swu before");
  refuses(vvtu_of(2, 4, zeros), u(3), windows, "simd", "4", "a divisor of the kernel's 6 positions");
  refuses(vvtu_of(2, 0, zeros), u(3), windows, "simd", "0", "a divisor of the kernel's 6 positions");
  refuses(vvtu_of(2, 1, Tensor({6, 4})), u(3), windows, "weights", "a tensor of shape [6, 4]",
          "shape [4, 6]");
  Tensor wide = zeros;
  wide.values[7] = 4;
  refuses(vvtu_of(2, 1, wide), u(3), windows, "weights", "4 in row 1, column 1", "values of type int3");
  Tensor large = zeros;
  for (std::int64_t& value : large.values) value = -4;
  Vvtu narrow = vvtu_of(2, 1, large);
  narrow.accumulator = s(8);
  refuses(narrow, u(3), windows, "accumulator", "int8", "int9 or wider, for sums from -168 to 0");
  refuses(vvtu_of(2, 1, zeros), s(52), windows, "accumulator", "sums of 57 bits or more",
          "at most 56 bits: narrower operands, fewer columns, or an accumulator type that holds them");
  Vvtu activated = vvtu_of(2, 1, zeros);
  activated.thresholds = Thresholds{Tensor({3, 1}), u(1)};
  refuses(activated, u(3), windows, "thresholds", "3 channels", "4, as the layer has");
}

TEST_CASE("vvtu: its keys", "[scenario][vvtu]") {
  Draft draft;
  draft.layers("{type: int4, shape: [8, 7, 4], elements_per_beat: 4}",
               {"  - {kind: swu, name: swu, kernel: 3, stride: 2, simd: 2, depthwise: true, "
                "parallel_window: true}",
                "  - {kind: vvtu, pe: 2, simd: 9, weights: {type: int4, seed: 1}, thresholds: {seed: 2}, "
                "output: uint2}"});
  const auto vvtu = draft.last<Vvtu>();
  CHECK(vvtu.weights.shape == Shape{4, 9});
  CHECK(vvtu.thresholds->values.shape == Shape{4, 3});
  CHECK(draft.shape() == Shape{3, 3, 4});
  const std::string w = "weights: {type: int4, seed: 1}";

  draft.layer("{kind: vvtu, pe: 4, simd: 1, " + w + "}", "int4")
      .rejected(7, "layers", "[6, 5, 4]", "depthwise: true");
  draft
      .layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, simd: 2, depthwise: true}",
               "  - {kind: vvtu, pe: 4, simd: 1, " + w + "}"})
      .rejected(8, "pe", "4", "2, the simd of the swu before");
  draft
      .layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, simd: 2, depthwise: true}",
               "  - {kind: vvtu, pe: 2, simd: 1, weights: {type: int4, seed: 1, memory: {cycles_per_beat: "
               "2}}}"})
      .rejected(8, "memory", "without streamed: true", "both");
}

TEST_CASE("vvtu: streamed weights", "[scenario][vvtu]") {
  Draft draft;
  const auto conv = [&](const std::string& weights) {
    draft.layers("{type: int4, shape: [4, 5, 4], elements_per_beat: 4}",
                 {"  - {kind: conv, name: dw, depthwise: true, kernel: 3, pe: 2, simd: 3,",
                  "     weights: {type: int4, seed: 1" + weights + "}}"});
  };
  conv(", streamed: true");
  const Network network = draft.load().network;
  const auto& vvtu = std::get<Vvtu>(layer(network, "dw").params);
  const auto& memory = std::get<Memstream>(layer(network, "dw_weights").params);
  CHECK(names(network, layer(network, "dw").inputs).at(1) == "dw_weights_out");
  CHECK(memory.passes == vvtu.vectors);
  CHECK(memory.elements_per_beat == 6);
  // Channel by channel two and two, and three positions of each.
  const std::span<const std::int64_t> second = vvtu.weights.row(1);
  CHECK(std::equal(second.begin(), second.begin() + 3, memory.contents.values.begin() + 3));
  CHECK(stream(network, "dw_weights_out").beats_per_frame == vvtu.trip_count());

  conv(", streamed: true, memory: {elements_per_beat: 2, cycles_per_beat: 3}");
  const Network slow = draft.load().network;
  CHECK(stream(slow, "dw_weights_out").width_bits == 8);
  CHECK(std::get<Memstream>(layer(slow, "dw_weights").params).cycles_per_beat == 3);
  CHECK(slow.find_layer("dw_weights_dw_dwc") >= 0);
  conv(", streamed: true, memory: {elements_per_beat: 5}");
  draft.rejected(8, "elements_per_beat", "5", "36 elements");
  conv(", streamed: true, memory: {cycles_per_beat: 0}");
  draft.rejected(8, "cycles_per_beat", "0", "at least 1");
}

TEST_CASE("vvtu: an input and a weight beat wait for one another", "[vvtu][rtl]") {
  const Network& network = bench().network();
  for (const std::size_t late : {std::size_t{0}, std::size_t{1}}) {
    Traffic traffic = bench().back_to_back();
    for (const Layer& layer : network.layers) {
      const auto* vvtu = std::get_if<Vvtu>(&layer.params);
      if (vvtu != nullptr && vvtu->weights_streamed)
        traffic.stream(layer.inputs[late]).pop = Pattern::one_in(4);
    }
    const Trace rtl = bench().check(traffic, {.waves = true}).trace;
    int checked = 0;
    for (const Layer& layer : network.layers) {
      const auto* vvtu = std::get_if<Vvtu>(&layer.params);
      if (vvtu == nullptr || !vvtu->weights_streamed) continue;
      INFO("layer " << layer.name);
      CHECK(rtl.stream(layer.inputs[0]).pop == rtl.stream(layer.inputs[1]).pop);
      ++checked;
    }
    CHECK(checked > 0);
  }
}

TEST_CASE("vvtu: seeded thresholds behind it are those that it would have", "[scenario][vvtu]") {
  Draft draft;
  const auto thresholds = [&](const std::vector<std::string>& layers) {
    const Network network =
        draft.layers("{type: uint4, shape: [6, 6, 4], elements_per_beat: 4}", layers).load().network;
    const LayerParams& last = network.layers.back().params;
    if (const auto* threshold = std::get_if<Threshold>(&last)) return threshold->thresholds.values;
    return std::get<Vvtu>(last).thresholds->values;
  };
  const std::string own = "thresholds: {seed: 2}, output: uint3}";
  const std::string vvtu =
      "  - {kind: conv, kernel: 3, depthwise: true, pe: 2, simd: 1, weights: {type: int4, seed: 1}";
  const std::string threshold = "  - {kind: threshold, pe: 1, " + own;
  CHECK(thresholds({vvtu + "}", threshold}) == thresholds({vvtu + ", " + own}));
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

}  // namespace weir::tests::vvtu_test
