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

// One entry of `layers`: its contents, and the layers that it has added to the network so far.
struct LayerEntry {
  Yaml yaml;
  std::string name;
  std::vector<std::string> from;  // the layers, streams or inputs that it names; empty: the last one added
  Sources* sources;
  NetworkBuilder* builder;
  std::vector<std::string> layers = {};  // by name; without width converters and memories

  [[nodiscard]] std::vector<std::string> producers() const {
    return layers.empty() ? from : std::vector<std::string>{layers.back()};
  }
  // The stream that the entry's next layer reads; if there are several, the first.
  [[nodiscard]] const Stream& source() const {
    const std::vector<std::string> names = producers();
    return builder->tail(names.empty() ? "" : names.front());
  }
  // The layer that writes it; null for a network input.
  [[nodiscard]] const Layer* producer() const {
    const std::vector<std::string> names = producers();
    return builder->producer(names.empty() ? "" : names.front());
  }
  // Adds the entry's next layer, named by the entry's name plus `suffix`.
  void add(LayerParams params, const std::string& suffix = "") {
    builder->add(name + suffix, std::move(params), producers());
    layers.push_back(name + suffix);
  }
};

// A kind that an entry may name, and the function that adds its layers.
struct EntryKind {
  std::string_view name;
  void (*parse)(LayerEntry& entry);
};

// For each layer kind: the entry kinds that its file parses.
#define WEIR_DECLARE(Kind) std::vector<EntryKind> entries(Of<Kind> kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

// Not a layer of its own: adds pad, swu, and mvtu or vvtu.
void parse_conv(LayerEntry& entry);

// Parts of several kinds' entries.

// Adds the mvtu or vvtu that the keys pe, simd, weights, thresholds, output and accumulator describe. `rows`:
// the rows of an mvtu.
void add_mvtu(LayerEntry& entry, std::int64_t rows, bool flatten);
void add_vvtu(LayerEntry& entry);

// A kernel, stride or similar over `map`: one number for all directions, or [height, width], each at least
// `least`. `least` is also the height in one dimension and the default if the key is absent.
Extent parse_extent(const std::optional<Yaml>& yaml, const FeatureMap& map, std::int64_t least = 1);
// Sets pad.before and pad.after: one number for all sides, or [left, right] in one dimension, else [top,
// left, bottom, right].
void parse_pads(const Yaml& yaml, const FeatureMap& map, Pad& pad);
// The value of padding elements; 0 if `yaml` is absent.
std::int64_t parse_pad_value(const std::optional<Yaml>& yaml);
// Throws if no pad value is stated and the element type does not contain 0. `key`: the key that would state
// it.
void check_pad_value(const Yaml& pads, const std::optional<Yaml>& value, const DataType& element,
                     const std::string& key);
// A line buffer's pixels; 0 if `yaml` is absent.
std::int64_t parse_buffer_pixels(const std::optional<Yaml>& yaml);
// Vectors at once; 1 if `yaml` is absent.
std::int64_t parse_mmv(const std::optional<Yaml>& yaml);

// The keys kernel, stride (default: the kernel), pads and ceil of a pooling entry. `ceil` rounds the number
// of windows up, as in PyTorch: a window that begins within the map is completed.
struct PoolWindows {
  Extent kernel;
  Extent stride;
  Pad pad;             // before and after, including what ceil adds
  Extent grown{0, 0};  // what ceil adds after the map
};
PoolWindows parse_pool_windows(const LayerEntry& entry);
// Adds the pad with that value if there is any padding, and the swu for a pool with that folding.
void add_pool_pad(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t value);
void add_pool_swu(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t simd);

// Runs `action`. If it throws for a key that is in the map `own`, the error names that place.
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
