// Model of `pool`: positions pass, a window's or a map's, and the last of each channel fold writes.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class PoolModel final : public LayerModel {
 public:
  PoolModel(const Pool& pool, const Ends& ends)
      : LayerModel(ends, kLatency),
        pool_(pool),
        input_(*ends.inputs[0]),
        values_(ends.values),
        so_far_(static_cast<std::size_t>(pool.folds() * pool.pe)),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t folds = pool_.folds();
    const std::int64_t quiet =
        (pool_.position_folds() - 1) * folds;  // iterations of a group that write nothing
    for (;;) {
      for (std::int64_t group = 0; group < pool_.groups(); ++group) {
        for (std::int64_t i = 0; i < quiet;) {
          co_await BeatOf{input_};
          i += read_run(input_, quiet - i, values_, [&](std::int64_t ahead) { look_at(i + ahead, ahead); });
        }
        for (std::int64_t f = 0; f < folds;) {
          const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
          const Cycle credit = co_await CreditOf{output_};
          if (const std::int64_t run = values_ ? 0 : pass_run(input_, folds - f); run > 0) {
            f += run;
            continue;
          }
          look_at(quiet + f, 0);
          const Cycle issued = clock_.issue(arrived, credit);
          input_.pop(issued, clock_.wanted());
          write(f++, issued);
        }
      }
      frame_done();
    }
  }

 private:
  // Takes iteration i of a group, whose beat is `ahead` beats behind the oldest, into its fold's results.
  void look_at(std::int64_t i, std::int64_t ahead) {
    if (!values_) return;
    const DataType& type = pool_.input;
    const std::uint64_t* beat = input_.value(ahead);
    std::int64_t* so_far = so_far_.data() + i % pool_.folds() * pool_.pe;
    const bool first = i < pool_.folds();
    for (std::int64_t s = 0; s < pool_.simd; ++s) {
      for (std::int64_t p = 0; p < pool_.pe; ++p) {
        const std::int64_t value = value_of(get_bits(beat, (s * pool_.pe + p) * type.bits, type.bits), type);
        if (first && s == 0) {
          so_far[p] = value;
        } else if (pool_.op == Pool::Op::kMax) {
          so_far[p] = std::max(so_far[p], value);
        } else {
          so_far[p] += value;
        }
      }
    }
  }

  void write(std::int64_t fold, Cycle issued) {
    if (!values_) return output_.offer(issued + kLatency);
    const DataType& type = pool_.result;
    const int shift = pool_.op == Pool::Op::kAverage ? *pool_.shift : 0;
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < pool_.pe; ++p) {
      const std::int64_t value = so_far_[static_cast<std::size_t>(fold * pool_.pe + p)];
      or_bits(beat_.data(), p * type.bits, type.bits, code_of(value >> shift, type));
    }
    output_.offer(issued + kLatency, beat_.data());
  }

  const Pool& pool_;
  Channel& input_;
  const bool values_;
  std::vector<std::int64_t> so_far_;  // of each channel fold at work at once
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Pool& pool, const Ends& ends) {
  return std::make_unique<PoolModel>(pool, ends);
}

}  // namespace weir::models
