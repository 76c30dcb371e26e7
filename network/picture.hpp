// What a page draws of a run, as plain data: filled in by the testbench, drawn by the report.
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

// A beat, or a layer's iteration, that waited longest at its place, and the way back along what held it up.
struct LongWait {
  int layer = -1;   // that waited; -1: a stream's beat, which waited for room
  int stream = -1;  // of the beat
  bool for_room = false;
  std::int64_t frame = 0;
  std::int64_t number = 0;  // of the beat or iteration, in the frame
  Cycle at = 0;             // when it moved or issued
  Cycle waited = 0;
  std::vector<CausalSpan> way;  // the latest span first
  bool whole = false;           // the way goes back to the beginning
};

// What becomes of the interval with one FIFO of another depth.
struct WhatIf {
  int stream = -1;
  std::int64_t depth = 0;
  bool locks = false;
  Interval interval;   // if it does not lock
  bool exact = false;  // else it is no longer than that

  friend bool operator==(const WhatIf&, const WhatIf&) = default;
};

// The first beat on which two engines part.
struct Deviation {
  std::string engine;     // that found it
  std::string reference;  // against which
  int stream = -1;
  std::int64_t frame = 0;
  std::int64_t beat = 0;  // in the frame
  std::optional<Cycle> cycle;
  std::string text;  // all of it in words
  // Beats around it, of both: as hexadecimal numbers; empty where there was none.
  std::int64_t first_beat = 0;  // in the frame
  std::vector<std::string> found;
  std::vector<std::string> wanted;
};

// A frame that went in, of an input that can be seen as a picture.
struct InputFrame {
  std::int64_t frame = 0;
  Shape shape;
  std::vector<std::int64_t> values;
  std::int64_t least = 0;  // that its type can hold
  std::int64_t most = 1;
  std::optional<std::int64_t> label;
};

struct Picture {
  std::int64_t frames = 0;  // simulated for it, from the first on
  Cycle cycles = 0;
  std::vector<bool> exact_labels;             // by layer: else of cycles in which beats moved at its ports
  std::vector<DetailLevel> levels;            // the coarsest first, which spans the whole run
  std::vector<std::vector<FrameMark>> marks;  // by frame and stream, of the first frames
  Cycle bound = 0;                            // the folding's, of the interval
  std::string bound_by;                       // the layer or stream that has it
  std::optional<Interval> interval;           // proved
  std::optional<CriticalRing> ring;
  std::string reason;  // why the interval is what it is, in a sentence or two
  std::vector<LongWait> waits;
  std::vector<WhatIf> what_if;
  std::string what_if_limit;  // what was left out and why; "" if nothing was
  std::optional<Deviation> deviation;
  std::vector<InputFrame> inputs;
  std::vector<SizedStream> sized;  // of `weir size`
};

}  // namespace weir
