// `label_select`: it ranks a frame's inputs; the last beat's iteration writes the indices of the k largest.
#include <functional>
#include <numeric>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

class Ranking {
 public:
  Ranking(const LabelSelect& label_select, std::int64_t words)
      : label_select_(label_select), beat_(static_cast<std::size_t>(words)) {}

  // Takes in the frame's beat number `fold`.
  void look_at(std::int64_t fold, const std::uint64_t* beat) {
    if (fold == 0) seen_.clear();
    for (std::int64_t lane = 0; lane < label_select_.pe; ++lane) {
      if (fold * label_select_.pe + lane >= label_select_.classes) return;
      seen_.push_back(lane_of(beat, lane, label_select_.input));
    }
  }

  // The beat of the k indices.
  const std::uint64_t* largest() {
    std::vector<std::int64_t> order(seen_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater<>(),
                             [this](std::int64_t i) { return seen_[static_cast<std::size_t>(i)]; });
    const DataType type = label_select_.output();
    std::ranges::fill(beat_, 0);
    for (std::int64_t k = 0; k < label_select_.k; ++k) {
      set_lane(beat_.data(), k, type, order[static_cast<std::size_t>(k)]);
    }
    return beat_.data();
  }

 private:
  const LabelSelect& label_select_;
  std::vector<std::int64_t> seen_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

Schedule schedule(const LabelSelect& label_select) {
  Schedule schedule(2);
  schedule.step({.reads = 1, .count = label_select.trip_count() - 1});
  schedule.step({.reads = 1, .writes = 1});
  return schedule;
}

Computation compute(const LabelSelect& label_select, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  Ranking ranking(label_select, output.words());
  for (;;) {
    for (std::int64_t fold = 0; fold < label_select.trip_count(); ++fold) {
      co_await Iteration{};
      ranking.look_at(fold, ports.inputs[0]->read());
    }
    output.write(ranking.largest());
  }
}

}  // namespace weir::models
