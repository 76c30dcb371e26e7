// Model of `downsample`: every pixel is read, and those on the grid pass.
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class DownsampleModel final : public LayerModel {
 public:
  DownsampleModel(const Downsample& downsample, const Ends& ends)
      : LayerModel(ends, kLatency), downsample_(downsample), input_(*ends.inputs[0]), values_(ends.values) {}

  Process run() override {
    const Extent size = downsample_.map.size;
    const Extent stride = downsample_.stride;
    const std::int64_t folds = downsample_.channel_folds();
    for (;;) {
      for (std::int64_t y = 0; y < size.height; ++y) {
        for (std::int64_t x = 0; x < size.width; x += stride.width) {
          // A pixel that passes, unless the row does not, and those up to the next.
          const std::int64_t passing = y % stride.height == 0 ? folds : 0;
          for (std::int64_t i = 0; i < passing;) {
            const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            if (const std::int64_t run = values_ ? 0 : pass_run(input_, passing - i); run > 0) {
              i += run;
              continue;
            }
            pass(input_, arrived, output_, credit, values_ ? input_.value() : nullptr);
            ++i;
          }
          for (std::int64_t left = std::min(stride.width, size.width - x) * folds - passing; left > 0;) {
            co_await BeatOf{input_};
            left -= read_run(input_, left, false, [](std::int64_t) {});
          }
        }
      }
      frame_done();
    }
  }

 private:
  const Downsample& downsample_;
  Channel& input_;
  const bool values_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Downsample& downsample, const Ends& ends) {
  return std::make_unique<DownsampleModel>(downsample, ends);
}

}  // namespace weir::models
