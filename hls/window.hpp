// Windows that slide over a feature map. The templates that build windows share this.
#pragma once

namespace weir {
namespace hls {

template <int Height, int Width>
struct Extent {
  static constexpr int kHeight = Height;
  static constexpr int kWidth = Width;
  static constexpr int kArea = Height * Width;
};

// The order of a window's beats: all channel folds of a position first, or all positions of a channel fold
// first.
enum class WindowOrder { kStandard, kDepthwise };

// All parameters are Extents. A window's position (i, j) is i * dilation rows below and j * dilation columns
// right of its first one. A group is Mmv adjacent windows in a row.
template <class Map, class Kernel, class Stride, class Dilation, int Mmv = 1>
struct Sliding {
  static_assert(Kernel::kHeight >= 1 && Kernel::kWidth >= 1, "a kernel has at least one position");
  static_assert(Stride::kHeight >= 1 && Stride::kWidth >= 1, "a stride is at least 1");
  static_assert(Dilation::kHeight >= 1 && Dilation::kWidth >= 1, "a dilation is at least 1");

  // From a window's first position to its last.
  static constexpr int kReachDown = (Kernel::kHeight - 1) * Dilation::kHeight;
  static constexpr int kReachRight = (Kernel::kWidth - 1) * Dilation::kWidth;
  static_assert(kReachDown < Map::kHeight && kReachRight < Map::kWidth, "the window fits into the map");

  // Windows in each direction.
  static constexpr int kRows = (Map::kHeight - kReachDown - 1) / Stride::kHeight + 1;
  static constexpr int kColumns = (Map::kWidth - kReachRight - 1) / Stride::kWidth + 1;

  static_assert(Mmv >= 1 && kColumns % Mmv == 0, "a row of windows is a whole number of groups");
  static constexpr int kGroups = kColumns / Mmv;  // groups in a row

  // Pixels from a group's first pixel to that of the next group: in its row, in the next row, in the next
  // map.
  static constexpr int kStepInRow = Mmv * Stride::kWidth;
  static constexpr int kStepToRow = Stride::kHeight * Map::kWidth - (kGroups - 1) * kStepInRow;
  static constexpr int kStepToMap =
      Map::kArea - (kRows - 1) * Stride::kHeight * Map::kWidth - (kGroups - 1) * kStepInRow;
};

}  // namespace hls
}  // namespace weir
