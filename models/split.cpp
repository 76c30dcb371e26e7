// Model of `split`: of each pixel the first channels pass to the first output, the next to the second, and so
// on.
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class SplitModel final : public LayerModel {
 public:
  SplitModel(const Split& split, const Ends& ends)
      : LayerModel(ends, kLatency), split_(split), input_(*ends.inputs[0]), values_(ends.values) {}

  Process run() override {
    for (;;) {
      for (std::int64_t pixel = 0; pixel < split_.pixels(); ++pixel) {
        for (std::size_t o = 0; o < outputs_.size(); ++o) {
          Channel& output = *outputs_[o];
          for (std::int64_t left = split_.channels[o] / split_.pe; left > 0;) {
            const Cycle arrived = co_await BeatOf{input_, static_cast<int>(o)};
            const Cycle credit = co_await CreditOf{output};
            if (const std::int64_t run = values_ ? 0 : pass_run(input_, output, left); run > 0) {
              left -= run;
              continue;
            }
            pass(input_, arrived, output, credit, values_ ? input_.value() : nullptr);
            --left;
          }
        }
      }
      frame_done();
    }
  }

 private:
  const Split& split_;
  Channel& input_;
  const bool values_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Split& split, const Ends& ends) {
  return std::make_unique<SplitModel>(split, ends);
}

}  // namespace weir::models
