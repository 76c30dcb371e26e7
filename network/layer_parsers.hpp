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
    keys.insert(keys.begin(), {"kind", "name", "from", "engine", "hardware"});
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
  // The layer that writes it; null for a network input.
  [[nodiscard]] const Layer* producer() const {
    const std::vector<std::string> names = producers();
    return builder->producer(names.empty() ? "" : names.front());
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
void parse_fork(LayerEntry& entry);
void parse_add(LayerEntry& entry);
void parse_eltwise(LayerEntry& entry);
void parse_concat(LayerEntry& entry);
void parse_split(LayerEntry& entry);
void parse_channelwise(LayerEntry& entry);
void parse_upsample(LayerEntry& entry);
void parse_downsample(LayerEntry& entry);
void parse_lookup(LayerEntry& entry);
void parse_normalize(LayerEntry& entry);
void parse_tmr_check(LayerEntry& entry);
void parse_mem_in(LayerEntry& entry);
void parse_mem_out(LayerEntry& entry);

struct LayerParser {
  std::string_view kind;
  void (*parse)(LayerEntry& entry);
};

// The kinds that a scenario may name. A memstream is none: it comes with the mvtu that streams its weights. A
// conv is no layer of its own: it is pad, swu and mvtu or vvtu; an add is an eltwise.
inline constexpr LayerParser kLayerParsers[] = {
    {Mvtu::kKind, parse_mvtu},
    {Vvtu::kKind, parse_vvtu},
    {"conv", parse_conv},
    {Swu::kKind, parse_swu},
    {Pad::kKind, parse_pad},
    {Maxpool::kKind, parse_maxpool},
    {Pool::kKind, parse_pool},
    {Threshold::kKind, parse_threshold},
    {Channelwise::kKind, parse_channelwise},
    {Dwc::kKind, parse_dwc},
    {Fork::kKind, parse_fork},
    {"add", parse_add},
    {Eltwise::kKind, parse_eltwise},
    {Concat::kKind, parse_concat},
    {Split::kKind, parse_split},
    {Upsample::kKind, parse_upsample},
    {Downsample::kKind, parse_downsample},
    {Lookup::kKind, parse_lookup},
    {Normalize::kKind, parse_normalize},
    {LabelSelect::kKind, parse_label_select},
    {TmrCheck::kKind, parse_tmr_check},
    {"mem_in", parse_mem_in},
    {"mem_out", parse_mem_out},
};

// Parts of several kinds' entries.

// Adds the mvtu or vvtu that the keys of products (kProductKeys) describe. An mvtu has so many rows.
inline constexpr std::string_view kProductKeys[] = {"pe",         "simd",   "weights",
                                                    "thresholds", "output", "accumulator"};
void add_mvtu(LayerEntry& entry, std::int64_t rows, bool flatten);
void add_vvtu(LayerEntry& entry);

// A kernel, stride or the like over `map`: one number for each of its directions, or [height, width], from
// `least` on, which is also the height in one dimension and what an absent one stands for.
Extent parse_extent(const std::optional<Yaml>& yaml, const FeatureMap& map, std::int64_t least = 1);
// Sets pad.before and pad.after: one number for all sides, or [left, right] in one dimension, else [top,
// left, bottom, right].
void parse_pads(const Yaml& yaml, const FeatureMap& map, Pad& pad);
// The value of every element that is added: 0 where `yaml` is absent.
std::int32_t parse_pad_value(const std::optional<Yaml>& yaml);
// A line buffer's pixels: 0 where `yaml` is absent.
std::int64_t parse_buffer_pixels(const std::optional<Yaml>& yaml);
// Vectors at once: 1 where `yaml` is absent.
std::int64_t parse_mmv(const std::optional<Yaml>& yaml);

// Runs `action`; where it finds fault with a key that stands in the map `own`, that is the place to name.
template <class Action>
void blame(const std::optional<Yaml>& own, const Action& action) {
  try {
    action();
  } catch (const BadInput& error) {
    if (!own || error.key().empty() || !own->find(error.key())) throw;
    own->locate([&] { throw error; });
  }
}

}  // namespace weir
