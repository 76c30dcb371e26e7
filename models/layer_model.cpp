#include "models/layer_model.hpp"

#include <stdexcept>

namespace weir::models {

LayerActivity LayerModel::activity(Cycle last_cycle) const {
  if (!recent_.empty() && clock_.last() > last_cycle) return recent_.until(last_cycle, clock_.activity());
  LayerActivity activity = clock_.activity();
  activity.busy += std::min(unhindered_, last_cycle - clock_.last());
  // After the last issue the layer waits for a beat, or for a credit if the iteration at hand writes.
  const Cycle idle_from = clock_.last() + 1 + unhindered_;
  const Cycle blocked = std::clamp<Cycle>(waiting_from().value_or(last_cycle + 1) - idle_from, 0,
                                          std::max<Cycle>(last_cycle + 1 - idle_from, 0));
  activity.blocked += blocked;
  activity.starved = last_cycle + 1 - activity.busy - activity.blocked;
  return activity;
}

std::optional<Cycle> LayerModel::waiting_from() const {
  for (const Channel* output : outputs_) {
    if (output->writer_waits()) return std::nullopt;
  }
  for (const Channel* input : inputs_) {
    if (input->reader_waits()) return credits_from(input->reader_writes());
  }
  return clock_.last() + 1;
}

std::optional<Cycle> LayerModel::credits_from(int writes) const {
  Cycle from = clock_.last() + 1;
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    if (writes != kAllOutputs && writes != static_cast<int>(o)) continue;
    if (!outputs_[o]->has_credit()) return std::nullopt;
    from = std::max(from, outputs_[o]->credit());
  }
  return from;
}

LayerActivity RecentIssues::until(Cycle last, LayerActivity all) const {
  for (std::size_t back = 1; back <= noted_; ++back) {
    const Issue& issue = recent_[(noted_ - back) % most_];
    if (issue.issued <= last) break;
    if (back == most_) throw std::logic_error("models: a layer ran further ahead than its streams hold");
    const Cycle free = back == noted_ ? 0 : recent_[(noted_ - back - 1) % most_].issued + 1;
    --all.busy;
    all.blocked -= std::max<Cycle>(issue.wanted - std::max(free, last + 1), 0);
  }
  all.starved = last + 1 - all.busy - all.blocked;
  return all;
}

std::unique_ptr<LayerModel> layer_model(const Layer& layer, const Ends& ends) {
  return std::visit([&](const auto& params) { return make_model(params, ends); }, layer.params);
}

}  // namespace weir::models
