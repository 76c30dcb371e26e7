// `upsample`: a row's pixels pass, each repeated; then the whole row is repeated.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Upsample& upsample) {
  Schedule schedule(2);
  const Extent& size = upsample.map.size;
  const Extent& scale = upsample.scale;
  const std::int64_t folds = upsample.channel_folds();
  schedule.repeat(size.height, [&] {
    schedule.repeat(size.width, [&] {
      schedule.step({.reads = 1, .writes = 1, .count = folds});
      schedule.step({.writes = 1, .count = (scale.width - 1) * folds});
    });
    schedule.step({.writes = 1, .count = (scale.height - 1) * size.width * scale.width * folds});
  });
  return schedule;
}

Computation compute(const Upsample& upsample, ValuePorts ports) {
  const Extent scale = upsample.scale;
  const std::int64_t columns = upsample.map.size.width;
  const std::int64_t folds = upsample.channel_folds();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> row(static_cast<std::size_t>(columns * folds * output.words()));
  for (;;) {
    for (std::int64_t i = 0; i < scale.height; ++i) {
      for (std::int64_t x = 0; x < columns; ++x) {
        for (std::int64_t j = 0; j < scale.width; ++j) {
          std::uint64_t* kept = row.data() + x * folds * output.words();
          for (std::int64_t f = 0; f < folds; ++f, kept += output.words()) {
            co_await Iteration{};
            if (i == 0 && j == 0) std::copy_n(ports.inputs[0]->read(), output.words(), kept);
            output.write(kept);
          }
        }
      }
    }
  }
}

}  // namespace weir::models
