// `split`: for each pixel the first channels pass to the first output, the next to the second, and so on.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Split& split) {
  Schedule schedule(1);
  schedule.repeat(split.pixels(), [&] {
    std::uint32_t output = 1;
    for (const std::int64_t channels : split.channels) {
      schedule.step({.reads = 1, .writes = output, .count = channels / split.pe});
      output <<= 1;
    }
  });
  return schedule;
}

Computation compute(const Split& split, ValuePorts ports) {
  ValueQueue& input = *ports.inputs[0];
  for (;;) {
    for (std::size_t o = 0; o < ports.outputs.size(); ++o) {
      const std::int64_t folds = split.channels[o] / split.pe;
      for (std::int64_t f = 0; f < folds; ++f) {
        co_await Iteration{};
        ports.outputs[o]->write(input.read());
      }
    }
  }
}

}  // namespace weir::models
