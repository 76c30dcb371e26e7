// `maxpool`: each iteration reads a beat; the iterations of a window's last pixel write.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// The largest values so far in a row of windows: a beat for each window and channel fold, counted in that
// order.
class Largest {
 public:
  Largest(const Maxpool& maxpool, std::int64_t words) : maxpool_(maxpool), words_(words) {
    const std::int64_t beats = maxpool.windows().width * maxpool.channel_folds();
    if (maxpool.element.bits == 1) {
      ones_.resize(static_cast<std::size_t>(beats * words));
    } else {
      values_.resize(static_cast<std::size_t>(beats * maxpool.pe));
    }
    beat_.resize(static_cast<std::size_t>(words));
  }

  // Updates entry `at` with a beat. A window's first beat initialises it.
  void look_at(bool first, std::int64_t at, const std::uint64_t* beat) {
    const DataType& type = maxpool_.element;
    if (type.bits == 1) {  // the larger one of the codes 0 and 1 is their or
      std::uint64_t* ones = ones_.data() + at * words_;
      for (std::int64_t w = 0; w < words_; ++w) ones[w] = first ? beat[w] : ones[w] | beat[w];
      return;
    }
    std::int64_t* values = values_.data() + at * maxpool_.pe;
    for (std::int64_t p = 0; p < maxpool_.pe; ++p) {
      const std::int64_t value = lane_of(beat, p, type);
      values[p] = first ? value : std::max(values[p], value);
    }
  }

  // The output beat of number `at`.
  const std::uint64_t* beat(std::int64_t at) {
    const DataType& type = maxpool_.element;
    if (type.bits == 1) return ones_.data() + at * words_;
    const std::int64_t* values = values_.data() + at * maxpool_.pe;
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < maxpool_.pe; ++p) {
      set_lane(beat_.data(), p, type, values[p]);
    }
    return beat_.data();
  }

 private:
  const Maxpool& maxpool_;
  const std::int64_t words_;  // a beat
  std::vector<std::int64_t> values_;
  std::vector<std::uint64_t> ones_;  // in place of the values, if elements have one bit
  std::vector<std::uint64_t> beat_;
};

}  // namespace

Schedule schedule(const Maxpool& maxpool) {
  const Extent kernel = maxpool.kernel;
  const Extent windows = maxpool.windows();
  const std::int64_t folds = maxpool.channel_folds();
  const std::int64_t row = maxpool.map.size.width * folds;
  Schedule schedule(2);
  schedule.repeat(windows.height, [&] {
    schedule.step({.reads = 1, .count = (kernel.height - 1) * row});
    schedule.repeat(windows.width, [&] {
      schedule.step({.reads = 1, .count = (kernel.width - 1) * folds});
      schedule.step({.reads = 1, .writes = 1, .count = folds});
    });
    schedule.step({.reads = 1, .count = row - windows.width * kernel.width * folds});
  });
  schedule.step({.reads = 1, .count = (maxpool.map.size.height - windows.height * kernel.height) * row});
  return schedule;
}

Computation compute(const Maxpool& maxpool, ValuePorts ports) {
  const Extent kernel = maxpool.kernel;
  const Extent size = maxpool.map.size;
  const std::int64_t folds = maxpool.channel_folds();
  ValueQueue& output = *ports.outputs[0];
  Largest largest(maxpool, output.words());
  for (;;) {
    for (std::int64_t y = 0; y < size.height; ++y) {
      const std::int64_t i = y % kernel.height;
      for (std::int64_t x = 0; x < size.width; ++x) {
        const std::int64_t window = x / kernel.width;
        const std::int64_t j = x % kernel.width;
        const bool in_window = window < maxpool.windows().width;  // else left over at the right
        for (std::int64_t cf = 0; cf < folds; ++cf) {
          co_await Iteration{};
          const std::uint64_t* beat = ports.inputs[0]->read();
          if (!in_window) continue;
          largest.look_at(i == 0 && j == 0, window * folds + cf, beat);
          if (i == kernel.height - 1 && j == kernel.width - 1)
            output.write(largest.beat(window * folds + cf));
        }
      }
    }
  }
}

}  // namespace weir::models
