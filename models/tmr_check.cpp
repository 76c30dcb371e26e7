// Model of `tmr_check`: a pixel in, a pixel out; a frame's last also tells what was found.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class TmrCheckModel final : public LayerModel {
 public:
  TmrCheckModel(const TmrCheck& tmr_check, const Ends& ends)
      : LayerModel(ends, kLatency),
        tmr_check_(tmr_check),
        input_(*ends.inputs[0]),
        faults_out_(*ends.outputs[1]),
        values_(ends.values),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t pixels = tmr_check_.trip_count();
    for (;;) {
      for (std::int64_t i = 0; i < pixels - 1;) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        if (const std::int64_t run = values_ ? 0 : pass_run(input_, pixels - 1 - i); run > 0) {
          i += run;
          continue;
        }
        if (values_) vote();
        pass(input_, arrived, output_, credit, values_ ? beat_.data() : nullptr);
        ++i;
      }
      const Cycle arrived = co_await BeatOf{input_, kAllOutputs};
      const Cycle credit = co_await CreditOf{output_};
      const Cycle both = std::max(credit, co_await CreditOf{faults_out_});
      if (values_) vote();
      pass(input_, arrived, output_, both, values_ ? beat_.data() : nullptr);
      faults_out_.offer_any(clock_.last() + kLatency, values_ ? &faults_ : nullptr);
      faults_ = 0;
      frame_done();
    }
  }

 private:
  void vote() {
    const int bits = tmr_check_.element.bits;
    const auto channel = [&](std::int64_t c) { return get_bits(input_.value(), c * bits, bits); };
    std::ranges::fill(beat_, 0);
    std::int64_t lane = 0;
    auto triplet = tmr_check_.triplets.begin();
    for (std::int64_t c = 0; c < tmr_check_.shape.back(); ++lane) {
      std::uint64_t voted = channel(c);
      if (triplet == tmr_check_.triplets.end() || *triplet != c) {
        ++c;
      } else {
        const std::uint64_t second = channel(c + 1);
        const std::uint64_t third = channel(c + 2);
        if (voted != second && voted != third && second != third) {
          faults_ |= 2;
        } else if (voted != second || voted != third) {
          faults_ |= 1;
          if (second == third) voted = second;
        }
        c += 3;
        ++triplet;
      }
      or_bits(beat_.data(), lane * bits, bits, voted);
    }
  }

  const TmrCheck& tmr_check_;
  Channel& input_;
  Channel& faults_out_;
  const bool values_;
  std::uint64_t faults_ = 0;  // found in the frame so far
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const TmrCheck& tmr_check, const Ends& ends) {
  return std::make_unique<TmrCheckModel>(tmr_check, ends);
}

}  // namespace weir::models
