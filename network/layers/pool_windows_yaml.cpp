// The windows that a pooling entry states itself: kernel, stride, pads and ceil.
#include "network/layer_parsers.hpp"

namespace weir {

namespace {

// Pixels that rounding the number of windows up adds behind the map in one direction: what the last one
// lacks. As with PyTorch's ceil_mode, one that would begin behind the map's last pixel does not exist.
std::int64_t lacking(std::int64_t before, std::int64_t size, std::int64_t after, std::int64_t kernel,
                     std::int64_t stride) {
  const std::int64_t rest = before + size + after - kernel;               // behind the first window
  const std::int64_t next = rest < 0 ? 0 : (rest / stride + 1) * stride;  // where the one to add would begin
  const std::int64_t lacks = next - rest;
  return rest % stride == 0 || lacks >= stride || next >= before + size ? 0 : lacks;
}

void check_side(const Yaml& yaml, std::int64_t pads, std::int64_t kernel) {
  if (pads < kernel) return;
  yaml.fail(std::to_string(pads),
            "less than the kernel's " + std::to_string(kernel) + ": a window of padding alone has no value");
}

}  // namespace

PoolWindows parse_pool_windows(const LayerEntry& entry) {
  const Yaml& yaml = entry.yaml;
  const FeatureMap map = FeatureMap::of(entry.source().shape);
  PoolWindows windows;
  windows.kernel = parse_extent(yaml.at("kernel"), map);
  const auto stride = yaml.find("stride");
  windows.stride = stride ? parse_extent(*stride, map) : windows.kernel;
  const Extent& kernel = windows.kernel;
  Pad& pad = windows.pad;
  if (const auto pads = yaml.find("pads")) {
    parse_pads(*pads, map, pad);
    for (const Extent& side : {pad.before, pad.after}) {
      check_side(*pads, side.height, kernel.height);
      check_side(*pads, side.width, kernel.width);
    }
  }
  if (const auto ceil = yaml.find("ceil"); ceil && ceil->boolean()) {
    const auto rows = [&] {
      return lacking(pad.before.height, map.size.height, pad.after.height, kernel.height,
                     windows.stride.height);
    };
    windows.grown = {
        map.one_dimensional ? 0 : rows(),
        lacking(pad.before.width, map.size.width, pad.after.width, kernel.width, windows.stride.width)};
    pad.after.height += windows.grown.height;
    pad.after.width += windows.grown.width;
  }
  return windows;
}

void add_pool_pad(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t value) {
  check_channel_folding("pe", pe, entry.source().shape.back());
  Pad pad = windows.pad;
  if (pad.before == Extent{0, 0} && pad.after == Extent{0, 0}) return;
  pad.simd = pe;
  pad.value = value;
  entry.add(std::move(pad), "_pad");
}

void add_pool_swu(LayerEntry& entry, const PoolWindows& windows, std::int64_t pe, std::int64_t simd) {
  Swu swu;
  swu.kernel = windows.kernel;
  swu.stride = windows.stride;
  swu.dilation = {1, 1};
  swu.simd = pe;
  swu.depthwise = true;
  swu.parallel_window = simd > 1 && simd == windows.kernel.area();
  entry.add(std::move(swu), "_swu");
}

}  // namespace weir
