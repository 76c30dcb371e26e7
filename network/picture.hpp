// The data that a page draws from a run. The testbench fills it in, the report draws it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/causes.hpp"
#include "network/sizing_result.hpp"
#include "network/tensor.hpp"
#include "network/trace.hpp"

namespace weir {

// Layers and streams over time in one level of detail: spans of `width` cycles each, from cycle `from` on.
struct DetailLevel {
  Cycle from = 0;
  Cycle width = 1;
  std::int64_t spans = 0;
  // By layer and span: cycles with each label.
  std::vector<std::vector<LayerActivity>> layers;
  // By stream and span: the most beats held after any of its cycles.
  std::vector<std::vector<std::int64_t>> held;
};

// The cycles in which a frame's first and last beat entered a stream's FIFO.
struct FrameMark {
  Cycle first = 0;
  Cycle last = 0;
};

// A beat or iteration that waited longest at its stream or layer, and the path back through the causes.
struct LongWait {
  int layer = -1;   // the layer that waited; -1: a stream's beat waited for room
  int stream = -1;  // of the beat
  bool for_room = false;
  std::int64_t frame = 0;
  std::int64_t number = 0;  // the beat's or iteration's number in the frame
  Cycle at = 0;             // when it moved or issued
  Cycle waited = 0;
  std::vector<CausalSpan> way;  // the latest span first
  bool whole = false;           // the path reaches the beginning of the run
};

// The interval with one FIFO's depth changed.
struct WhatIf {
  int stream = -1;
  std::int64_t depth = 0;
  bool locks = false;
  Interval interval;   // if it does not deadlock
  bool exact = false;  // else an upper bound

  friend bool operator==(const WhatIf&, const WhatIf&) = default;
};

// The first beat on which two engines differ.
struct Deviation {
  std::string engine;     // the engine that differs
  std::string reference;  // the engine it is compared with
  int stream = -1;
  std::int64_t frame = 0;
  std::int64_t beat = 0;  // in the frame
  std::optional<Cycle> cycle;
  std::string text;  // the whole finding in words
  // Beats around it, of both: as hexadecimal numbers; empty where there was none.
  std::int64_t first_beat = 0;  // in the frame
  std::vector<std::string> found;
  std::vector<std::string> wanted;
};

// An input frame that can be drawn as a picture.
struct InputFrame {
  std::int64_t frame = 0;
  Shape shape;
  std::vector<std::int64_t> values;
  std::int64_t least = 0;  // the least value of its type
  std::int64_t most = 1;
  std::optional<std::int64_t> label;
};

struct Picture {
  std::int64_t frames = 0;  // frames simulated for the picture, from the first on
  Cycle cycles = 0;
  std::vector<bool> exact_labels;             // by layer: whether labels are exact; else they come from
                                              // transfers at its ports
  std::vector<DetailLevel> levels;            // the coarsest first, which spans the whole run
  std::vector<std::vector<FrameMark>> marks;  // by frame and stream, of the first frames
  Cycle bound = 0;                            // the folding's, of the interval
  std::string bound_by;                       // the layer or stream that has it
  std::optional<Interval> interval;           // proved
  std::optional<CriticalRing> ring;
  std::string reason;  // why the interval is what it is, in a sentence or two
  std::vector<LongWait> waits;
  std::vector<std::string> notes;  // what was asked for and is not in the picture, and why
  std::vector<WhatIf> what_if;
  std::string what_if_limit;  // what was left out and why; "" if nothing was
  std::optional<Deviation> deviation;
  std::vector<InputFrame> inputs;
  std::vector<SizedStream> sized;  // of `weir size`
};

}  // namespace weir
