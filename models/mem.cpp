// Model of `mem`: a transaction a frame; its first beat comes after the memory's latency, the others at its
// pace.
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class MemModel final : public LayerModel {
 public:
  MemModel(const Mem& mem, const Ends& ends)
      : LayerModel(ends, kLatency), mem_(mem), input_(*ends.inputs[0]), values_(ends.values) {}

  Process run() override {
    const std::int64_t beats = mem_.beats();
    for (;;) {
      for (std::int64_t i = 0; i < beats;) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        if (const std::int64_t run = values_ ? 0 : pass_run(input_, in_a_row(i)); run > 0) {
          i += run;
          continue;
        }
        // From when the memory has the beat.
        const Cycle ready =
            i == 0 ? std::max(clock_.last() + 1, arrived) + mem_.latency
                   : clock_.last() + mem_.cycles_per_beat + (i % mem_.burst == 0 ? mem_.burst_gap : 0);
        const Cycle issued = clock_.issue(std::max(arrived, ready), credit);
        // Without a latency nothing but its beat holds a frame's first up.
        const Cycle wanted = i == 0 && mem_.latency == 0 ? clock_.wanted() : std::max(clock_.wanted(), ready);
        output_.offer_any(issued + kLatency, values_ ? input_.value() : nullptr);
        input_.pop(issued, wanted);
        ++i;
      }
      frame_done();
    }
  }

  [[nodiscard]] std::optional<Cycle> wanted_from() const override {
    return mem_.latency == 0 ? waiting_from() : std::nullopt;
  }

 private:
  // How many iterations from the i-th of a frame on the memory holds up no further.
  [[nodiscard]] std::int64_t in_a_row(std::int64_t i) const {
    if (mem_.cycles_per_beat > 1 || (i == 0 && mem_.latency > 0)) return 0;
    if (mem_.burst_gap == 0) return mem_.beats() - i;
    if (i > 0 && i % mem_.burst == 0) return 0;
    return std::min(mem_.beats(), (i / mem_.burst + 1) * mem_.burst) - i;
  }

  const Mem& mem_;
  Channel& input_;
  const bool values_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Mem& mem, const Ends& ends) {
  return std::make_unique<MemModel>(mem, ends);
}

}  // namespace weir::models
