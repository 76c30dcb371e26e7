// Model of `channelwise`: one beat in, one beat out, every iteration.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class ChannelwiseModel final : public LayerModel {
 public:
  ChannelwiseModel(const Channelwise& channelwise, const Ends& ends)
      : LayerModel(ends, kLatency),
        channelwise_(channelwise),
        result_(channelwise.output()),
        input_(*ends.inputs[0]),
        values_(ends.values),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t folds = channelwise_.channel_folds();
    const std::int64_t beats = channelwise_.trip_count();
    for (;;) {
      for (std::int64_t i = 0; i < beats;) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        if (const std::int64_t run = values_ ? 0 : pass_run(input_, beats - i); run > 0) {
          i += run;
          continue;
        }
        if (values_) apply(i % folds);
        pass(input_, arrived, output_, credit, values_ ? beat_.data() : nullptr);
        ++i;
      }
      frame_done();
    }
  }

 private:
  // To the channels of fold cf.
  void apply(std::int64_t cf) {
    const DataType& type = channelwise_.input;
    std::ranges::fill(beat_, 0);
    for (std::int64_t lane = 0; lane < channelwise_.pe; ++lane) {
      const std::int64_t value = value_of(get_bits(input_.value(), lane * type.bits, type.bits), type);
      const auto channel = static_cast<std::size_t>(cf * channelwise_.pe + lane);
      or_bits(beat_.data(), lane * result_.bits, result_.bits,
              code_of(result_of(value, channelwise_.parameters.values[channel]), result_));
    }
  }

  [[nodiscard]] std::int64_t result_of(std::int64_t value, std::int64_t parameter) const {
    switch (channelwise_.op) {
      case Channelwise::Op::kAdd:
        return value + parameter;
      case Channelwise::Op::kMultiply:
        return value * parameter;
      case Channelwise::Op::kCompare:
        break;
    }
    return value >= parameter ? 1 : 0;
  }

  const Channelwise& channelwise_;
  const DataType result_;
  Channel& input_;
  const bool values_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Channelwise& channelwise, const Ends& ends) {
  return std::make_unique<ChannelwiseModel>(channelwise, ends);
}

}  // namespace weir::models
