#include "models/hls.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "models/discipline/phases.hpp"
#include "models/kinds.hpp"

namespace weir::models {

namespace {

// Parallel windows: the first iterations fill the buffer. Then each iteration writes one window, and reads a
// beat until the frame's beats are used up.
Schedule order(const Swu& swu) {
  if (!swu.parallel_window) return schedule(swu);
  const std::int64_t fill = swu.window_pixels() * swu.channel_folds();
  const std::int64_t left = swu.beats_in() - fill;
  Schedule schedule(0);
  schedule.step({.reads = 1, .count = fill});
  schedule.step({.reads = 1, .writes = 1, .count = std::min(left, swu.beats_out())});
  schedule.step({.writes = 1, .count = swu.beats_out() - left, .computes = false});
  return schedule;
}

// The label is written after the loop.
Schedule order(const LabelSelect& label_select) {
  Schedule schedule(0);
  schedule.step({.reads = 1, .count = label_select.trip_count()});
  schedule.step({.writes = 1, .computes = false});
  return schedule;
}

template <class Kind>
Schedule order(const Kind& kind) {
  return schedule(kind);
}

// Reads a window, then writes it. The block's buffer holds one beat per channel fold.
Schedule bursts(const Maxpool& maxpool) {
  const std::int64_t folds = maxpool.channel_folds();
  Schedule schedule(0);
  schedule.repeat(maxpool.windows().height, [&] {
    schedule.step({.reads = 1, .count = maxpool.kernel.area() * folds});
    schedule.step({.writes = 1, .count = folds, .computes = false});
  });
  return schedule;
}

// Iterations per frame that touch a stream.
std::int64_t iterations(const Schedule& schedule) {
  std::int64_t count = 0;
  for (Cursor cursor(schedule);;) {
    const std::int64_t left = cursor.left();
    count += left;
    if (cursor.done(left)) return count;
  }
}

Control control(const HlsBlock& block, const Layer& layer, const Schedule& order) {
  const std::int64_t frame = iterations(order);
  Control control{{}, block.freezes, block.completes};
  std::vector<ControlPhase>& phases = control.phases;
  switch (block.control) {
    case HlsBlock::Control::kCall:
      phases = {States{block.start}, PipelinedLoop{block.frames * frame, block.depth, block.exit}, Drained{}};
      break;
    case HlsBlock::Control::kCountedCalls:
      phases = {States{block.start},    States{block.before}, PipelinedLoop{frame, block.depth, true},
                Again{1, block.frames}, States{block.after},  Drained{}};
      break;
    case HlsBlock::Control::kBursts: {
      const auto& maxpool = std::get<Maxpool>(layer.params);
      const std::int64_t folds = maxpool.channel_folds();
      phases = {States{folds + block.start},
                States{block.before},
                PipelinedLoop{maxpool.kernel.area() * folds, 0, false},
                States{block.between},
                PipelinedLoop{folds, 0, true},
                Again{1, maxpool.windows().height},
                States{block.after},
                Drained{}};
      break;
    }
    case HlsBlock::Control::kReadThenWrite:
      phases = {States{block.start}, PipelinedLoop{frame - 1, 0, false}, States{block.between},
                PipelinedLoop{1, 0, false}, Drained{}};
      break;
    case HlsBlock::Control::kEndless:
      phases = {PipelinedLoop{PipelinedLoop::kEndless, block.depth, block.exit}};
      break;
  }
  return control;
}

}  // namespace

std::unique_ptr<Discipline> hls_block(const Layer& layer, Ports ports) {
  const bool in_bursts = layer.hls->control == HlsBlock::Control::kBursts;
  Schedule of_frame = in_bursts ? bursts(std::get<Maxpool>(layer.params))
                                : std::visit([](const auto& kind) { return order(kind); }, layer.params);
  // The cursor expects a loop.
  of_frame = std::move(of_frame).as_loop();
  Control made = control(*layer.hls, layer, of_frame);
  return std::make_unique<PhasedLoops>(std::move(made), std::move(of_frame), std::move(ports));
}

}  // namespace weir::models
