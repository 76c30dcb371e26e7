// `lookup`: an index in, its row of the table out.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

Schedule schedule(const Lookup& lookup) {
  Schedule schedule(2);
  schedule.repeat(lookup.indices, [&] {
    schedule.step({.reads = 1, .writes = 1});
    schedule.step({.writes = 1, .count = lookup.folds() - 1});
  });
  return schedule;
}

Computation compute(const Lookup& lookup, ValuePorts ports) {
  const std::int64_t folds = lookup.folds();
  ValueQueue& output = *ports.outputs[0];
  // The table as beats, row by row.
  std::vector<std::uint64_t> beats(static_cast<std::size_t>(lookup.entries() * folds * output.words()));
  for (std::int64_t i = 0; i < lookup.table.size(); ++i) {
    set_lane(beats.data() + i / lookup.pe * output.words(), i % lookup.pe, lookup.entry,
             lookup.table.values[static_cast<std::size_t>(i)]);
  }
  for (;;) {
    const std::uint64_t* row = nullptr;
    for (std::int64_t f = 0; f < folds; ++f) {
      co_await Iteration{};
      if (f == 0) {
        const std::uint64_t index = get_bits(ports.inputs[0]->read(), 0, lookup.input.bits);
        row = beats.data() + static_cast<std::int64_t>(index) * folds * output.words();
      }
      output.write(row + f * output.words());
    }
  }
}

}  // namespace weir::models
