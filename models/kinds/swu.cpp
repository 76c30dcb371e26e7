// `swu`: windows out of a line buffer, one position a beat; or, with a parallel window, the beat of the pixel
// that completes a window writes all of it.
#include <bit>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// The iterations of a group of windows in order: beats from the group's first one to the one that its last
// window writes.
std::vector<std::int64_t> offsets_of(const Swu& swu) {
  const std::int64_t folds = swu.channel_folds();
  std::vector<std::int64_t> offsets;
  for (std::int64_t outer = 0; outer < (swu.depthwise ? folds : 1); ++outer) {
    for (std::int64_t i = 0; i < swu.kernel.height; ++i) {
      for (std::int64_t j = 0; j < swu.kernel.width; ++j) {
        const std::int64_t pixel = i * swu.dilation.height * swu.map.size.width + j * swu.dilation.width +
                                   (swu.mmv - 1) * swu.stride.width;
        for (std::int64_t inner = 0; inner < (swu.depthwise ? 1 : folds); ++inner)
          offsets.push_back(pixel * folds + outer + inner);
      }
    }
  }
  return offsets;
}

// The most recent beats, numbered over all frames.
class KeptBeats {
 public:
  // Keeps at least the last `beats`.
  KeptBeats(ValueQueue& input, std::int64_t beats)
      : input_(input),
        words_(static_cast<std::size_t>(input.words())),
        mask_(std::bit_ceil(static_cast<std::uint64_t>(beats)) - 1),
        ring_((mask_ + 1) * words_) {}

  // Reads the next beat.
  void read() { std::copy_n(input_.read(), words_, slot(read_++)); }
  void read_up_to(std::int64_t beat) {
    while (read_ <= beat) read();
  }
  // The number of the last beat read.
  [[nodiscard]] std::int64_t last() const { return read_ - 1; }
  [[nodiscard]] const std::uint64_t* beat(std::int64_t number) { return slot(number); }

 private:
  [[nodiscard]] std::uint64_t* slot(std::int64_t number) {
    return ring_.data() + (static_cast<std::uint64_t>(number) & mask_) * words_;
  }

  ValueQueue& input_;
  std::size_t words_;  // a beat
  std::uint64_t mask_;
  std::vector<std::uint64_t> ring_;
  std::int64_t read_ = 0;  // beats
};

Schedule one_position_a_beat(const Swu& swu) {
  const Extent groups = swu.groups();
  const std::int64_t folds = swu.channel_folds();
  std::vector<std::int64_t> offsets = offsets_of(swu);
  const auto positions = static_cast<std::int64_t>(offsets.size());
  Schedule schedule(2);
  schedule.buffer({.beats = swu.beats_in(),
                   .places = swu.buffer_pixels * folds,
                   .unit = folds,
                   .offsets = std::move(offsets)});
  const auto group = [&](std::int64_t pixels_to_next) {
    schedule.step(
        {.writes = 1, .count = positions, .needs = Step::kOffsets, .frees = pixels_to_next * folds});
  };
  const auto row = [&](std::int64_t pixels_to_next) {
    schedule.repeat(groups.width - 1, [&] { group(swu.step_in_row()); });
    group(pixels_to_next);
  };
  schedule.repeat(groups.height - 1, [&] { row(swu.step_to_row()); });
  row(swu.step_to_map());
  return schedule;
}

Schedule parallel_window(const Swu& swu) {
  const Extent windows = swu.windows();
  const std::int64_t folds = swu.channel_folds();
  // Pixels that complete no window: before the first one that does, from one that does to the next one in its
  // row, from a row's last one to the next row's first, and after the last one.
  const std::int64_t before = swu.window_pixels() - 1;
  const std::int64_t in_row = swu.stride.width - 1;
  const std::int64_t to_row = swu.step_to_row() - 1;
  const std::int64_t after = swu.step_to_map() - 1 - before;
  Schedule schedule(2);
  const auto row = [&] {
    schedule.step({.reads = 1, .writes = 1, .count = folds});
    schedule.repeat(windows.width - 1, [&] {
      schedule.step({.reads = 1, .count = in_row * folds});
      schedule.step({.reads = 1, .writes = 1, .count = folds});
    });
  };
  schedule.step({.reads = 1, .count = before * folds});
  schedule.repeat(windows.height - 1, [&] {
    row();
    schedule.step({.reads = 1, .count = to_row * folds});
  });
  row();
  schedule.step({.reads = 1, .count = after * folds});
  return schedule;
}

Computation compute_positions(const Swu& swu, ValuePorts ports) {
  const Extent groups = swu.groups();
  const std::int64_t folds = swu.channel_folds();
  const std::int64_t neighbour = swu.stride.width * folds;  // beats from a window to the next one in its row
  const std::int64_t bits = swu.input_bits();
  const std::vector<std::int64_t> offsets = offsets_of(swu);
  ValueQueue& output = *ports.outputs[0];
  KeptBeats kept(*ports.inputs[0], offsets.back() + 1);
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  std::int64_t first = 0;  // the group's first beat
  for (;;) {
    for (std::int64_t row = 0; row < groups.height; ++row) {
      for (std::int64_t column = 0; column < groups.width; ++column) {
        for (const std::int64_t offset : offsets) {
          co_await Iteration{};
          kept.read_up_to(first + offset);
          if (swu.mmv == 1) {
            output.write(kept.beat(first + offset));
            continue;
          }
          std::ranges::fill(beat, 0);
          for (std::int64_t m = 0; m < swu.mmv; ++m) {
            or_run(beat.data(), m * bits, kept.beat(first + offset - (swu.mmv - 1 - m) * neighbour), 0, bits);
          }
          output.write(beat.data());
        }
        first += folds * (column + 1 < groups.width ? swu.step_in_row()
                          : row + 1 < groups.height ? swu.step_to_row()
                                                    : swu.step_to_map());
      }
    }
  }
}

Computation compute_parallel_window(const Swu& swu, ValuePorts ports) {
  const Extent size = swu.map.size;
  const std::int64_t folds = swu.channel_folds();
  const std::int64_t bits = swu.input_bits();
  // Whether the last row or column of a window is at this position.
  const auto completes = [](std::int64_t at, std::int64_t before, std::int64_t stride, std::int64_t windows) {
    return at >= before && (at - before) % stride == 0 && (at - before) / stride < windows;
  };
  const Extent before{(swu.kernel.height - 1) * swu.dilation.height,
                      (swu.kernel.width - 1) * swu.dilation.width};
  ValueQueue& output = *ports.outputs[0];
  KeptBeats kept(*ports.inputs[0], swu.window_pixels() * folds);
  std::vector<std::uint64_t> beat(static_cast<std::size_t>(output.words()));
  for (;;) {
    for (std::int64_t y = 0; y < size.height; ++y) {
      const bool row_completes = completes(y, before.height, swu.stride.height, swu.windows().height);
      for (std::int64_t x = 0; x < size.width; ++x) {
        const bool writes =
            row_completes && completes(x, before.width, swu.stride.width, swu.windows().width);
        for (std::int64_t cf = 0; cf < folds; ++cf) {
          co_await Iteration{};
          kept.read();
          if (!writes) continue;
          std::ranges::fill(beat, 0);
          std::int64_t lane = 0;
          for (std::int64_t i = before.height; i >= 0; i -= swu.dilation.height) {
            for (std::int64_t j = before.width; j >= 0; j -= swu.dilation.width) {
              or_run(beat.data(), lane++ * bits, kept.beat(kept.last() - (i * size.width + j) * folds), 0,
                     bits);
            }
          }
          output.write(beat.data());
        }
      }
    }
  }
}

}  // namespace

Schedule schedule(const Swu& swu) {
  return swu.parallel_window ? parallel_window(swu) : one_position_a_beat(swu);
}

Computation compute(const Swu& swu, ValuePorts ports) {
  return swu.parallel_window ? compute_parallel_window(swu, std::move(ports))
                             : compute_positions(swu, std::move(ports));
}

}  // namespace weir::models
