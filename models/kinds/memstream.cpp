// `memstream`: the memory's beats, one after another, over and over.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

Schedule schedule(const Memstream& memstream) {
  Schedule schedule(2);
  schedule.step(
      {.writes = 1, .count = memstream.passes * memstream.depth(), .every = memstream.cycles_per_beat});
  return schedule;
}

Computation compute(const Memstream& memstream, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> beats(static_cast<std::size_t>(memstream.depth() * output.words()));
  for (std::int64_t i = 0; i < memstream.contents.size(); ++i) {
    std::uint64_t* beat = beats.data() + i / memstream.elements_per_beat * output.words();
    set_lane(beat, i % memstream.elements_per_beat, memstream.element,
             memstream.contents.values[static_cast<std::size_t>(i)]);
  }
  for (;;) {
    for (std::int64_t address = 0; address < memstream.depth(); ++address) {
      co_await Iteration{};
      output.write(beats.data() + address * output.words());
    }
  }
}

}  // namespace weir::models
