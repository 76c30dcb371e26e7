// Model of `eltwise`: a beat of both inputs in, one out, every iteration.
#include <cstdlib>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class EltwiseModel final : public LayerModel {
 public:
  EltwiseModel(const Eltwise& eltwise, const Ends& ends)
      : LayerModel(ends, kLatency),
        eltwise_(eltwise),
        result_(eltwise.output()),
        a_(*ends.inputs[0]),
        b_(*ends.inputs[1]),
        values_(ends.values),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t beats = eltwise_.trip_count();
    for (;;) {
      for (std::int64_t i = 0; i < beats;) {
        const Cycle from_a = co_await BeatOf{a_, kFirstOutput};
        const Cycle from_b = co_await BeatOf{b_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        if (const std::int64_t run = values_ ? 0 : join_run(beats - i); run > 0) {
          i += run;
          continue;
        }
        if (values_) join();
        const Cycle issued = clock_.issue(std::max(from_a, from_b), credit);
        const Cycle wanted = clock_.wanted();
        output_.offer_any(issued + kLatency, values_ ? beat_.data() : nullptr);
        a_.pop(issued, std::max(wanted, from_b));
        b_.pop(issued, std::max(wanted, from_a));
        ++i;
      }
      frame_done();
    }
  }

  [[nodiscard]] std::optional<Cycle> wanted_from() const override {
    if (!b_.has_beat()) return std::nullopt;
    const std::optional<Cycle> from = waiting_from();
    return from ? std::optional(std::max(*from, b_.front())) : std::nullopt;
  }

 private:
  // Timing only: up to `count` iterations, if their beats are there and theirs have room; their number.
  std::int64_t join_run(std::int64_t count) {
    if (!a_.plain() || !b_.plain() || !output_.plain()) return 0;
    const std::int64_t run = std::min({count, a_.beats(), b_.beats(), output_.room()});
    if (run == 0) return 0;
    IssueClock clock = clock_;
    Channel::Reader a(a_);
    Channel::Reader b(b_);
    Channel::Writer writer(output_);
    for (std::int64_t i = 0; i < run; ++i) {
      const Cycle issued = clock.issue(std::max(a.front(), b.front()), writer.credit());
      a.pop(issued);
      b.pop(issued);
      writer.offer(issued + kLatency);
    }
    clock_ = clock;
    return run;
  }

  void join() {
    std::ranges::fill(beat_, 0);
    for (std::int64_t lane = 0; lane < eltwise_.pe; ++lane) {
      const std::int64_t a = lane_of(a_, lane, eltwise_.a);
      const std::int64_t b = lane_of(b_, lane, eltwise_.b);
      or_bits(beat_.data(), lane * result_.bits, result_.bits, code_of(result_of(a, b), result_));
    }
  }

  static std::int64_t lane_of(const Channel& input, std::int64_t lane, const DataType& type) {
    return value_of(get_bits(input.value(), lane * type.bits, type.bits), type);
  }

  [[nodiscard]] std::int64_t result_of(std::int64_t a, std::int64_t b) const {
    switch (eltwise_.op) {
      case Eltwise::Op::kAdd:
        return a + b;
      case Eltwise::Op::kSubtract:
        return a - b;
      case Eltwise::Op::kAbsoluteDifference:
        return std::abs(a - b);
      case Eltwise::Op::kMultiply:
        break;
    }
    return a * b;
  }

  const Eltwise& eltwise_;
  const DataType result_;
  Channel& a_;
  Channel& b_;
  const bool values_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Eltwise& eltwise, const Ends& ends) {
  return std::make_unique<EltwiseModel>(eltwise, ends);
}

}  // namespace weir::models
