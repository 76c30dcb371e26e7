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

  // As Weir sees it: [height, width, channels] or [width, channels].
  [[nodiscard]] Shape shape() const;
};

// Of operators that do not say which dimension is the channels': whether it is the last one. Channels keep
// their extent, and stream innermost.
bool is_channels_last(const Layout& layout, const Shape& to);

// Of the value's shape; `last`: channels last. Refuses other ranks than 3 and 4.
FrontMap map_of(const FrontStep& step, const Layout& layout, bool last);
// Refuses a stream that does not send pixel by pixel, row by row. Returns the index of each channel as it
// streams.
std::vector<std::int64_t> channel_order(const FrontStep& step, const Layout& layout, const FrontMap& map);

// What windows slide, from an operator's attributes.
struct FrontWindows {
  std::vector<std::int64_t> kernel, stride, dilation;
  std::vector<std::int64_t> pads;  // [top, left, bottom, right] or [left, right]
  bool ceil = false;

  // How many windows there are.
  [[nodiscard]] std::vector<std::int64_t> count(const FrontMap& map) const;
  [[nodiscard]] bool padded() const;
};
// `kernel`: where the operator has no kernel_shape.
FrontWindows windows_of(const FrontStep& step, const FrontMap& map, const std::vector<std::int64_t>& kernel);

// The layout of a map of other size and channels, which streams as a map does.
Layout map_layout(const Layout& from, const FrontMap& map, const std::vector<std::int64_t>& size,
                  std::int64_t channels);

// One number for both directions where they are the same.
std::string both(const std::vector<std::int64_t>& values);

}  // namespace weir::importer
