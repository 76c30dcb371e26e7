// A whole network as channels and processes, hosted by nobody yet: the native scheduler and SystemC each
// drive one.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/layer_model.hpp"
#include "network/interval.hpp"
#include "network/stimulus.hpp"
#include "network/waits.hpp"

namespace weir::models {

// The feeder of a network input. Notes the cycle in which each frame's first beat entered.
class Source {
 public:
  // `admission`: no frame begins before its turn, one every so often; none: as soon as there is room.
  Source(const Stream& stream, const Pattern& arrival, const Stimulus& stimulus, const Beats* beats,
         const std::optional<Interval>& admission, Channel& channel);
  Process run();
  [[nodiscard]] const std::vector<Cycle>& first_push() const { return first_push_; }

 private:
  std::int64_t frames_;
  std::int64_t beats_per_frame_;
  const Beats* beats_;
  Interval admission_;
  Channel& channel_;
  Gate gate_;
  std::vector<Cycle> first_push_;
};

// The drain of a network output. Notes the cycle in which each frame's last beat left.
class Sink {
 public:
  Sink(const Stream& stream, Channel& channel)
      : beats_per_frame_(stream.beats_per_frame), channel_(channel) {}
  Process run();
  [[nodiscard]] const std::vector<Cycle>& last_pop() const { return last_pop_; }
  // The cycle of the latest pop; -1 before the first.
  [[nodiscard]] Cycle last() const { return last_; }
  // Before the first pop: the one before it was in cycle `last`.
  void go_on_from(Cycle last) { last_ = last; }

 private:
  std::int64_t beats_per_frame_;
  Channel& channel_;
  Cycle last_ = -1;
  std::vector<Cycle> last_pop_;
};

// The cycle from which a frame is let in.
inline Cycle admitted(const Interval& admission, std::int64_t frame) {
  return frame * admission.cycles / admission.frames;
}

// Per frame: the cycle of its first transfer into the network and of its last out of it.
struct FrameTimes {
  std::vector<Cycle> first_in;
  std::vector<Cycle> last_out;
};

// All that later frames depend on, at the end of a frame, each part of it at its own (steady_state.hpp).
struct FrameBoundary {
  std::vector<std::vector<Cycle>> pops;    // of each stream the last, the latest first
  std::vector<std::vector<Cycle>> pushes;  // likewise
  std::vector<std::vector<Cycle>> layers;  // the state of each

  friend bool operator==(const FrameBoundary&, const FrameBoundary&) = default;
};

struct Pipeline {
  // Layers named in `replaced` get no model: something else takes their streams' ends.
  Pipeline(const Network& network, const Stimulus& stimulus, const Recording& recording,
           const std::vector<bool>& replaced = {}, const std::optional<Interval>& admission = {});

  // Before it is run: its first frame follows one that ended like this, in the same network with other
  // depths.
  void go_on_from(const FrameBoundary& boundary);
  // Whether every beat of every frame was taken from every stream (but those inside a part that replaces
  // layers).
  [[nodiscard]] bool complete() const;
  // Whether more beats than that were taken from one of them: only hardware that is wrong does so.
  [[nodiscard]] bool overrun() const;
  // The cycle of the latest transfer on such a stream; -1 before the first. What a memory streams is not
  // looked at.
  [[nodiscard]] Cycle last_cycle() const;
  [[nodiscard]] FrameTimes frame_times() const;
  // Of a run that came to a stop before its end: what each layer waits for. Empty of one that ended.
  [[nodiscard]] std::vector<Wait> waits() const;
  // The trace of the frames' beats, up to cycle `last`. Moves the channels' records out; once, at the end.
  Trace take_trace(std::string engine, Cycle last);
  // Whether layers that have no model here lie at both ends of it.
  [[nodiscard]] bool inside_part(const Stream& stream) const;
  void note_last_wanted(std::size_t layer, Trace& trace) const;

  const Network& network;
  const Stimulus& stimulus;
  Recording recording;
  std::optional<Interval> admission;
  std::vector<std::unique_ptr<Channel>> channels;   // one a stream
  std::vector<std::unique_ptr<LayerModel>> layers;  // one a layer; null where replaced
  std::vector<Source> sources;                      // one a network input
  std::vector<Sink> sinks;                          // one a network output
};

}  // namespace weir::models
