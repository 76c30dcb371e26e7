// `vvtu`: reads each channel's window; the iteration of the window's last positions writes.
#include <span>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// The sums of products of pe channels.
class Sums {
 public:
  Sums(const Vvtu& vvtu, std::int64_t words)
      : vvtu_(vvtu), sums_(static_cast<std::size_t>(vvtu.pe)), beat_(static_cast<std::size_t>(words)) {}

  // Adds the products of channel fold cf and kernel fold kf, with the unit's own weights.
  void add(std::int64_t cf, std::int64_t kf, const std::uint64_t* beat) {
    if (kf == 0) std::ranges::fill(sums_, 0);
    for (std::int64_t p = 0; p < vvtu_.pe; ++p) {
      const std::span<const std::int64_t> weights = vvtu_.weights.row(cf * vvtu_.pe + p);
      for (std::int64_t s = 0; s < vvtu_.simd; ++s) {
        add_product(beat, p, s, weights[static_cast<std::size_t>(kf * vvtu_.simd + s)]);
      }
    }
  }

  // The same with a beat of streamed weights.
  void add_streamed(std::int64_t kf, const std::uint64_t* beat, const std::uint64_t* weights) {
    if (kf == 0) std::ranges::fill(sums_, 0);
    for (std::int64_t p = 0; p < vvtu_.pe; ++p) {
      for (std::int64_t s = 0; s < vvtu_.simd; ++s) {
        add_product(beat, p, s, lane_of(weights, p * vvtu_.simd + s, vvtu_.weight));
      }
    }
  }

  // The output beat of channel fold cf.
  const std::uint64_t* beat(std::int64_t cf) {
    const DataType type = vvtu_.output();
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < vvtu_.pe; ++p) {
      const std::int64_t sum = sums_[static_cast<std::size_t>(p)];
      const std::int64_t value =
          vvtu_.thresholds ? activation(*vvtu_.thresholds, cf * vvtu_.pe + p, sum) : sum;
      set_lane(beat_.data(), p, type, value);
    }
    return beat_.data();
  }

 private:
  void add_product(const std::uint64_t* beat, std::int64_t p, std::int64_t s, std::int64_t weight) {
    sums_[static_cast<std::size_t>(p)] += lane_of(beat, s * vvtu_.pe + p, vvtu_.input) * weight;
  }

  const Vvtu& vvtu_;
  std::vector<std::int64_t> sums_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

Schedule schedule(const Vvtu& vvtu) {
  Schedule schedule(vvtu.thresholds ? 4 : 3);
  const std::uint32_t reads = vvtu.weights_streamed ? 0b11 : 0b01;
  schedule.repeat(vvtu.vectors * vvtu.channel_folds(), [&] {
    schedule.step({.reads = reads, .count = vvtu.kernel_folds() - 1});
    schedule.step({.reads = reads, .writes = 1});
  });
  return schedule;
}

Computation compute(const Vvtu& vvtu, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  Sums sums(vvtu, output.words());
  for (;;) {
    for (std::int64_t cf = 0; cf < vvtu.channel_folds(); ++cf) {
      for (std::int64_t kf = 0; kf < vvtu.kernel_folds(); ++kf) {
        co_await Iteration{};
        const std::uint64_t* beat = ports.inputs[0]->read();
        if (vvtu.weights_streamed)
          sums.add_streamed(kf, beat, ports.inputs[1]->read());
        else
          sums.add(cf, kf, beat);
      }
      output.write(sums.beat(cf));
    }
  }
}

}  // namespace weir::models
