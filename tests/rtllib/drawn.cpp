#include "tests/rtllib/drawn.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "network/error.hpp"
#include "network/random.hpp"

namespace weir::tests {

namespace {

constexpr int kMostTries = 2'000;

class Dice {
 public:
  explicit Dice(Random random) : random_(random) {}
  std::int64_t between(std::int64_t low, std::int64_t high) { return random_.between(low, high); }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }
  std::int64_t divisor(std::int64_t number) {
    std::vector<std::int64_t> all;
    for (std::int64_t d = 1; d <= number; ++d) {
      if (number % d == 0) all.push_back(d);
    }
    return all[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(all.size()) - 1))];
  }
  std::uint64_t seed() { return static_cast<std::uint64_t>(between(1, 999'999)); }
  Pattern pattern() {
    switch (between(0, 4)) {
      case 0:
        return Pattern::back_to_back();
      case 1:
        return Pattern::one_in(between(2, 12));
      case 2:
        return {1, 2, 0, 3, seed()};
      case 3:
        return {1, 12, 1, 12, seed()};
      default:
        return {1, 3, 0, 30, seed()};
    }
  }

 private:
  Random random_;
};

// A network's text, entry by entry. Each drawing function appends an entry that reads the last one.
struct NetworkText {
  std::string input;
  std::vector<std::string> layers;
};

std::string map_input(Dice& dice, std::int64_t most_side, std::int64_t bits, std::int64_t channels,
                      std::int64_t beat) {
  const bool flat = dice.one_in(4);
  const std::int64_t width = dice.between(2, flat ? 3 * most_side : most_side);
  return fmt::format("  - {{name: input, type: uint{}, shape: [{}{}, {}], elements_per_beat: {}}}\n", bits,
                     flat ? "" : fmt::format("{}, ", dice.between(2, most_side)), width, channels, beat);
}

NetworkText draw_dwc(Dice& dice) {
  const std::int64_t bits = dice.between(1, 8);
  const std::int64_t narrow = dice.between(1, 4);
  const std::int64_t ratio = dice.one_in(3) ? dice.between(2, 40) : dice.between(2, 8);
  const bool down = dice.one_in(2);
  const std::int64_t length = narrow * ratio * dice.between(1, 6);
  const auto in = down ? narrow * ratio : narrow;
  const auto out = down ? narrow : narrow * ratio;
  return {fmt::format("  - {{name: input, type: uint{}, shape: [{}], elements_per_beat: {}}}\n", bits, length,
                      in),
          {fmt::format("{{kind: dwc, out_bits: {}}}", out * bits)}};
}

NetworkText draw_pad(Dice& dice) {
  const std::int64_t simd = dice.between(1, 4);
  const std::int64_t channels = simd * dice.between(1, 4);
  const std::string input = map_input(dice, 6, dice.between(1, 8), channels, simd);
  const bool flat = input.find(", ", input.find('[')) == input.rfind(", ", input.find(']'));
  const auto some = [&] { return dice.between(0, 3); };
  const std::string pads = flat ? fmt::format("[{}, {}]", some(), some())
                                : fmt::format("[{}, {}, {}, {}]", some(), some(), some(), some());
  return {input, {fmt::format("{{kind: pad, pads: {}, simd: {}}}", pads, simd)}};
}

NetworkText draw_threshold(Dice& dice) {
  const std::int64_t pe = dice.between(1, 4);
  const std::int64_t channels = pe * dice.between(1, 6);
  return {map_input(dice, 5, dice.between(2, 8), channels, pe),
          {fmt::format("{{kind: threshold, pe: {}, thresholds: {{seed: {}}}, output: uint{}}}", pe,
                       dice.seed(), dice.between(1, 8))}};
}

std::string swu_keys(Dice& dice, bool depthwise, bool parallel, std::int64_t simd) {
  const auto pair = [&](std::int64_t most) {
    return fmt::format("[{}, {}]", dice.between(1, most), dice.between(1, most));
  };
  const bool flat = dice.one_in(4);
  const auto extent = [&](std::int64_t most) {
    return flat ? fmt::format("{}", dice.between(1, most)) : pair(most);
  };
  return fmt::format("kernel: {}, stride: {}, dilation: {}, simd: {}{}{}", extent(4), extent(3),
                     dice.one_in(3) ? extent(3) : "1", simd, depthwise ? ", depthwise: true" : "",
                     parallel ? ", parallel_window: true" : "");
}

NetworkText draw_swu(Dice& dice, bool parallel) {
  const bool depthwise = dice.one_in(2);
  const std::int64_t simd = dice.between(1, 3);
  const std::int64_t folds = parallel && !depthwise ? 1 : dice.between(1, 4);
  return {map_input(dice, 9, dice.between(1, 4), simd * folds, simd),
          {"{kind: swu, " + swu_keys(dice, depthwise, parallel, simd) + "}"}};
}

std::string weights(Dice& dice) {
  return fmt::format("weights: {{type: int{}, seed: {}{}}}", dice.between(2, 4), dice.seed(),
                     ", streamed: true");
}

NetworkText draw_mvtu(Dice& dice) {
  const std::int64_t simd = dice.between(1, 8);
  const std::int64_t pe = dice.between(1, 4);
  const std::int64_t columns = simd * dice.between(1, 9);
  const std::int64_t rows = pe * (dice.one_in(3) ? 1 : dice.between(2, 6));
  return {fmt::format("  - {{name: input, type: uint{}, shape: [{}, {}], elements_per_beat: {}}}\n",
                      dice.between(2, 4), dice.between(1, 5), columns, simd),
          {fmt::format("{{kind: mvtu, rows: {}, pe: {}, simd: {}, {}}}", rows, pe, simd, weights(dice))}};
}

NetworkText draw_vvtu(Dice& dice) {
  const std::int64_t pe = dice.between(1, 3);
  NetworkText draft{map_input(dice, 6, dice.between(2, 4), pe * dice.between(1, 4), pe), {}};
  const bool parallel = dice.one_in(2);
  const std::int64_t kernel = dice.between(2, 3);
  const bool flat =
      draft.input.find(", ", draft.input.find('[')) == draft.input.rfind(", ", draft.input.find(']'));
  draft.layers.push_back(fmt::format("{{kind: swu, kernel: {}, simd: {}, depthwise: true{}}}", kernel, pe,
                                     parallel ? ", parallel_window: true" : ""));
  draft.layers.push_back(fmt::format("{{kind: vvtu, pe: {}, simd: {}, {}}}", pe,
                                     parallel ? (flat ? kernel : kernel * kernel) : 1, weights(dice)));
  return draft;
}

// Several blocks in a chain, with converters between different widths.
NetworkText draw_chain(Dice& dice) {
  const std::int64_t channels = dice.between(1, 3) * dice.between(1, 3);
  NetworkText draft{map_input(dice, 8, 4, channels, dice.divisor(channels)), {}};
  const std::int64_t length = dice.between(2, 5);
  for (std::int64_t i = 0; i < length; ++i) {
    const std::int64_t simd = dice.divisor(channels);
    switch (dice.between(0, 4)) {
      case 0:
        draft.layers.push_back(fmt::format("{{kind: pad, pads: {}, simd: {}}}", dice.between(0, 2), simd));
        break;
      case 1:
        draft.layers.push_back(fmt::format(
            "{{kind: threshold, pe: {}, thresholds: {{seed: {}}}, output: uint4}}", simd, dice.seed()));
        break;
      case 2:
        draft.layers.push_back("{kind: swu, " + swu_keys(dice, false, false, simd) + "}");
        draft.layers.push_back(fmt::format("{{kind: mvtu, rows: {}, pe: {}, simd: {}, {}}}", channels,
                                           dice.divisor(channels), simd, weights(dice)));
        draft.layers.push_back(
            fmt::format("{{kind: threshold, pe: {}, thresholds: {{seed: {}}}, output: uint4}}",
                        dice.divisor(channels), dice.seed()));
        break;
      case 3:
        draft.layers.push_back(fmt::format("{{kind: fifo, depth: {}}}", dice.between(2, 40)));
        break;
      default:
        draft.layers.push_back("{kind: swu, " + swu_keys(dice, true, dice.one_in(2), simd) + "}");
        draft.layers.push_back(fmt::format(
            "{{kind: threshold, pe: {}, thresholds: {{seed: {}}}, output: uint4}}", simd, dice.seed()));
        return draft;
    }
  }
  return draft;
}

const std::map<std::string, NetworkText (*)(Dice&)> kDrawing{
    {"dwc", draw_dwc},
    {"pad", draw_pad},
    {"threshold", draw_threshold},
    {"swu", [](Dice& dice) { return draw_swu(dice, false); }},
    {"swu_parallel", [](Dice& dice) { return draw_swu(dice, true); }},
    {"mvtu", draw_mvtu},
    {"vvtu", draw_vvtu},
    {"chain", draw_chain},
};

RtllibCore core_of(std::int64_t simd, bool products_of_maps, Dice& dice) {
  if (!products_of_maps && dice.one_in(3)) return {"mvu_4sx4u_dsp48e2"};
  if (!products_of_maps && dice.one_in(2)) return {"mvu_8sx8u_dsp48"};
  return {"mvu_vvu_8sx9_dsp58", dice.between(0, (simd + 2) / 3)};
}

// Returns nothing if the parts drawn do not fit together.
std::optional<DrawnRtllib> draw(const std::string& block, Dice& dice) {
  const NetworkText draft = kDrawing.at(block)(dice);
  std::string text = "scenario: drawn\nintent: Of finn-rtllib.\nseed: 1\nengines: [native]\nframes: " +
                     std::to_string(dice.between(1, 3)) + "\ninputs:\n" + draft.input + "layers:\n";
  for (const std::string& layer : draft.layers) text += "  - " + layer + "\n";
  try {
    DrawnRtllib drawn{parse_scenario(text, "drawn.yaml"), {}};
    Network& network = drawn.scenario.network;
    for (Stream& stream : network.streams) stream.wire = stream.depth == 2 || !dice.one_in(2);
    for (Layer& layer : network.layers) {
      layer.rtllib = Rtllib{};
      check_hardware(network, layer);
      if (std::holds_alternative<Threshold>(layer.params)) layer.rtllib->deep_pipeline = dice.one_in(2);
      const auto* mvtu = std::get_if<Mvtu>(&layer.params);
      const auto* vvtu = std::get_if<Vvtu>(&layer.params);
      if (mvtu == nullptr && vvtu == nullptr) continue;
      // A vector that is a single beat counts as read before its weight is there (docs/timing.md).
      if (mvtu != nullptr && mvtu->synapse_folds() == 1 && mvtu->neuron_folds() == 1) return std::nullopt;
      if (vvtu != nullptr && vvtu->kernel_folds() == 1) return std::nullopt;
      const std::int64_t simd = layer.simd();
      RtllibCore core = core_of(simd, vvtu != nullptr, dice);
      if (core.name == "mvu_vvu_8sx9_dsp58") layer.rtllib->core = Rtllib::Core::kDsp58;
      layer.rtllib->segment = core.segment;
      drawn.cores[layer.name] = std::move(core);
    }
    for (Stream& stream : network.streams) {
      if (stream.from != kBorder && std::holds_alternative<Memstream>(network.layer(stream.from).params))
        stream.wire = true;
    }
    drawn.scenario.traffic = Traffic::back_to_back(network);
    drawn.scenario.traffic.stream(network.inputs[0]).push = dice.pattern();
    drawn.scenario.traffic.stream(network.outputs[0]).pop = dice.pattern();
    std::int64_t beats = 0;
    for (const Stream& stream : network.streams) beats += stream.beats_per_frame;
    if (beats * drawn.scenario.frames > 12'000) return std::nullopt;
    return drawn;
  } catch (const BadInput&) {
    return std::nullopt;
  }
}

}  // namespace

bool draws_rtllib(const std::string& block) { return kDrawing.contains(block); }

DrawnRtllib draw_rtllib(const std::string& block, std::uint64_t seed, std::uint64_t number) {
  Random seeds(seed, number);
  for (int tries = 0; tries < kMostTries; ++tries) {
    Dice dice(Random(seeds.next()));
    if (std::optional<DrawnRtllib> drawn = draw(block, dice)) return *std::move(drawn);
  }
  throw std::runtime_error("no case of " + block + " goes together");
}

}  // namespace weir::tests
