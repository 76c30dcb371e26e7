// Model of `fork`: one beat in, the same to every output, every iteration.
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class ForkModel final : public LayerModel {
 public:
  ForkModel(const Fork& fork, const Ends& ends)
      : LayerModel(ends, kLatency), fork_(fork), input_(*ends.inputs[0]), values_(ends.values) {}

  Process run() override {
    const std::int64_t beats = fork_.beats();
    for (;;) {
      for (std::int64_t i = 0; i < beats;) {
        const Cycle arrived = co_await BeatOf{input_, kAllOutputs};
        Cycle credit = 0;
        for (Channel* output : outputs_) credit = std::max(credit, co_await CreditOf{*output});
        if (const std::int64_t run = values_ ? 0 : copy_run(beats - i); run > 0) {
          i += run;
          continue;
        }
        const Cycle issued = clock_.issue(arrived, credit);
        for (Channel* output : outputs_)
          output->offer_any(issued + kLatency, values_ ? input_.value() : nullptr);
        input_.pop(issued, clock_.wanted());
        ++i;
      }
      frame_done();
    }
  }

 private:
  // Timing only: up to `count` iterations of a fork into two, if their beats are there and have room; their
  // number.
  std::int64_t copy_run(std::int64_t count) {
    if (outputs_.size() != 2) return 0;
    Channel& a = *outputs_[0];
    Channel& b = *outputs_[1];
    if (!input_.plain() || !a.plain() || !b.plain()) return 0;
    const std::int64_t run = std::min({count, input_.beats(), a.room(), b.room()});
    if (run == 0) return 0;
    IssueClock clock = clock_;
    Channel::Reader reader(input_);
    Channel::Writer first(a);
    Channel::Writer second(b);
    for (std::int64_t i = 0; i < run; ++i) {
      const Cycle issued = clock.issue(reader.front(), std::max(first.credit(), second.credit()));
      reader.pop(issued);
      first.offer(issued + kLatency);
      second.offer(issued + kLatency);
    }
    clock_ = clock;
    return run;
  }

  const Fork& fork_;
  Channel& input_;
  const bool values_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Fork& fork, const Ends& ends) {
  return std::make_unique<ForkModel>(fork, ends);
}

}  // namespace weir::models
