// Model of `concat`: of each pixel the first input's channels pass, then the second's, and so on.
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class ConcatModel final : public LayerModel {
 public:
  ConcatModel(const Concat& concat, const Ends& ends)
      : LayerModel(ends, kLatency), concat_(concat), values_(ends.values) {}

  Process run() override {
    for (;;) {
      for (std::int64_t pixel = 0; pixel < concat_.pixels; ++pixel) {
        for (std::size_t i = 0; i < inputs_.size(); ++i) {
          Channel& input = *inputs_[i];
          for (std::int64_t left = concat_.channels[i] / concat_.pe; left > 0;) {
            const Cycle arrived = co_await BeatOf{input, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            if (const std::int64_t run = values_ ? 0 : pass_run(input, left); run > 0) {
              left -= run;
              continue;
            }
            pass(input, arrived, output_, credit, values_ ? input.value() : nullptr);
            --left;
          }
        }
      }
      frame_done();
    }
  }

 private:
  const Concat& concat_;
  const bool values_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Concat& concat, const Ends& ends) {
  return std::make_unique<ConcatModel>(concat, ends);
}

}  // namespace weir::models
