// Keys of the layers that work on feature maps.
#include "network/layer_parsers.hpp"

namespace weir {

Extent parse_extent(const std::optional<Yaml>& yaml, const FeatureMap& map, std::int64_t least) {
  if (!yaml) return {least, least};
  if (!yaml->is_list()) {
    const std::int64_t each = yaml->integer(least, kMaxExtent);
    return {map.one_dimensional ? least : each, each};
  }
  const std::vector<Yaml> directions = yaml->items();
  if (directions.size() != 2)
    yaml->fail(std::to_string(directions.size()) + " numbers", "one number or [height, width]");
  return {directions[0].integer(least, kMaxExtent), directions[1].integer(least, kMaxExtent)};
}

void parse_pads(const Yaml& yaml, const FeatureMap& map, Pad& pad) {
  std::vector<std::int64_t> pads;
  if (yaml.is_list()) {
    for (const Yaml& side : yaml.items()) pads.push_back(side.integer(0, kMaxExtent));
    const std::size_t sides = map.one_dimensional ? 2 : 4;
    if (pads.size() != sides) {
      yaml.fail(std::to_string(pads.size()) + " numbers", map.one_dimensional
                                                              ? "one number or [left, right]"
                                                              : "one number or [top, left, bottom, right]");
    }
  } else {
    pads.assign(map.one_dimensional ? 2 : 4, yaml.integer(0, kMaxExtent));
  }
  if (map.one_dimensional) pads = {0, pads[0], 0, pads[1]};
  pad.before = {pads[0], pads[1]};
  pad.after = {pads[2], pads[3]};
}

std::int64_t parse_pad_value(const std::optional<Yaml>& yaml) { return yaml ? yaml->integer() : 0; }

void check_pad_value(const Yaml& pads, const std::optional<Yaml>& value, const DataType& element,
                     const std::string& key) {
  if (value || element.holds(0)) return;
  std::string stated = key;
  stated.replace(stated.find("{}"), 2, std::to_string(element.min()));
  pads.fail("padding with 0, which is no value of type " + element.name(),
            "a value that is one beside it, such as " + stated);
}

std::int64_t parse_buffer_pixels(const std::optional<Yaml>& yaml) {
  return yaml ? yaml->integer(1, kMaxElements) : 0;
}

std::int64_t parse_mmv(const std::optional<Yaml>& yaml) { return yaml ? yaml->integer(1, 64) : 1; }

}  // namespace weir
