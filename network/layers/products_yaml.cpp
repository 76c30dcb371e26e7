// Keys of the layers that multiply: weights, thresholds, and the types of sums and outputs.
#include "network/layer_parsers.hpp"

namespace weir {

namespace {

// The memory that the weights are streamed from.
void read_memory(const Yaml& memory, Mvtu& mvtu) {
  if (!mvtu.weights_streamed) memory.fail("it without streamed: true", "both or neither");
  memory.only({"elements_per_beat", "cycles_per_beat"});
  if (const auto elements = memory.find("elements_per_beat")) mvtu.memory_elements = elements->integer(1);
  if (const auto cycles = memory.find("cycles_per_beat")) mvtu.memory_cycles = cycles->integer(1);
}

// Reads into an Mvtu or a Vvtu all but its folding.
template <class Layer>
void read_products(const LayerEntry& entry, const Sums& sums, Layer& layer) {
  if (const auto type = entry.yaml.find("accumulator"))
    layer.accumulator = type->type();
  else
    layer.accumulator.bits = 0;  // the builder's word for: as wide as need be

  const Yaml weights = entry.yaml.at("weights");
  if (sums.rows > kMaxElements / sums.cols) {
    weights.fail(to_string({sums.rows, sums.cols}) + " weights", "at most 2^30");
  }
  std::vector<std::string_view> keys{"type",   "from", "npy",     "npz",     "array",
                                     "values", "seed", "pattern", "bnn_pynq"};
  if constexpr (requires { layer.weights_streamed; }) {
    keys.insert(keys.end(), {"streamed", "memory"});
    if (const auto streamed = weights.find("streamed")) layer.weights_streamed = streamed->boolean();
    if (const auto memory = weights.find("memory")) read_memory(*memory, layer);
  }
  weights.only(keys);
  layer.weight = weights.at("type").type();
  if (const std::int64_t bits = layer.weight.bits + sums.input.bits; bits > 32) {
    weights.at("type").fail("products of " + std::to_string(bits) + " bits",
                            "at most 32, with the input's type");
  }
  const Yaml source = entry.sources->choose(entry.name + " weights", weights.find("from").value_or(weights));
  layer.weights = weights.locate([&] { return read_weights(source, *entry.sources, sums, layer.weight); });

  const auto thresholds = entry.yaml.find("thresholds");
  const auto output = entry.yaml.find("output");
  if (output && !thresholds) output->fail("it without thresholds", "thresholds, or no output type");
  if (thresholds) {
    layer.thresholds = read_thresholds(entry.sources->choose(entry.name + " thresholds", *thresholds),
                                       *entry.sources, sums, layer.weights, entry.yaml.at("output").type());
  }
}

}  // namespace

void add_mvtu(LayerEntry& entry, std::int64_t rows, bool flatten) {
  const Stream& source = entry.source();
  Mvtu mvtu;
  mvtu.rows = rows;
  mvtu.flatten = flatten;
  mvtu.pe = entry.yaml.at("pe").integer(1);
  mvtu.simd = entry.yaml.at("simd").integer(1);
  mvtu.mmv = parse_mmv(entry.yaml.find("mmv"));
  read_products(entry, {source.element, rows, mvtu.columns_of(source.shape), mvtu.pe, mvtu.simd}, mvtu);
  blame(entry.yaml.at("weights").find("memory"), [&] { entry.add(std::move(mvtu)); });
}

void add_vvtu(LayerEntry& entry) {
  const Stream& source = entry.source();
  Vvtu vvtu;
  vvtu.pe = entry.yaml.at("pe").integer(1);
  vvtu.simd = entry.yaml.at("simd").integer(1);
  const Windows windows = Windows::of(source.shape, vvtu.pe);
  read_products(entry, {source.element, windows.channels, windows.positions, vvtu.pe, vvtu.simd}, vvtu);
  entry.add(std::move(vvtu));
}

}  // namespace weir
