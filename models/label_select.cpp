// Model of `label_select`: the largest so far are kept while the frame's beats pass; the last beat's
// iteration writes.
#include <numeric>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class LabelSelectModel final : public LayerModel {
 public:
  LabelSelectModel(const LabelSelect& label_select, const Ends& ends)
      : LayerModel(ends, kLatency),
        label_select_(label_select),
        input_(*ends.inputs[0]),
        values_(ends.values),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t folds = label_select_.trip_count();
    for (;;) {
      for (std::int64_t f = 0; f < folds; ++f) {
        const bool writes = f == folds - 1;
        const Cycle arrived = co_await BeatOf{input_, writes ? kFirstOutput : kNoOutput};
        const Cycle credit = writes ? co_await CreditOf{output_} : 0;
        const Cycle issued = writes ? clock_.issue(arrived, credit) : clock_.issue(arrived);
        if (values_) look_at(f, input_.value());
        input_.pop(issued, clock_.wanted());
        if (!writes) continue;
        if (values_) rank();
        output_.offer_any(issued + kLatency, values_ ? beat_.data() : nullptr);
      }
      frame_done();
    }
  }

 private:
  void look_at(std::int64_t fold, const std::uint64_t* beat) {
    if (fold == 0) seen_.clear();
    const int bits = label_select_.input.bits;
    for (std::int64_t lane = 0; lane < label_select_.pe; ++lane) {
      if (fold * label_select_.pe + lane >= label_select_.classes) return;
      seen_.push_back(value_of(get_bits(beat, lane * bits, bits), label_select_.input));
    }
  }

  void rank() {
    std::vector<std::int64_t> order(seen_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater<>(),
                             [this](std::int64_t i) { return seen_[static_cast<std::size_t>(i)]; });
    const int bits = label_select_.output().bits;
    std::ranges::fill(beat_, 0);
    for (std::int64_t k = 0; k < label_select_.k; ++k) {
      or_bits(beat_.data(), k * bits, bits, static_cast<std::uint64_t>(order[static_cast<std::size_t>(k)]));
    }
  }

  const LabelSelect& label_select_;
  Channel& input_;
  const bool values_;
  std::vector<std::int32_t> seen_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const LabelSelect& label_select, const Ends& ends) {
  return std::make_unique<LabelSelectModel>(label_select, ends);
}

}  // namespace weir::models
