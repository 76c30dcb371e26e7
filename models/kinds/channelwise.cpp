// `channelwise`: one beat in, one beat out, every iteration.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

std::int64_t result_of(Channelwise::Op op, std::int64_t value, std::int64_t parameter) {
  switch (op) {
    case Channelwise::Op::kAdd:
      return value + parameter;
    case Channelwise::Op::kMultiply:
      return value * parameter;
    case Channelwise::Op::kCompare:
      break;
  }
  return value >= parameter ? 1 : 0;
}

}  // namespace

Schedule schedule(const Channelwise& channelwise) {
  Schedule schedule(2);
  schedule.step({.reads = 1, .writes = 1, .count = channelwise.trip_count()});
  return schedule;
}

Computation compute(const Channelwise& channelwise, ValuePorts ports) {
  const DataType& type = channelwise.input;
  const DataType result = channelwise.output();
  const std::int64_t folds = channelwise.channel_folds();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    for (std::int64_t cf = 0; cf < folds; ++cf) {
      co_await Iteration{};
      const std::uint64_t* in = ports.inputs[0]->read();
      const std::int64_t* parameters = channelwise.parameters.values.data() + cf * channelwise.pe;
      std::ranges::fill(beat, 0);
      for (std::int64_t lane = 0; lane < channelwise.pe; ++lane) {
        const std::int64_t value = lane_of(in, lane, type);
        set_lane(beat.data(), lane, result, result_of(channelwise.op, value, parameters[lane]));
      }
      output.write(beat.data());
    }
  }
}

}  // namespace weir::models
