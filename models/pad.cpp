// Model of `pad`: a beat out each iteration; the map's own pixels are read, those around and between them
// made.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class PadModel final : public LayerModel {
 public:
  PadModel(const Pad& pad, const Ends& ends)
      : LayerModel(ends, kLatency),
        pad_(pad),
        input_(*ends.inputs[0]),
        values_(ends.values),
        padding_(static_cast<std::size_t>(output_.words())) {
    for (std::int64_t s = 0; s < pad.simd; ++s) {
      or_bits(padding_.data(), s * pad.element.bits, pad.element.bits, code_of(pad.value, pad.element));
    }
  }

  Process run() override {
    const Extent padded = pad_.padded();
    const std::int64_t folds = pad_.channel_folds();
    // Beats before the map's first pixel, after its last, from a row's last to the next one's first, and from
    // a pixel to the next in its row.
    const std::int64_t above = (pad_.before.height * padded.width + pad_.before.width) * folds;
    const std::int64_t below = (pad_.after.height * padded.width + pad_.after.width) * folds;
    const std::int64_t rows_between =
        (pad_.after.width + pad_.between.height * padded.width + pad_.before.width) * folds;
    const std::int64_t pixels_between = pad_.between.width * folds;
    // Pixels that follow each other without any between them.
    const std::int64_t own = (pad_.between.width == 0 ? pad_.map.size.width : 1) * folds;
    for (;;) {
      if (above > 0) {  // the first iteration looks at the frame's first beat, and leaves it
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        offer_padding(clock_.issue(arrived, credit));
      }
      for (std::int64_t row = 0; row < pad_.map.size.height; ++row) {
        for (std::int64_t i = row > 0 ? rows_between : above - 1; i > 0;) {
          const Cycle credit = co_await CreditOf{output_};
          i -= make(i, credit);
        }
        for (std::int64_t begin = 0; begin < pad_.map.size.width * folds; begin += own) {
          for (std::int64_t i = begin > 0 ? pixels_between : 0; i > 0;) {
            const Cycle credit = co_await CreditOf{output_};
            i -= make(i, credit);
          }
          for (std::int64_t i = own; i > 0;) {
            const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            i -= pass_own(i, arrived, credit);
          }
        }
      }
      for (std::int64_t i = below; i > 0;) {
        const Cycle credit = co_await CreditOf{output_};
        i -= make(i, credit);
      }
      frame_done();
    }
  }

  [[nodiscard]] std::optional<Cycle> wanted_from() const override {
    if (pad_.before == Extent{0, 0}) return waiting_from();
    return std::nullopt;  // the next frame's first iteration takes no beat
  }

 private:
  // Issues up to `count` iterations that read nothing; at least one.
  std::int64_t make(std::int64_t count, Cycle credit) {
    if (!values_) return write_run(count, 1);
    offer_padding(clock_.issue(0, credit));
    return 1;
  }

  void offer_padding(Cycle issued) {
    output_.offer_any(issued + kLatency, values_ ? padding_.data() : nullptr);
  }

  // Issues up to `count` iterations that read; at least one.
  std::int64_t pass_own(std::int64_t count, Cycle arrived, Cycle credit) {
    if (const std::int64_t run = values_ ? 0 : pass_run(input_, count); run > 0) return run;
    pass(input_, arrived, output_, credit, values_ ? input_.value() : nullptr);
    return 1;
  }

  const Pad& pad_;
  Channel& input_;
  const bool values_;
  std::vector<std::uint64_t> padding_;  // a beat of it
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Pad& pad, const Ends& ends) {
  return std::make_unique<PadModel>(pad, ends);
}

}  // namespace weir::models
