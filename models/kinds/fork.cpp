// `fork`: one beat in, the same to every output, every iteration.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Fork& fork) {
  Schedule schedule(1);
  schedule.step({.reads = 1, .writes = (1U << fork.copies) - 1, .count = fork.beats()});
  return schedule;
}

Computation compute(const Fork& /*fork*/, ValuePorts ports) {
  for (;;) {
    co_await Iteration{};
    const std::uint64_t* beat = ports.inputs[0]->read();
    for (ValueQueue* output : ports.outputs) output->write(beat);
  }
}

}  // namespace weir::models
