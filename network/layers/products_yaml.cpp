// Keys of the layers that multiply: weights, thresholds, and the types of sums and outputs.
#include "network/layer_parsers.hpp"

namespace weir {

namespace {

// Over which a layer's columns run: the kernel of the windows that come in, all of a map, or one pixel.
Extent kernel_of(const LayerEntry& entry, bool flatten) {
  const Layer* const producer = entry.producer();
  const Shape& shape = entry.source().shape;
  const Swu* const swu = producer != nullptr ? std::get_if<Swu>(&producer->params) : nullptr;
  // Not where a reshape has come between.
  if (swu != nullptr && !flatten && swu->output_shape({}) == shape) return swu->kernel;
  return flatten && (shape.size() == 2 || shape.size() == 3) ? FeatureMap::of(shape).size : Extent{};
}

// The memory that the weights are streamed from.
template <class Layer>
void read_memory(const Yaml& memory, Layer& layer) {
  if (!layer.weights_streamed) memory.fail("it without streamed: true", "both or neither");
  if (const auto elements = memory.find("elements_per_beat")) layer.memory_elements = elements->integer(1);
  if (const auto cycles = memory.find("cycles_per_beat")) layer.memory_cycles = cycles->integer(1);
}

// Reads into an Mvtu or a Vvtu all but its folding.
template <class Layer>
void read_products(const LayerEntry& entry, const Sums& sums, Layer& layer) {
  if (const std::size_t streams = entry.producers().size(); streams > 1) {
    entry.yaml.at("from").fail(
        std::to_string(streams) + " streams",
        "one: a layer multiplies a stream by weights; a product of two streams is not modelled");
  }
  if (const auto type = entry.yaml.find("accumulator"))
    layer.accumulator = type->type();
  else
    layer.accumulator.bits = 0;  // the builder's word for: as wide as need be

  const Yaml weights = entry.yaml.at("weights");
  if (sums.rows > kMaxElements / sums.cols) {
    weights.fail(to_string({sums.rows, sums.cols}) + " weights", "at most 2^30");
  }
  if (const auto streamed = weights.find("streamed")) layer.weights_streamed = streamed->boolean();
  if (const auto memory = weights.find("memory")) read_memory(*memory, layer);
  layer.weight = weights.at("type").type();
  if (const std::int64_t bits = layer.weight.bits + sums.input.bits; bits > kMostBits) {
    weights.at("type").fail("products of " + std::to_string(bits) + " bits",
                            "at most " + std::to_string(kMostBits) + ", with the input's type");
  }
  const Yaml source = source_in(weights, entry.name + " weights", *entry.sources);
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
  const bool may_flatten = !flatten && entry.yaml.at("kind").text() == Mvtu::kKind;
  read_products(entry,
                {source.element, rows, mvtu.columns_of(source.shape), mvtu.pe, mvtu.simd,
                 kernel_of(entry, flatten), may_flatten ? elements_of(source.shape) : 0},
                mvtu);
  blame(entry.yaml.at("weights").find("memory"), [&] { entry.add(std::move(mvtu)); });
}

void add_vvtu(LayerEntry& entry) {
  const Stream& source = entry.source();
  Vvtu vvtu;
  vvtu.pe = entry.yaml.at("pe").integer(1);
  vvtu.simd = entry.yaml.at("simd").integer(1);
  const Windows windows = Windows::of(source.shape, vvtu.pe);
  read_products(
      entry,
      {source.element, windows.channels, windows.positions, vvtu.pe, vvtu.simd, kernel_of(entry, false)},
      vvtu);
  blame(entry.yaml.at("weights").find("memory"), [&] { entry.add(std::move(vvtu)); });
}

}  // namespace weir
