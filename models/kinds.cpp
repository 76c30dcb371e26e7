#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Layer& layer) {
  return std::visit([](const auto& params) { return schedule(params); }, layer.params);
}

Computation compute(const Layer& layer, ValuePorts ports) {
  return std::visit([&](const auto& params) { return compute(params, std::move(ports)); }, layer.params);
}

}  // namespace weir::models
