#include "models/rtllib.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "models/discipline/elastic.hpp"
#include "models/discipline/freezing.hpp"
#include "models/kinds.hpp"

namespace weir::models {

namespace {

// A block: its schedule and the pipeline that runs it; without `freezing`, an elastic one.
struct Block {
  Schedule schedule;
  std::optional<Freezing> freezing;
};

template <class Kind>
Block block(const Kind& /*kind*/, const Rtllib& /*rtllib*/) {
  throw std::logic_error("rtllib: no block of this kind");  // network.hpp, check_hardware()
}

// dwc.sv: upsizing has one register for the wide beat. Downsizing has one from which the narrow beats leave,
// and an output register with a skid place beside it.
Block block(const Dwc& dwc, const Rtllib& /*rtllib*/) {
  return {schedule(dwc), Freezing{.output_register = dwc.in_bits > dwc.out_bits}};
}

// fmpadding.sv: a beat of the map or of the padding goes into the output register. A frame's padding starts
// without waiting for the frame.
Block block(const Pad& pad, const Rtllib& /*rtllib*/) {
  Schedule schedule(1);
  const Extent padded = pad.padded();
  const std::int64_t folds = pad.channel_folds();
  const auto padding = [&](std::int64_t pixels) { schedule.step({.writes = 1, .count = pixels * folds}); };
  padding(pad.before.height * padded.width);
  schedule.repeat(pad.map.size.height, [&] {
    padding(pad.before.width);
    schedule.step({.reads = 1, .writes = 1, .count = pad.map.size.width * folds});
    padding(pad.after.width);
  });
  padding(pad.after.height * padded.width);
  return {std::move(schedule), Freezing{}};
}

// thresholding.sv: stages that never stop, and a queue deep enough for all beats in them.
Block block(const Threshold& threshold, const Rtllib& rtllib) {
  const Cycle stages = threshold.output().bits * (rtllib.deep_pipeline ? 2 : 1);
  Schedule schedule(stages + 2);
  schedule.step({.reads = 1, .writes = 1, .count = threshold.trip_count()});
  return {std::move(schedule), std::nullopt};
}

// memstream.sv: an address and a word. The 2025 release prefetches into a queue as long as it has room. From
// the first word on, it too has a word in every cycle.
Block block(const Memstream& memstream, const Rtllib& rtllib) {
  return {schedule(memstream), Freezing{.depth = rtllib.release == Rtllib::Release::k2024 ? 2 : 5}};
}

// Enabled cycles from the issue of a vector's last products until their sum leaves the compute core. A DSP58
// holds three lanes, and each segment of the DSP58 chain has a register of its own.
Cycle stages_of(const Rtllib& rtllib, Rtllib::Core by_kind, std::int64_t simd) {
  if ((rtllib.core == Rtllib::Core::kByKind ? by_kind : rtllib.core) == Rtllib::Core::kDsp48) return 5;
  const std::int64_t chain = (simd + 2) / 3;
  const std::int64_t segment = rtllib.segment == 0 ? chain : rtllib.segment;
  return (chain + segment - 1) / segment + 2;
}

// mvu_vvu_axi.sv: the compute core and an output register. With several neuron folds, replay_buffer.sv
// replays each vector once per fold.
Block block(const Mvtu& mvtu, const Rtllib& rtllib) {
  const Freezing freezing{.depth = stages_of(rtllib, Rtllib::Core::kDsp48, mvtu.simd),
                          .output_register = true};
  if (mvtu.neuron_folds() == 1) return {schedule(mvtu), freezing};
  const std::int64_t synapse_folds = mvtu.synapse_folds();
  const std::uint32_t weights = mvtu.weights_streamed ? 0b10 : 0;
  Schedule schedule(1);
  Buffer buffer{.beats = mvtu.vectors * synapse_folds, .places = 1, .offsets = {}, .registered = true};
  while (buffer.places < std::max<std::int64_t>(synapse_folds, 2)) buffer.places *= 2;
  std::vector<std::int64_t> one_by_one;
  for (std::int64_t sf = 0; sf < synapse_folds; ++sf) {
    buffer.offsets.push_back(sf);
    one_by_one.push_back(sf + 1);
  }
  buffer.frees = {std::move(one_by_one), {1}};
  schedule.buffer(std::move(buffer));
  const auto round = [&](bool computes) {
    schedule.step(
        {.reads = weights, .count = synapse_folds - 1, .needs = Step::kOffsets, .computes = computes});
    schedule.step({.reads = weights, .writes = 1, .needs = synapse_folds - 1});
  };
  schedule.repeat(mvtu.vectors, [&] {
    round(true);
    schedule.repeat(mvtu.neuron_folds() - 2, [&] { round(mvtu.weights_streamed); });
    // In the last replay, a beat that leaves the buffer frees its place.
    schedule.step({.reads = weights,
                   .count = synapse_folds - 1,
                   .needs = Step::kOffsets,
                   .frees = synapse_folds - 1,
                   .frees_each = 0,
                   .computes = mvtu.weights_streamed});
    schedule.step({.reads = weights, .writes = 1, .needs = 0, .frees = 1, .frees_each = 1});
  });
  return {std::move(schedule), freezing};
}

Block block(const Vvtu& vvtu, const Rtllib& rtllib) {
  return {schedule(vvtu),
          Freezing{.depth = stages_of(rtllib, Rtllib::Core::kDsp58, vvtu.simd), .output_register = true}};
}

// swg_template_default.sv: by window position, the buffer beats that are free once the position has been
// fetched, counted from the window's first beat. Two registers decide it: the next beat to fetch, and the
// first beat of the next window (in depthwise order, of the next channel fold's window). `next`: the latter's
// value at the window's end; `all`: the beats free then.
std::vector<std::int64_t> freed_by(const Swu& swu, const std::vector<std::int64_t>& offsets,
                                   std::int64_t next, std::int64_t all) {
  const auto positions = static_cast<std::int64_t>(offsets.size());
  const std::int64_t folds = swu.channel_folds();
  const std::int64_t a_fold = swu.depthwise ? positions / folds : positions;
  std::vector<std::int64_t> free;
  for (std::int64_t p = 0; p + 1 < positions; ++p) {
    const std::int64_t begun = p / a_fold + 1;  // folds
    const std::int64_t first = begun < positions / a_fold ? begun : next;
    free.push_back(std::min(first, offsets[static_cast<std::size_t>(p) + 1]));
  }
  free.push_back(all);
  return free;
}

Block positions(const Swu& swu) {
  const Extent windows = swu.windows();
  const std::int64_t folds = swu.channel_folds();
  const std::int64_t row = swu.map.size.width;
  Buffer buffer{.beats = swu.beats_in(), .offsets = schedule(swu).buffer().offsets};
  // The span of a window, plus the part of a stride that exceeds the number of positions in a window.
  buffer.places =
      folds * (swu.window_pixels() + std::max<std::int64_t>(0, swu.stride.width - 1 - swu.kernel.area()) +
               std::max<std::int64_t>(0, (swu.stride.height - 1) * row - swu.kernel.area()));
  const std::int64_t in_row = swu.step_in_row() * folds;
  const std::int64_t to_row = swu.step_to_row() * folds;
  const std::int64_t to_map = swu.step_to_map() * folds;
  const std::int64_t last = buffer.offsets.back();
  if (swu.depthwise && folds > 1) {
    // After the last window, the register of the next run's first beat advances by one window span. If that
    // overflows its bits, it turns negative, and the buffer takes no beat.
    const std::int64_t last_write = buffer.beats - to_map + last;
    if (last_write + folds >
        static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(buffer.beats)))) {
      const auto window_positions = static_cast<std::int64_t>(buffer.offsets.size());
      buffer.closes = windows.area() * window_positions - swu.kernel.area();
      buffer.closed_to = last_write;
    }
  }
  buffer.frees = {freed_by(swu, buffer.offsets, in_row, in_row),
                  freed_by(swu, buffer.offsets, to_row, to_row), freed_by(swu, buffer.offsets, last, to_map)};
  Schedule schedule(1);
  const auto count = static_cast<std::int64_t>(buffer.offsets.size());
  schedule.buffer(std::move(buffer));
  const auto window = [&](std::int64_t frees, std::int64_t each) {
    schedule.step({.writes = 1, .count = count, .needs = Step::kOffsets, .frees = frees, .frees_each = each});
  };
  const auto row_of_windows = [&](std::int64_t frees, std::int64_t each) {
    schedule.repeat(windows.width - 1, [&] { window(in_row, 0); });
    window(frees, each);
  };
  schedule.repeat(windows.height - 1, [&] { row_of_windows(to_row, 1); });
  row_of_windows(to_map, 2);
  return {std::move(schedule), Freezing{.frames_apart = true}};
}

// swg_template_parallel.sv: a window is output as its last beat is read.
Block block(const Swu& swu, const Rtllib& /*rtllib*/) {
  if (!swu.parallel_window) return positions(swu);
  return {schedule(swu), Freezing{.frames_apart = true}};
}

}  // namespace

std::unique_ptr<Discipline> rtllib_block(const Layer& layer, Ports ports) {
  Block made = std::visit([&](const auto& kind) { return block(kind, *layer.rtllib); }, layer.params);
  if (!made.freezing) return Elastic::make(std::move(made.schedule), std::move(ports));
  return std::make_unique<FreezingPipeline>(*made.freezing, std::move(made.schedule), std::move(ports));
}

std::optional<Fifo> rtllib_input(const Layer& layer) {
  const auto* dwc = std::get_if<Dwc>(&layer.params);
  const bool aside = std::holds_alternative<Pad>(layer.params) || (dwc && dwc->in_bits < dwc->out_bits);
  return aside ? std::optional(Fifo{1, {0, 1, 0}}) : std::nullopt;
}

}  // namespace weir::models
