// `mem`: one transaction per frame. Its first beat comes after the memory's latency, the others at the
// memory's pace.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Mem& mem) {
  Schedule schedule(1);
  const std::int64_t beats = mem.beats();
  const std::int64_t burst = mem.burst_gap == 0 ? beats : std::min(mem.burst, beats);
  const auto add = [&](std::int64_t count, Cycle every, Cycle delay = 0) {
    schedule.step({.reads = 1, .writes = 1, .count = count, .every = every, .delay = delay});
  };
  const auto next_burst = [&](std::int64_t length) {
    add(1, mem.cycles_per_beat + mem.burst_gap);
    add(length - 1, mem.cycles_per_beat);
  };
  add(1, 1, mem.latency);
  add(burst - 1, mem.cycles_per_beat);
  schedule.repeat(beats / burst - 1, [&] { next_burst(burst); });
  if (beats % burst > 0) next_burst(beats % burst);
  return schedule;
}

Computation compute(const Mem& /*mem*/, ValuePorts ports) {
  for (;;) {
    co_await Iteration{};
    ports.outputs[0]->write(ports.inputs[0]->read());
  }
}

}  // namespace weir::models
