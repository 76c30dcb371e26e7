// `concat`: for each pixel the first input's channels pass, then the second's, and so on.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

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
  const DataType result = concat.output();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    for (std::size_t i = 0; i < ports.inputs.size(); ++i) {
      const DataType& type = concat.elements[i];
      const std::int64_t folds = concat.channels[i] / concat.pe;
      for (std::int64_t f = 0; f < folds; ++f) {
        co_await Iteration{};
        const std::uint64_t* in = ports.inputs[i]->read();
        if (type == result) {
          output.write(in);
          continue;
        }
        std::ranges::fill(beat, 0);
        for (std::int64_t lane = 0; lane < concat.pe; ++lane) {
          set_lane(beat.data(), lane, result, lane_of(in, lane, type));
        }
        output.write(beat.data());
      }
    }
  }
}

}  // namespace weir::models
