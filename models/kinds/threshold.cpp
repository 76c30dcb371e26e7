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
  const int in_bits = threshold.input.bits;
  const int out_bits = thresholds.output.bits;
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    for (std::int64_t cf = 0; cf < threshold.channels / threshold.pe; ++cf) {
      co_await Iteration{};
      const std::uint64_t* in = ports.inputs[0]->read();
      std::ranges::fill(beat, 0);
      for (std::int64_t lane = 0; lane < threshold.pe; ++lane) {
        const std::int32_t value = value_of(get_bits(in, lane * in_bits, in_bits), threshold.input);
        or_bits(beat.data(), lane * out_bits, out_bits,
                code_of(activation(thresholds, cf * threshold.pe + lane, value), thresholds.output));
      }
      output.write(beat.data());
    }
  }
}

}  // namespace weir::models
