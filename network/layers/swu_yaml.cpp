#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_swu(LayerEntry& entry) {
  const FeatureMap map = FeatureMap::of(entry.source().shape);
  Swu swu;
  swu.kernel = parse_extent(entry.yaml.at("kernel"), map);
  swu.stride = parse_extent(entry.yaml.find("stride"), map);
  swu.dilation = parse_extent(entry.yaml.find("dilation"), map);
  swu.simd = entry.yaml.at("simd").integer(1);
  if (const auto depthwise = entry.yaml.find("depthwise")) swu.depthwise = depthwise->boolean();
  swu.mmv = parse_mmv(entry.yaml.find("mmv"));
  if (const auto parallel = entry.yaml.find("parallel_window")) swu.parallel_window = parallel->boolean();
  swu.buffer_pixels = parse_buffer_pixels(entry.yaml.find("buffer_pixels"));
  entry.add(std::move(swu));
}

}  // namespace

std::vector<EntryKind> entries(Of<Swu> /*kind*/) { return {{"conv", parse_conv}, {Swu::kKind, parse_swu}}; }

}  // namespace weir
