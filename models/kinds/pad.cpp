// `pad`: a beat out each iteration; the map's own pixels are read, those around and between them are made.
#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

Schedule schedule(const Pad& pad) {
  const Extent size = pad.map.size;
  const Extent padded = pad.padded();
  const std::int64_t folds = pad.channel_folds();
  // Padding in beats: before the map's first pixel, from a pixel to the next one in its row, from a row's
  // last pixel to the next row's first, after the map's last.
  const std::int64_t above = (pad.before.height * padded.width + pad.before.width) * folds;
  const std::int64_t in_row = pad.between.width * folds;
  const std::int64_t to_row =
      (pad.after.width + pad.between.height * padded.width + pad.before.width) * folds;
  const std::int64_t below = (pad.after.height * padded.width + pad.after.width) * folds;
  Schedule schedule(1);
  const auto row = [&] {
    schedule.step({.reads = 1, .writes = 1, .count = folds});
    schedule.repeat(size.width - 1, [&] {
      schedule.step({.writes = 1, .count = in_row});
      schedule.step({.reads = 1, .writes = 1, .count = folds});
    });
  };
  if (above > 0) schedule.step({.writes = 1, .waits = 1});
  schedule.step({.writes = 1, .count = above - 1});
  schedule.repeat(size.height - 1, [&] {
    row();
    schedule.step({.writes = 1, .count = to_row});
  });
  row();
  schedule.step({.writes = 1, .count = below});
  return schedule;
}

Computation compute(const Pad& pad, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> padding(static_cast<std::size_t>(output.words()));  // a beat of it
  for (std::int64_t s = 0; s < pad.simd; ++s) {
    set_lane(padding.data(), s, pad.element, pad.value);
  }
  const Extent padded = pad.padded();
  // Rows and columns of the padded map that hold pixels of the map.
  std::vector<char> rows(static_cast<std::size_t>(padded.height));
  std::vector<char> columns(static_cast<std::size_t>(padded.width));
  for (std::int64_t y = 0; y < pad.map.size.height; ++y)
    rows[static_cast<std::size_t>(pad.before.height + y * (1 + pad.between.height))] = 1;
  for (std::int64_t x = 0; x < pad.map.size.width; ++x)
    columns[static_cast<std::size_t>(pad.before.width + x * (1 + pad.between.width))] = 1;
  for (;;) {
    for (std::size_t y = 0; y < rows.size(); ++y) {
      for (std::size_t x = 0; x < columns.size(); ++x) {
        for (std::int64_t cf = 0; cf < pad.channel_folds(); ++cf) {
          co_await Iteration{};
          output.write(rows[y] != 0 && columns[x] != 0 ? ports.inputs[0]->read() : padding.data());
        }
      }
    }
  }
}

}  // namespace weir::models
