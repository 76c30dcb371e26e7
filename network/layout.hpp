// Converts the element orders of users' arrays to that of streams: channels last.
#pragma once

#include <optional>

#include "network/layers/feature_map.hpp"
#include "network/tensor.hpp"
#include "network/yaml.hpp"

namespace weir {

// The array's second extent, of two or more, becomes its last: [n, channels, height, width] -> [n, height,
// width, channels].
Tensor channels_last(const Tensor& array);

// Frames [n, ..] in the order of a stream's frames, [n, shape..]. `layout`: chw, as channels_last, or hwc;
// absent: hwc. The extents after the first must be `shape` in that layout; extents of 1 may be missing or
// added. If one extent holds a whole frame, it is in stream order. A stream with one extent takes a frame's
// elements in the array's order. With `padded`, a frame of one extent may have fewer elements than `shape`.
// Throws BadInput.
Tensor frames_in_order(Tensor frames, const Shape& shape, const std::optional<Yaml>& layout, bool padded);

// Weights [rows, columns] whose columns are (kernel row, kernel column, channel) of a kernel. `layout`: oihw
// or ohwi, [rows, channels, height, width] or [rows, height, width, channels], without the height in one
// dimension, or with all columns in one extent. Throws BadInput.
Tensor weights_in_order(Tensor weights, std::int64_t rows, std::int64_t columns, const Extent& kernel,
                        const Yaml& layout);

}  // namespace weir
