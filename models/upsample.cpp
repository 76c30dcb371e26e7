// Model of `upsample`: a row's pixels pass, each repeated; then the row is made again as often as it takes.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class UpsampleModel final : public LayerModel {
 public:
  UpsampleModel(const Upsample& upsample, const Ends& ends)
      : LayerModel(ends, kLatency), upsample_(upsample), input_(*ends.inputs[0]), values_(ends.values) {
    if (values_)
      row_.resize(
          static_cast<std::size_t>(upsample.map.size.width * upsample.channel_folds() * output_.words()));
  }

  Process run() override {
    const Extent size = upsample_.map.size;
    const Extent scale = upsample_.scale;
    const std::int64_t folds = upsample_.channel_folds();
    for (;;) {
      for (std::int64_t y = 0; y < size.height; ++y) {
        for (std::int64_t x = 0; x < size.width; ++x) {
          for (std::int64_t f = 0; f < folds;) {
            const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            if (const std::int64_t run = values_ ? 0 : pass_run(input_, folds - f); run > 0) {
              f += run;
              continue;
            }
            if (values_) copy_beat(input_.value(), output_.words(), kept(x, f));
            pass(input_, arrived, output_, credit, values_ ? input_.value() : nullptr);
            ++f;
          }
          for (std::int64_t i = folds; i < scale.width * folds;) {
            const Cycle credit = co_await CreditOf{output_};
            i += make(scale.width * folds - i, credit, x, i % folds);
          }
        }
        const std::int64_t row = size.width * scale.width * folds;
        for (std::int64_t i = row; i < scale.height * row;) {
          const Cycle credit = co_await CreditOf{output_};
          i += make(scale.height * row - i, credit, i % row / (scale.width * folds), i % folds);
        }
      }
      frame_done();
    }
  }

 private:
  // Issues up to `count` iterations that read nothing, the first of them for fold f of pixel x; at least one.
  std::int64_t make(std::int64_t count, Cycle credit, std::int64_t x, std::int64_t f) {
    if (!values_) return write_run(count, 1);
    output_.offer(clock_.issue(0, credit) + kLatency, kept(x, f));
    return 1;
  }

  [[nodiscard]] std::uint64_t* kept(std::int64_t x, std::int64_t f) {
    return row_.data() + (x * upsample_.channel_folds() + f) * output_.words();
  }

  const Upsample& upsample_;
  Channel& input_;
  const bool values_;
  std::vector<std::uint64_t> row_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Upsample& upsample, const Ends& ends) {
  return std::make_unique<UpsampleModel>(upsample, ends);
}

}  // namespace weir::models
