// `upsample`: a row's pixels pass, each repeated; then the whole row is repeated.
#include <functional>

#include "models/kinds.hpp"

namespace weir::models {

namespace {

using Body = std::function<void(std::int64_t)>;

// The first output pixel of input pixel i.
std::int64_t first_of(std::int64_t i, std::int64_t in, std::int64_t out) { return (i * out + in - 1) / in; }

// Calls body(n) for each of `in` pixels. Pixel i has n output places, starting at i * out / in rounded up
// (first_more) or down; n is out / in, or one more. A pixel with one more, and the pixels without it after
// (first_more) or before it, form a group. The group sizes follow the same rule, with the number of groups as
// the new `in` and the old `in` as the new `out`, rounded the other way. This is Euclid's algorithm and keeps
// the loops few.
void spread(Schedule& schedule, std::int64_t in, std::int64_t out, bool first_more, const Body& body) {
  const std::int64_t share = out / in;
  const std::int64_t more = out % in;  // pixels with one more place
  if (more == 0) return schedule.repeat(in, [&] { body(share); });
  spread(schedule, more, in, !first_more, [&](std::int64_t together) {
    const auto others = [&] { schedule.repeat(together - 1, [&] { body(share); }); };
    if (!first_more) others();
    body(share + 1);
    if (first_more) others();
  });
}

}  // namespace

Schedule schedule(const Upsample& upsample) {
  Schedule schedule(2);
  const Extent& in = upsample.map.size;
  const Extent& out = upsample.size;
  const std::int64_t folds = upsample.channel_folds();
  spread(schedule, in.height, out.height, true, [&](std::int64_t rows) {
    spread(schedule, in.width, out.width, true, [&](std::int64_t columns) {
      schedule.step({.reads = 1, .writes = 1, .count = folds});
      schedule.step({.writes = 1, .count = (columns - 1) * folds});
    });
    schedule.step({.writes = 1, .count = (rows - 1) * out.width * folds});
  });
  return schedule;
}

Computation compute(const Upsample& upsample, ValuePorts ports) {
  const Extent in = upsample.map.size;
  const Extent out = upsample.size;
  const std::int64_t folds = upsample.channel_folds();
  ValueQueue& output = *ports.outputs[0];
  std::vector<std::uint64_t> row(static_cast<std::size_t>(in.width * folds * output.words()));
  for (;;) {
    for (std::int64_t y = 0; y < in.height; ++y) {
      const std::int64_t rows = first_of(y + 1, in.height, out.height) - first_of(y, in.height, out.height);
      for (std::int64_t i = 0; i < rows; ++i) {
        for (std::int64_t x = 0; x < in.width; ++x) {
          const std::int64_t columns =
              first_of(x + 1, in.width, out.width) - first_of(x, in.width, out.width);
          for (std::int64_t j = 0; j < columns; ++j) {
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
}

}  // namespace weir::models
