// `tmr_check`: a pixel in, a pixel out; a frame's last iteration also reports what was found.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// Writes the pixel that the triplets vote for to `out`, which is all zero; returns the faults found: bit 0,
// one of a triplet differs; bit 1, all three differ.
std::uint64_t vote(const TmrCheck& tmr_check, const std::uint64_t* in, std::uint64_t* out) {
  const int bits = tmr_check.element.bits;
  const auto channel = [&](std::int64_t c) { return get_bits(in, c * bits, bits); };
  std::uint64_t faults = 0;
  std::int64_t lane = 0;
  auto triplet = tmr_check.triplets.begin();
  for (std::int64_t c = 0; c < tmr_check.shape.back(); ++lane) {
    std::uint64_t voted = channel(c);
    if (triplet == tmr_check.triplets.end() || *triplet != c) {
      ++c;
    } else {
      const std::uint64_t second = channel(c + 1);
      const std::uint64_t third = channel(c + 2);
      if (voted != second && voted != third && second != third) {
        faults |= 2;
      } else if (voted != second || voted != third) {
        faults |= 1;
        if (second == third) voted = second;
      }
      c += 3;
      ++triplet;
    }
    or_bits(out, lane * bits, bits, voted);
  }
  return faults;
}

}  // namespace

Schedule schedule(const TmrCheck& tmr_check) {
  Schedule schedule(1);
  schedule.step({.reads = 1, .writes = 0b01, .count = tmr_check.trip_count() - 1});
  schedule.step({.reads = 1, .writes = 0b11});
  return schedule;
}

Computation compute(const TmrCheck& tmr_check, ValuePorts ports) {
  const std::int64_t pixels = tmr_check.trip_count();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    std::uint64_t faults = 0;  // found in the frame so far
    for (std::int64_t i = 0; i < pixels; ++i) {
      co_await Iteration{};
      std::ranges::fill(beat, 0);
      faults |= vote(tmr_check, ports.inputs[0]->read(), beat.data());
      output.write(beat.data());
    }
    ports.outputs[1]->write(&faults);
  }
}

}  // namespace weir::models
