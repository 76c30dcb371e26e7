// Model of `threshold`: one beat in, one beat out, every iteration.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class ThresholdModel final : public LayerModel {
 public:
  ThresholdModel(const Threshold& threshold, const Ends& ends)
      : LayerModel(ends, kLatency),
        threshold_(threshold),
        input_(*ends.inputs[0]),
        values_(ends.values),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t folds = threshold_.channels / threshold_.pe;
    const std::int64_t beats = threshold_.trip_count();
    for (;;) {
      for (std::int64_t i = 0; i < beats;) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        if (const std::int64_t run = values_ ? 0 : pass_run(input_, beats - i); run > 0) {
          i += run;
          continue;
        }
        if (values_) activate(i % folds, input_.value());
        pass(input_, arrived, output_, credit, values_ ? beat_.data() : nullptr);
        ++i;
      }
      frame_done();
    }
  }

 private:
  void activate(std::int64_t cf, const std::uint64_t* beat) {
    const Thresholds& thresholds = threshold_.thresholds;
    const int in_bits = threshold_.input.bits;
    const int out_bits = thresholds.output.bits;
    std::ranges::fill(beat_, 0);
    for (std::int64_t lane = 0; lane < threshold_.pe; ++lane) {
      const std::int32_t value = value_of(get_bits(beat, lane * in_bits, in_bits), threshold_.input);
      or_bits(beat_.data(), lane * out_bits, out_bits,
              code_of(activation(thresholds, cf * threshold_.pe + lane, value), thresholds.output));
    }
  }

  const Threshold& threshold_;
  Channel& input_;
  const bool values_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Threshold& threshold, const Ends& ends) {
  return std::make_unique<ThresholdModel>(threshold, ends);
}

}  // namespace weir::models
