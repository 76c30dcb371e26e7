// How a scenario's entry becomes a layer's parameters: one function a kind, in
// network/layers/<kind>_yaml.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"
#include "network/parameters.hpp"
#include "network/yaml.hpp"

namespace weir {

// Bounds that keep every product of extents within 64 bits, far above any real layer.
inline constexpr std::int64_t kMaxExtent = std::int64_t{1} << 20;

// One entry of `layers`, and the stream it reads.
struct LayerEntry {
  Yaml yaml;
  std::string name;
  Stream source;
  Sources* sources;

  // Demands that the keys are `keys` or those that every kind has.
  void only(std::vector<std::string_view> keys) const {
    keys.insert(keys.begin(), {"kind", "name", "from", "engine"});
    yaml.only(keys);
  }
};

LayerParams parse_mvtu(const LayerEntry& entry);
LayerParams parse_threshold(const LayerEntry& entry);
LayerParams parse_dwc(const LayerEntry& entry);
LayerParams parse_label_select(const LayerEntry& entry);

struct LayerParser {
  std::string_view kind;
  LayerParams (*parse)(const LayerEntry& entry);
};

// The kinds that a scenario may name. A memstream is none: it comes with the mvtu that streams its weights.
inline constexpr LayerParser kLayerParsers[] = {
    {Mvtu::kKind, parse_mvtu},
    {Threshold::kKind, parse_threshold},
    {Dwc::kKind, parse_dwc},
    {LabelSelect::kKind, parse_label_select},
};

}  // namespace weir
