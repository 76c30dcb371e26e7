#include "import/front/feature_map.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::importer {

Shape FrontMap::shape() const {
  Shape shape = size;
  shape.push_back(channels);
  return shape;
}

bool is_channels_last(const Layout& layout, const Shape& to) {
  const Shape from = layout.shape();
  if (from.size() < 3) return false;
  const auto keeps = [&](std::size_t dim) {
    return to[dim] == from[dim] && layout.innermost(dim).has_value();
  };
  return !keeps(1) && keeps(from.size() - 1);
}

FrontMap map_of(const FrontStep& step, const Layout& layout, bool last) {
  const std::size_t rank = layout.dims.size();
  const Shape shape = layout.shape();
  step.demand((rank == 3 || rank == 4) && shape.front() == 1, "an input of shape " + to_string(shape),
              last ? "[1, height, width, channels] or [1, width, channels]"
                   : "[1, channels, height, width] or [1, channels, width]");
  FrontMap map;
  map.channel_dim = last ? rank - 1 : 1;
  for (std::size_t d = 1; d < rank; ++d) {
    if (d == map.channel_dim) continue;
    map.space.push_back(d);
    map.size.push_back(shape[d]);
  }
  map.channels = shape[map.channel_dim];
  return map;
}

std::vector<std::int64_t> channel_order(const FrontStep& step, const Layout& layout, const FrontMap& map) {
  const auto channels = layout.innermost(map.channel_dim);
  if (!channels || !layout.outermost(map.space))
    step.refuse("a tensor that streams as " + to_string(layout.stream()) + ", not pixel by pixel",
                "no Transpose or Reshape before it that hardware would have to reorder a frame for");
  return *channels;
}

std::vector<std::int64_t> FrontWindows::count(const FrontMap& map) const {
  std::vector<std::int64_t> counts;
  const std::size_t dims = map.size.size();
  for (std::size_t d = 0; d < dims; ++d) {
    const std::int64_t span = (kernel[d] - 1) * dilation[d] + 1;
    const std::int64_t rest = map.size[d] + pads[d] + pads[d + dims] - span;
    std::int64_t windows = rest < 0 ? 0 : rest / stride[d] + 1;
    if (ceil && rest >= 0 && rest % stride[d] != 0 && windows * stride[d] < map.size[d] + pads[d]) ++windows;
    counts.push_back(windows);
  }
  return counts;
}

bool FrontWindows::padded() const {
  return std::ranges::any_of(pads, [](std::int64_t pad) { return pad != 0; });
}

FrontWindows windows_of(const FrontStep& step, const FrontMap& map, const std::vector<std::int64_t>& kernel) {
  const std::size_t dims = map.space.size();
  FrontWindows windows;
  const auto list = [&](const char* name, std::size_t count, const std::vector<std::int64_t>& fallback,
                        std::int64_t least) {
    std::vector<std::int64_t> values = step.integers(name).value_or(fallback);
    // Some exports state one number where the map has one direction of extent 1.
    if (values.size() == 1 && count > 1) values.resize(count, values.front());
    step.demand(values.size() == count && std::ranges::min(values) >= least,
                fmt::format("{} = {}", name, flow_list(values)),
                fmt::format("{} numbers, each from {} on", count, least));
    return values;
  };
  windows.kernel = list("kernel_shape", dims, kernel, 1);
  windows.stride = list("strides", dims, std::vector<std::int64_t>(dims, 1), 1);
  windows.dilation = list("dilations", dims, std::vector<std::int64_t>(dims, 1), 1);
  windows.pads = list("pads", 2 * dims, std::vector<std::int64_t>(2 * dims, 0), 0);
  windows.ceil = step.integer("ceil_mode", 0) != 0;
  const std::string automatic = step.text("auto_pad", "NOTSET");
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    for (std::size_t d = 0; d < dims; ++d) {
      const std::int64_t outputs = (map.size[d] + windows.stride[d] - 1) / windows.stride[d];
      const std::int64_t span = (windows.kernel[d] - 1) * windows.dilation[d] + 1;
      const std::int64_t pad =
          std::max<std::int64_t>(0, (outputs - 1) * windows.stride[d] + span - map.size[d]);
      windows.pads[d] = automatic == "SAME_UPPER" ? pad / 2 : pad - pad / 2;
      windows.pads[d + dims] = pad - windows.pads[d];
    }
  } else if (automatic == "VALID") {
    std::ranges::fill(windows.pads, 0);
  } else {
    step.demand(automatic == "NOTSET", "auto_pad = " + automatic, "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
  }
  const auto counts = windows.count(map);
  step.demand(std::ranges::min(counts) >= 1,
              fmt::format("a kernel {} with dilation {} on a map of {}", flow_list(windows.kernel),
                          flow_list(windows.dilation), flow_list(map.size)),
              "a window within the padded map");
  return windows;
}

Layout map_layout(const Layout& from, const FrontMap& map, const std::vector<std::int64_t>& size,
                  std::int64_t channels) {
  Layout layout;
  layout.dims.resize(from.dims.size());
  const auto add = [&](std::size_t dim, std::int64_t extent) {
    if (extent != 1) layout.dims[dim].push_back(layout.add_factor(extent));
  };
  for (std::size_t d = 0; d < map.space.size(); ++d) add(map.space[d], size[d]);
  add(map.channel_dim, channels);
  return layout;
}

std::string both(const std::vector<std::int64_t>& values) {
  return std::ranges::all_of(values, [&](std::int64_t v) { return v == values.front(); })
             ? std::to_string(values.front())
             : flow_list(values);
}

}  // namespace weir::importer
