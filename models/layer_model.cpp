#include "models/layer_model.hpp"

namespace weir::models {

LayerActivity LayerModel::activity(Cycle last_cycle) const {
  LayerActivity activity = clock_.activity();
  // After the last issue the layer waits for the next frame's first beat, or for a credit if that iteration
  // writes.
  const Cycle idle_from = clock_.last() + 1;
  const Cycle blocked = std::clamp<Cycle>(waiting_from().value_or(last_cycle + 1) - idle_from, 0,
                                          std::max<Cycle>(last_cycle + 1 - idle_from, 0));
  activity.blocked += blocked;
  activity.starved += last_cycle + 1 - activity.busy - activity.blocked - activity.starved;
  return activity;
}

std::optional<Cycle> LayerModel::waiting_from() const {
  const Cycle idle_from = clock_.last() + 1;
  if (!first_iteration_writes_) return idle_from;
  if (!output_.has_credit()) return std::nullopt;
  return std::max(idle_from, output_.credit());
}

std::unique_ptr<LayerModel> layer_model(const Layer& layer, const Ends& ends) {
  return std::visit([&](const auto& params) { return make_model(params, ends); }, layer.params);
}

}  // namespace weir::models
