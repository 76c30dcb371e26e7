#include "network/layer_parsers.hpp"

namespace weir {

LayerParams parse_mvtu(const LayerEntry& entry) {
  entry.only({"rows", "pe", "simd", "weights", "thresholds", "output", "accumulator"});
  Mvtu mvtu;
  mvtu.rows = entry.yaml.at("rows").integer(1, kMaxExtent);
  mvtu.pe = entry.yaml.at("pe").integer(1);
  mvtu.simd = entry.yaml.at("simd").integer(1);
  if (const auto type = entry.yaml.find("accumulator"))
    mvtu.accumulator = type->type();
  else
    mvtu.accumulator.bits = 0;  // the builder's word for: as wide as need be

  const Yaml weights = entry.yaml.at("weights");
  weights.only({"type", "streamed", "from", "npy", "npz", "array", "values", "seed", "bnn_pynq"});
  mvtu.weight = weights.at("type").type();
  if (const std::int64_t bits = mvtu.weight.bits + entry.source.element.bits; bits > 32) {
    weights.at("type").fail("products of " + std::to_string(bits) + " bits",
                            "at most 32, with the input's type");
  }
  if (const auto streamed = weights.find("streamed")) mvtu.weights_streamed = streamed->boolean();
  const Sums sums{entry.source.element, mvtu.rows, entry.source.shape.back(), mvtu.pe, mvtu.simd};
  const Yaml source = entry.sources->choose(entry.name + " weights", weights.find("from").value_or(weights));
  mvtu.weights = weights.locate([&] { return read_weights(source, *entry.sources, sums, mvtu.weight); });

  const auto thresholds = entry.yaml.find("thresholds");
  const auto output = entry.yaml.find("output");
  if (output && !thresholds) output->fail("it without thresholds", "thresholds, or no output type");
  if (thresholds) {
    mvtu.thresholds = read_thresholds(entry.sources->choose(entry.name + " thresholds", *thresholds),
                                      *entry.sources, sums, mvtu.weights, entry.yaml.at("output").type());
  }
  return mvtu;
}

}  // namespace weir
