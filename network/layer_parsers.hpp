// How a scenario's entry becomes layers: in network/layers/<kind>_yaml.cpp.
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

// A kind that an entry may name, and what makes layers of it.
struct EntryKind {
  std::string_view name;
  void (*parse)(LayerEntry& entry);
};

// Of each layer kind those entries that are told by its file.
#define WEIR_DECLARE(Kind) std::vector<EntryKind> entries(Of<Kind> kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

// No layer of its own: pad, swu and mvtu or vvtu.
void parse_conv(LayerEntry& entry);

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
std::int64_t parse_pad_value(const std::optional<Yaml>& yaml);
// Throws where it is not stated, and 0 is no value of the elements. `key`: how it would be stated.
void check_pad_value(const Yaml& pads, const std::optional<Yaml>& value, const DataType& element,
                     const std::string& key);
// A line buffer's pixels: 0 where `yaml` is absent.
std::int64_t parse_buffer_pixels(const std::optional<Yaml>& yaml);
// Vectors at once: 1 where `yaml` is absent.
std::int64_t parse_mmv(const std::optional<Yaml>& yaml);

// What the keys kernel, stride (default: the kernel), pads and ceil of a pooling entry say. With `ceil` the
// number of windows is rounded up, as by PyTorch: a window that begins within the map is made whole.
struct PoolWindows {
  Extent kernel;
  Extent stride;
  Pad pad;             // before and after, with what ceil adds
  Extent grown{0, 0};  // that, behind the map
};
PoolWindows parse_pool_windows(const LayerEntry& entry);
// Adds the pad, of that value, if there is any padding; and the swu, for a pool of that folding.
void add_pool_pad(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t value);
void add_pool_swu(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t simd);

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
