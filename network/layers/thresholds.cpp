#include "network/layers/thresholds.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

namespace {

void check_output(const Thresholds& thresholds) {
  const DataType& output = thresholds.output;
  const std::int64_t steps = thresholds.steps();
  const bool bipolar = output.kind == DataType::Kind::kBipolar;
  const std::string for_steps = ", for " + std::to_string(steps) + " thresholds a channel";
  if (bipolar && thresholds.base && *thresholds.base != -1) {
    throw BadInput("base", std::to_string(*thresholds.base), "-1, the least of bipolar");
  }
  if (steps >= output.levels()) {
    throw BadInput("output", output.name(),
                   "a type with at least " + std::to_string(steps + 1) + " values" + for_steps);
  } else if (output.min() < 0 && steps + 1 < output.levels() && !thresholds.base) {
    throw BadInput(
        "thresholds",
        "no base, and " + std::to_string(steps) + " thresholds a channel, which do not fill " + output.name(),
        "base: the value of an input below all thresholds (" + std::to_string(output.min()) + " to " +
            std::to_string(output.max() - steps) + ")");
  }
  if (bipolar) return;
  if (thresholds.bias() < output.min() || thresholds.bias() > output.max() - steps) {
    throw BadInput("base", std::to_string(thresholds.bias()),
                   std::to_string(output.min()) + " to " + std::to_string(output.max() - steps) +
                       ", for values of " + output.name() + for_steps);
  }
}

}  // namespace

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
  check_output(thresholds);
  for (std::int64_t& value : thresholds.values.values) {
    value = std::clamp(value, compared.min(), compared.max() + 1);
  }
}

}  // namespace weir
