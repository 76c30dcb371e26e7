// Operators that slide over a feature map.
#pragma once

#include <cstdint>
#include <vector>

#include "import/front/front_step.hpp"

namespace weir::importer {

// [1, C, H, W], [1, H, W, C] or one of them without H, as ONNX sees it.
struct FrontMap {
  std::size_t channel_dim = 1;
  std::vector<std::size_t> space;  // dimensions that windows slide along
  std::int64_t channels = 1;
  std::vector<std::int64_t> size;  // of `space`

  // In Weir's order: [height, width, channels] or [width, channels].
  [[nodiscard]] Shape shape() const;
};

// For operators that do not state their channel dimension: whether it is the last one. The channels' extent
// does not change, and they stream innermost.
bool is_channels_last(const Layout& layout, const Shape& to);

// The map of the value's shape; `last`: channels last. Rejects ranks other than 3 and 4.
FrontMap map_of(const FrontStep& step, const Layout& layout, bool last);
// Rejects a stream that is not pixel by pixel, row by row. Returns the channels' indices in stream order.
std::vector<std::int64_t> channel_order(const FrontStep& step, const Layout& layout, const FrontMap& map);

// Sliding windows, from an operator's attributes.
struct FrontWindows {
  std::vector<std::int64_t> kernel, stride, dilation;
  std::vector<std::int64_t> pads;  // [top, left, bottom, right] or [left, right]
  bool ceil = false;

  // How many windows there are.
  [[nodiscard]] std::vector<std::int64_t> count(const FrontMap& map) const;
  [[nodiscard]] bool padded() const;
};
// `kernel`: the default for operators without kernel_shape.
FrontWindows windows_of(const FrontStep& step, const FrontMap& map, const std::vector<std::int64_t>& kernel);

// The layout of a map with another size and number of channels, in a map's stream order.
Layout map_layout(const Layout& from, const FrontMap& map, const std::vector<std::int64_t>& size,
                  std::int64_t channels);

// One number if both directions are the same, else a list.
std::string both(const std::vector<std::int64_t>& values);

}  // namespace weir::importer
