// `pool`: reads the positions of a window, or of the whole map; the last position of each channel fold
// writes.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

class Results {
 public:
  Results(const Pool& pool, std::int64_t words)
      : pool_(pool),
        so_far_(static_cast<std::size_t>(pool.folds() * pool.pe)),
        beat_(static_cast<std::size_t>(words)) {}

  // Updates the results of channel fold `fold` with a beat. The first beat of a group initialises them.
  void look_at(bool first, std::int64_t fold, const std::uint64_t* beat) {
    const DataType& type = pool_.input;
    std::int64_t* so_far = so_far_.data() + fold * pool_.pe;
    for (std::int64_t s = 0; s < pool_.simd; ++s) {
      for (std::int64_t p = 0; p < pool_.pe; ++p) {
        const std::int64_t value = lane_of(beat, s * pool_.pe + p, type);
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

  // The output beat of channel fold `fold`.
  const std::uint64_t* beat(std::int64_t fold) {
    const DataType& type = pool_.result;
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < pool_.pe; ++p) {
      set_lane(beat_.data(), p, type, result(so_far_[static_cast<std::size_t>(fold * pool_.pe + p)]));
    }
    return beat_.data();
  }

 private:
  [[nodiscard]] std::int64_t result(std::int64_t so_far) const {
    if (pool_.op != Pool::Op::kAverage) return so_far;
    if (pool_.by == Pool::By::kShift) return so_far >> *pool_.shift;
    const std::int64_t quotient = so_far / pool_.positions;  // towards zero
    return so_far % pool_.positions < 0 ? quotient - 1 : quotient;
  }

  const Pool& pool_;
  std::vector<std::int64_t> so_far_;  // of each channel of a group
  std::vector<std::uint64_t> beat_;
};

}  // namespace

Schedule schedule(const Pool& pool) {
  Schedule schedule(pool.divides() ? 3 : 2);
  schedule.repeat(pool.groups(), [&] {
    schedule.step({.reads = 1, .count = (pool.position_folds() - 1) * pool.folds()});
    schedule.step({.reads = 1, .writes = 1, .count = pool.folds()});
  });
  return schedule;
}

Computation compute(const Pool& pool, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  Results results(pool, output.words());
  const std::int64_t last = pool.position_folds() - 1;
  for (;;) {
    for (std::int64_t pf = 0; pf <= last; ++pf) {
      for (std::int64_t cf = 0; cf < pool.folds(); ++cf) {
        co_await Iteration{};
        results.look_at(pf == 0, cf, ports.inputs[0]->read());
        if (pf == last) output.write(results.beat(cf));
      }
    }
  }
}

}  // namespace weir::models
