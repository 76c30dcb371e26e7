// `normalize`: stores a vector until its last beat has arrived, then outputs it scaled by its largest
// element.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

Schedule schedule(const Normalize& normalize) {
  Schedule schedule(3 + normalize.result.bits);
  const std::int64_t beats = normalize.beats();
  schedule.buffer({.beats = beats, .places = 2 * beats, .unit = 1, .offsets = {}});
  // Each iteration needs the vector's last beat and frees the place of its own beat.
  for (std::int64_t last = beats - 1; last >= 0; --last)
    schedule.step({.writes = 1, .needs = last, .frees = 1});
  return schedule;
}

Computation compute(const Normalize& normalize, ValuePorts ports) {
  const std::int64_t beats = normalize.beats();
  const int in_bits = normalize.input.bits;
  const int bits = normalize.result.bits;
  const auto most = static_cast<std::uint64_t>(normalize.result.max());
  ValueQueue& input = *ports.inputs[0];
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> kept(static_cast<std::size_t>(beats * input.words()));
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    std::uint64_t largest = 1;
    for (std::int64_t i = 0; i < beats; ++i) {
      co_await Iteration{};
      if (i == 0) {
        for (std::uint64_t* to = kept.data(); to != kept.data() + kept.size(); to += input.words()) {
          std::copy_n(input.read(), input.words(), to);
          for (std::int64_t lane = 0; lane < normalize.pe; ++lane)
            largest = std::max(largest, get_bits(to, lane * in_bits, in_bits));
        }
      }
      const std::uint64_t* in = kept.data() + i * input.words();
      std::ranges::fill(beat, 0);
      for (std::int64_t lane = 0; lane < normalize.pe; ++lane) {
        const std::uint64_t element = get_bits(in, lane * in_bits, in_bits);
        or_bits(beat.data(), lane * bits, bits, (2 * most * element + largest) / (2 * largest));
      }
      output.write(beat.data());
    }
  }
}

}  // namespace weir::models
