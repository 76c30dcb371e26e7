// How a scenario's entry becomes layers: one function a kind, in network/layers/<kind>_yaml.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/network.hpp"
#include "network/parameters.hpp"
#include "network/yaml.hpp"

namespace weir {

// The largest extent that a scenario may state; see also kMaxElements.
inline constexpr std::int64_t kMaxExtent = std::int64_t{1} << 20;

// One entry of `layers`: what it says, and the layers that it has added to the network so far.
struct LayerEntry {
  Yaml yaml;
  std::string name;
  std::vector<std::string>
      from;  // the layers, streams or inputs that it names; empty: whatever was added last
  Sources* sources;
  NetworkBuilder* builder;
  std::vector<std::string> layers = {};  // by name; width converters and memories are not among them

  // Demands that the keys are `keys` or those that every kind has.
  void only(std::vector<std::string_view> keys) const {
    keys.insert(keys.begin(), {"kind", "name", "from", "engine"});
    yaml.only(keys);
  }
  [[nodiscard]] std::vector<std::string> producers() const {
    return layers.empty() ? from : std::vector<std::string>{layers.back()};
  }
  // The stream that its next layer reads; of several, the first.
  [[nodiscard]] const Stream& source() const {
    const std::vector<std::string> names = producers();
    return builder->tail(names.empty() ? "" : names.front());
  }
  // Adds its next layer, of the entry's name and `suffix`.
  void add(LayerParams params, const std::string& suffix = "") {
    builder->add(name + suffix, std::move(params), producers());
    layers.push_back(name + suffix);
  }
};

void parse_mvtu(LayerEntry& entry);
void parse_vvtu(LayerEntry& entry);
void parse_conv(LayerEntry& entry);
void parse_swu(LayerEntry& entry);
void parse_pad(LayerEntry& entry);
void parse_maxpool(LayerEntry& entry);
void parse_pool(LayerEntry& entry);
void parse_threshold(LayerEntry& entry);
void parse_dwc(LayerEntry& entry);
void parse_label_select(LayerEntry& entry);

struct LayerParser {
  std::string_view kind;
  void (*parse)(LayerEntry& entry);
};

// The kinds that a scenario may name. A memstream is none: it comes with the mvtu that streams its weights. A
// conv is no layer of its own: it is pad, swu and mvtu or vvtu.
inline constexpr LayerParser kLayerParsers[] = {
    {Mvtu::kKind, parse_mvtu}, {Vvtu::kKind, parse_vvtu},
    {"conv", parse_conv},      {Swu::kKind, parse_swu},
    {Pad::kKind, parse_pad},   {Maxpool::kKind, parse_maxpool},
    {Pool::kKind, parse_pool}, {Threshold::kKind, parse_threshold},
    {Dwc::kKind, parse_dwc},   {LabelSelect::kKind, parse_label_select},
};

// Parts of several kinds' entries.

// Adds the mvtu or vvtu that the keys of products (kProductKeys) describe. An mvtu has so many rows.
inline constexpr std::string_view kProductKeys[] = {"pe",         "simd",   "weights",
                                                    "thresholds", "output", "accumulator"};
void add_mvtu(LayerEntry& entry, std::int64_t rows, bool flatten);
void add_vvtu(LayerEntry& entry);

// A kernel, stride or dilation over `map`: one number for each of its directions, or [height, width]. Absent:
// 1.
Extent parse_extent(const std::optional<Yaml>& yaml, const FeatureMap& map);
// Sets pad.before and pad.after: one number for all sides, or [left, right] in one dimension, else [top,
// left, bottom, right].
void parse_pads(const Yaml& yaml, const FeatureMap& map, Pad& pad);
// The value of every element that is added: 0 where `yaml` is absent.
std::int32_t parse_pad_value(const std::optional<Yaml>& yaml);
// A line buffer's pixels: 0 where `yaml` is absent.
std::int64_t parse_buffer_pixels(const std::optional<Yaml>& yaml);

}  // namespace weir
