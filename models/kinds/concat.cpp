// `concat`: for each pixel the first input's channels pass, then the second's, and so on.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Concat& concat) {
  Schedule schedule(1);
  schedule.repeat(concat.pixels, [&] {
    std::uint32_t input = 1;
    for (const std::int64_t channels : concat.channels) {
      schedule.step({.reads = input, .writes = 1, .count = channels / concat.pe});
      input <<= 1;
    }
  });
  return schedule;
}

Computation compute(const Concat& concat, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  for (;;) {
    for (std::size_t i = 0; i < ports.inputs.size(); ++i) {
      const std::int64_t folds = concat.channels[i] / concat.pe;
      for (std::int64_t f = 0; f < folds; ++f) {
        co_await Iteration{};
        output.write(ports.inputs[i]->read());
      }
    }
  }
}

}  // namespace weir::models
