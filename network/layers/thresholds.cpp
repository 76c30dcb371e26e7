#include "network/layers/thresholds.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

void check_and_clamp(Thresholds& thresholds, const DataType& compared, std::int64_t channels) {
  if (thresholds.values.shape.size() != 2 || thresholds.steps() < 1) {
    throw BadInput("thresholds", "a tensor of shape " + to_string(thresholds.values.shape),
                   "shape [channels, steps]");
  }
  if (thresholds.channels() == 1 && channels > 1) {  // one row serves all channels
    const std::int64_t steps = thresholds.steps();
    Tensor all({channels, steps});
    for (std::int64_t i = 0; i < all.size(); ++i) {
      all.values[static_cast<std::size_t>(i)] = thresholds.values.values[static_cast<std::size_t>(i % steps)];
    }
    thresholds.values = std::move(all);
  }
  if (thresholds.channels() != channels) {
    throw BadInput("thresholds", std::to_string(thresholds.channels()) + " channels",
                   std::to_string(channels) + ", as the layer has");
  }
  const DataType& output = thresholds.output;
  const std::int64_t levels = output.kind == DataType::Kind::kBipolar ? 2 : output.max() - output.min() + 1;
  if (thresholds.steps() >= levels) {
    throw BadInput("output", output.name(),
                   "a type with at least " + std::to_string(thresholds.steps() + 1) + " values, for " +
                       std::to_string(thresholds.steps()) + " thresholds a channel");
  }
  for (std::int32_t& value : thresholds.values.values) {
    value = static_cast<std::int32_t>(std::clamp<std::int64_t>(
        value, compared.min(), std::min<std::int64_t>(compared.max() + 1, INT32_MAX)));
  }
}

}  // namespace weir
