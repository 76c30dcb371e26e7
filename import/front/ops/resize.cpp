// Resize, Upsample: nearest neighbours.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "import/front/feature_map.hpp"
#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

// ONNX's index of the neighbour, of element i of `to`, of `from`.
std::int64_t neighbour(const std::string& coordinates, const std::string& nearest, double scale,
                       std::int64_t i, std::int64_t from, std::int64_t to) {
  const auto x = static_cast<double>(i);
  double at = x / scale;
  if (coordinates == "half_pixel" || (coordinates == "pytorch_half_pixel" && to > 1))
    at = (x + 0.5) / scale - 0.5;
  if (coordinates == "pytorch_half_pixel" && to <= 1) at = 0;
  if (coordinates == "align_corners")
    at = to > 1 ? x * static_cast<double>(from - 1) / static_cast<double>(to - 1) : 0;
  double index = std::floor(at);
  if (nearest == "ceil") index = std::ceil(at);
  if (nearest == "round_prefer_floor") index = std::ceil(at - 0.5);
  if (nearest == "round_prefer_ceil") index = std::floor(at + 0.5);
  return std::clamp(static_cast<std::int64_t>(index), std::int64_t{0}, from - 1);
}

}  // namespace

void front_resize(FrontStep& step) {
  Value value = step.data();
  const bool old = step.node().op == "Upsample";
  const std::string mode = step.text("mode", "nearest");
  step.demand(mode == "nearest", "mode = " + mode,
              "nearest: in PyTorch nn.Upsample(mode='nearest'), or a DepthToSpace at the network's end");
  const Shape from = value.layout.shape();
  const std::size_t rank = from.size();
  // Factors, from an attribute or an input; or the sizes themselves.
  std::vector<double> scales;
  const std::size_t place = old || step.node().inputs.size() == 2 ? 1 : 2;
  if (const auto* list = step.node().find<std::vector<double>>("scales")) {
    scales = *list;
  } else if (const Constant* constant = step.find_constant(place);
             constant != nullptr && constant->size() > 0) {
    scales.assign(constant->values.begin(), constant->values.end());
  } else {
    step.demand(step.find_constant(3) != nullptr, "factors that are no constants",
                "constant ones: nn.Upsample(scale_factor=2)");
    const Constant& sizes = *step.find_constant(3);
    step.demand(static_cast<std::size_t>(sizes.size()) == rank, fmt::format("{} sizes", sizes.size()),
                fmt::format("{}", rank));
    for (std::size_t d = 0; d < rank; ++d)
      scales.push_back(static_cast<double>(sizes.values[d]) / static_cast<double>(from[d]));
  }
  step.demand(scales.size() == rank, fmt::format("{} factors", scales.size()),
              fmt::format("{}, of all dimensions", rank));
  Shape to;
  for (std::size_t d = 0; d < rank; ++d) {
    const double extent = std::floor(static_cast<double>(from[d]) * scales[d] + 1e-9);
    step.demand(extent >= 1 && extent <= 1e6, fmt::format("a factor of {}", scales[d]),
                "a size of 1 to 10^6");
    to.push_back(static_cast<std::int64_t>(extent));
  }
  step.demand(fits(to), "an output of shape " + to_string(to), "at most 2^30 elements");
  if (value.place == Value::Place::kHost) {
    value.layout = Layout(to);
    step.append(value, {});
    return step.give(std::move(value));
  }
  const bool last = step.channels_last() || is_channels_last(value.layout, to);
  const FrontMap map = map_of(step, value.layout, last);
  step.demand(to[map.channel_dim] == map.channels, "a resize of the channels", "of height and width alone");
  (void)channel_order(step, value.layout, map);
  const std::string coordinates =
      step.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
  const std::string nearest = step.text("nearest_mode", old ? "floor" : "round_prefer_floor");
  Move move;
  move.kind = Move::Kind::kUpsample;
  for (const std::size_t dim : map.space) {
    step.demand(to[dim] >= from[dim], fmt::format("{} pixels of {}", to[dim], from[dim]), "as many and more");
    for (std::int64_t i = 0; i < to[dim]; ++i) {
      step.demand(
          neighbour(coordinates, nearest, scales[dim], i, from[dim], to[dim]) == i * from[dim] / to[dim],
          fmt::format("{} with {}, by which pixel {} of {} is not that of {} before", coordinates, nearest, i,
                      to[dim], i * from[dim] / to[dim]),
          "asymmetric with floor: in PyTorch nn.Upsample(mode='nearest') by a whole factor");
    }
    move.out.push_back(to[dim]);
  }
  move.node = step.index();
  move.map = map.shape();
  const Layout layout = map_layout(value.layout, map, move.out, map.channels);
  move.out.push_back(map.channels);
  step.add_move(value, std::move(move), layout);
  step.give(std::move(value));
}

}  // namespace weir::importer
