// `threshold`: one beat in, one beat out, every iteration.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

Schedule schedule(const Threshold& threshold) {
  Schedule schedule(2);
  schedule.step({.reads = 1, .writes = 1, .count = threshold.trip_count()});
  return schedule;
}

Computation compute(const Threshold& threshold, ValuePorts ports) {
  const Thresholds& thresholds = threshold.thresholds;
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    for (std::int64_t cf = 0; cf < threshold.channels / threshold.pe; ++cf) {
      co_await Iteration{};
      const std::uint64_t* in = ports.inputs[0]->read();
      std::ranges::fill(beat, 0);
      for (std::int64_t lane = 0; lane < threshold.pe; ++lane) {
        const std::int64_t value = lane_of(in, lane, threshold.input);
        set_lane(beat.data(), lane, thresholds.output,
                 activation(thresholds, cf * threshold.pe + lane, value));
      }
      output.write(beat.data());
    }
  }
}

}  // namespace weir::models
