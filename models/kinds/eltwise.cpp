// `eltwise`: a beat of both inputs in, one beat out, every iteration.
#include <cstdlib>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

std::int64_t result_of(Eltwise::Op op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case Eltwise::Op::kAdd:
      return a + b;
    case Eltwise::Op::kSubtract:
      return a - b;
    case Eltwise::Op::kAbsoluteDifference:
      return std::abs(a - b);
    case Eltwise::Op::kMultiply:
      break;
  }
  return a * b;
}

}  // namespace

Schedule schedule(const Eltwise& eltwise) {
  Schedule schedule(2);
  schedule.step({.reads = 0b11, .writes = 1, .count = eltwise.trip_count()});
  return schedule;
}

Computation compute(const Eltwise& eltwise, ValuePorts ports) {
  const DataType result = eltwise.output();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    co_await Iteration{};
    const std::uint64_t* a = ports.inputs[0]->read();
    const std::uint64_t* b = ports.inputs[1]->read();
    std::ranges::fill(beat, 0);
    for (std::int64_t lane = 0; lane < eltwise.pe; ++lane) {
      const std::int64_t value =
          result_of(eltwise.op, lane_of(a, lane, eltwise.a), lane_of(b, lane, eltwise.b));
      set_lane(beat.data(), lane, result, value);
    }
    output.write(beat.data());
  }
}

}  // namespace weir::models
