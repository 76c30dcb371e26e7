// `eltwise`: a beat of both inputs in, one beat out, every iteration. A vector's beats are read only with the
// first pixel.
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
  if (!eltwise.vector) {
    schedule.step({.reads = 0b11, .writes = 1, .count = eltwise.trip_count()});
    return schedule;
  }
  const std::uint32_t map = *eltwise.vector == 0 ? 0b10 : 0b01;
  schedule.step({.reads = 0b11, .writes = 1, .count = eltwise.folds()});
  schedule.step({.reads = map, .writes = 1, .count = eltwise.trip_count() - eltwise.folds()});
  return schedule;
}

Computation compute(const Eltwise& eltwise, ValuePorts ports) {
  const DataType result = eltwise.output();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  std::vector<std::vector<std::uint64_t>> kept;  // of a vector: its beats
  if (eltwise.vector) kept.resize(static_cast<std::size_t>(eltwise.folds()));
  const std::int64_t beats = eltwise.trip_count();
  for (;;) {
    for (std::int64_t i = 0; i < beats; ++i) {
      co_await Iteration{};
      const auto operand = [&](std::size_t input) {
        ValueQueue& queue = *ports.inputs[input];
        if (eltwise.vector != input) return queue.read();
        std::vector<std::uint64_t>& vector = kept[static_cast<std::size_t>(i % eltwise.folds())];
        if (i < eltwise.folds()) {
          const std::uint64_t* words = queue.read();
          vector.assign(words, words + queue.words());
        }
        return static_cast<const std::uint64_t*>(vector.data());
      };
      const std::uint64_t* a = operand(0);
      const std::uint64_t* b = operand(1);
      std::ranges::fill(beat, 0);
      for (std::int64_t lane = 0; lane < eltwise.pe; ++lane) {
        const std::int64_t value =
            result_of(eltwise.op, lane_of(a, lane, eltwise.a), lane_of(b, lane, eltwise.b));
        set_lane(beat.data(), lane, result, value);
      }
      output.write(beat.data());
    }
  }
}

}  // namespace weir::models
