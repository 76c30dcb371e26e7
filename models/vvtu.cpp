// Model of `vvtu`: each channel's window passes, and its last positions write.
#include <span>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

class VvtuModel final : public LayerModel {
 public:
  VvtuModel(const Vvtu& vvtu, const Ends& ends)
      : LayerModel(ends, vvtu.thresholds ? 4 : 3),  // L: docs/timing.md
        vvtu_(vvtu),
        input_(*ends.inputs[0]),
        values_(ends.values),
        sums_(static_cast<std::size_t>(vvtu.pe)),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    const std::int64_t last_kf = vvtu_.kernel_folds() - 1;
    const std::int64_t outputs = vvtu_.vectors * vvtu_.channel_folds();
    for (;;) {
      for (std::int64_t o = 0; o < outputs;) {
        const std::int64_t cf = o % vvtu_.channel_folds();
        for (std::int64_t kf = 0; kf < last_kf;) {
          co_await BeatOf{input_};
          kf += read_run(input_, last_kf - kf, values_,
                         [&](std::int64_t ahead) { add(cf, kf + ahead, ahead); });
        }
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        const std::int64_t at_once = last_kf == 0 ? outputs - o : 1;
        if (const std::int64_t run = values_ ? 0 : pass_run(input_, at_once); run > 0) {
          o += run;
          continue;
        }
        add(cf, last_kf, 0);
        const Cycle issued = clock_.issue(arrived, credit);
        input_.pop(issued, clock_.wanted());
        write(cf, issued);
        ++o;
      }
      frame_done();
    }
  }

 private:
  // Adds the products of kernel fold kf, whose beat is `ahead` beats behind the oldest.
  void add(std::int64_t cf, std::int64_t kf, std::int64_t ahead) {
    if (!values_) return;
    if (kf == 0) std::ranges::fill(sums_, 0);
    const DataType& type = vvtu_.input;
    const std::uint64_t* beat = input_.value(ahead);
    for (std::int64_t p = 0; p < vvtu_.pe; ++p) {
      const std::span<const std::int32_t> weights = vvtu_.weights.row(cf * vvtu_.pe + p);
      for (std::int64_t s = 0; s < vvtu_.simd; ++s) {
        const std::int64_t value = value_of(get_bits(beat, (s * vvtu_.pe + p) * type.bits, type.bits), type);
        sums_[static_cast<std::size_t>(p)] += value * weights[static_cast<std::size_t>(kf * vvtu_.simd + s)];
      }
    }
  }

  void write(std::int64_t cf, Cycle issued) {
    if (!values_) return output_.offer(issued + latency_);
    const DataType type = vvtu_.output();
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < vvtu_.pe; ++p) {
      const std::int64_t sum = sums_[static_cast<std::size_t>(p)];
      const std::int64_t value =
          vvtu_.thresholds ? activation(*vvtu_.thresholds, cf * vvtu_.pe + p, sum) : sum;
      or_bits(beat_.data(), p * type.bits, type.bits, code_of(value, type));
    }
    output_.offer(issued + latency_, beat_.data());
  }

  const Vvtu& vvtu_;
  Channel& input_;
  const bool values_;
  std::vector<std::int64_t> sums_;  // of the pe channels at hand
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Vvtu& vvtu, const Ends& ends) {
  return std::make_unique<VvtuModel>(vvtu, ends);
}

}  // namespace weir::models
