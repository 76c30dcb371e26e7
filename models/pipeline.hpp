// A whole network as channels and processes, without a scheduler. Each host (hosts/) drives one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/discipline.hpp"
#include "models/discipline/border.hpp"
#include "models/rtllib.hpp"
#include "network/interval.hpp"
#include "network/stimulus.hpp"
#include "network/waits.hpp"

namespace weir::models {

// What to record besides the cycles that the simulation itself needs.
struct Recording {
  bool cycles = false;  // every push and pop
  bool waves = false;   // also when each beat was first offered and wanted; requires `cycles`
  bool values = false;  // the beats' values; makes the layers compute them
  bool levels = false;  // the most beats held
  // Through an unlimited FIFO, a producer runs at most this many frames ahead of its consumer.
  std::int64_t look_ahead_frames = 2;
  // Beats that may be offered over a wire beyond those taken. Must be 1 if the cycle in which each was first
  // shown is recorded. A larger number only speeds the simulation up; the cycles are the same.
  std::int64_t offers_ahead = 1;
  // Keeps the offer, push and pop cycles of the latest beats, this many frames of them.
  std::int64_t history_frames = 0;

  static constexpr std::int64_t kMostAhead = 256;
  // Sets offers_ahead as large as the other recordings allow.
  void offer_ahead() { offers_ahead = waves || levels || history_frames > 0 ? 1 : kMostAhead; }
};

// The state at the end of a frame that later frames depend on, each part taken at its own frame end
// (analysis/steady_state.hpp).
struct FrameBoundary {
  std::vector<std::vector<Cycle>> pops;    // per channel: the last pops, latest first
  std::vector<std::vector<Cycle>> pushes;  // likewise
  std::vector<std::vector<Cycle>> layers;  // per layer: its discipline's state

  friend bool operator==(const FrameBoundary&, const FrameBoundary&) = default;
};

class Pipeline {
 public:
  // A layer whose entry in `replaced` is set gets no model; the caller drives its streams' ends.
  Pipeline(const Network& network, const Stimulus& stimulus, const Recording& recording,
           const std::vector<bool>& replaced = {}, const std::optional<Interval>& admission = {});
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Call before the run: the first frame then follows a frame that ended in this state. The depths may differ
  // from those of the run that recorded it.
  void resume_from(const FrameBoundary& boundary);
  // Whether every beat of every frame was popped from every stream, except streams inside a part that
  // replaces layers.
  [[nodiscard]] bool complete() const;
  // Whether more beats than the frames have were popped from one of these streams. Only faulty hardware does
  // that.
  [[nodiscard]] bool overrun() const;
  // The cycle of the latest transfer of a frame's beat on one of these streams; -1 before the first.
  [[nodiscard]] Cycle last_cycle() const;
  [[nodiscard]] FrameTimes frame_times() const;
  // After a deadlock: what each layer waits for. Empty if the run completed.
  [[nodiscard]] std::vector<Wait> waits() const;
  // The trace of the frames' beats, up to cycle `last`. Moves the records out, so call it once, at the end.
  Trace take_trace(std::string engine, Cycle last);
  // Whether the layers at both ends of the stream are replaced.
  [[nodiscard]] bool inside_part(const Stream& stream) const;
  // Whether every process is monotone: an earlier beat or slot never delays anything.
  [[nodiscard]] bool monotone() const;
  // Whether later frames change cycles of earlier ones (discipline.hpp). untouched_by_the_end(): up to this
  // cycle the run is the same as one with endless frames.
  [[nodiscard]] bool looks_ahead() const;
  [[nodiscard]] Cycle untouched_by_the_end() const;
  // The largest number of frames that any source or layer has begun.
  [[nodiscard]] std::int64_t frames_begun() const;

  // How many of a channel's latest pops (slots) and pushes (credits) belong to the state at a frame's end.
  [[nodiscard]] std::uint64_t slots(std::size_t channel) const;
  [[nodiscard]] std::uint64_t credits(std::size_t channel) const { return credits_[channel]; }
  // Copies their cycles, latest first; -1 for transfers before the first. For offers, copies the cycle from
  // which each was visible, up to the last popped beat.
  void copy_pops(std::size_t channel, Cycle* to) const;
  void copy_pushes(std::size_t channel, Cycle* to) const;
  // The cycle from which the producer offered each recorded beat of a stream. Requires `waves` or
  // `history_frames`.
  [[nodiscard]] const Timeline& offered(int stream) const;
  // The recorded transfer cycles of a stream's own FIFO or wire.
  [[nodiscard]] const Timeline& pushes(int stream) const;
  [[nodiscard]] const Timeline& pops(int stream) const;
  // The most beats held on a stream, if levels are recorded.
  [[nodiscard]] std::int64_t level(std::size_t stream) const;

  // A process and the channels at its ends.
  struct Member {
    std::string name;
    Process* process = nullptr;
    std::vector<int> inputs;
    std::vector<int> outputs;
  };

  const Network& network;
  const Stimulus& stimulus;
  Recording recording;
  std::optional<Interval> admission;
  std::vector<std::unique_ptr<Channel>> channels;   // one per stream, its FIFO or wire; then the register
                                                    // slices
  std::vector<std::unique_ptr<Discipline>> layers;  // one a layer; null where replaced
  std::vector<std::unique_ptr<Source>> sources;     // one a network input
  std::vector<std::unique_ptr<Sink>> sinks;         // one a network output
  std::vector<std::unique_ptr<Wire>> wires;         // beside register slices
  std::vector<Member> members;                      // all processes, from upstream to downstream
  std::vector<std::unique_ptr<ValueQueue>> values;  // one a stream, if they are computed

  // The ends of a stream's own FIFO or wire, for whoever replaces a layer.
  [[nodiscard]] InPort in_port(int stream);
  [[nodiscard]] OutPort out_port(int stream);
  // The channels of these ends.
  [[nodiscard]] int last_channel(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels.back();
  }
  [[nodiscard]] int first_channel(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels.front();
  }
  // All channels that a beat of the stream passes, in order.
  [[nodiscard]] const std::vector<int>& channels_of(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels;
  }

 private:
  // The channels that a beat passes from the producer's port to the consumer's, including the stream's own.
  struct Way {
    std::vector<int> channels;
    bool sliced_before = false;  // a register slice comes first
    bool sliced_behind = false;  // another comes last
    int last_fifo = 0;           // the stream's own FIFO that the consumer's end reads
    int reader = -1;             // the wire that reads last_fifo and records its level; -1: the consumer does
  };

  void add_way(int stream, const std::optional<Fifo>& before, const std::optional<Fifo>& behind);
  int add_channel(const Fifo& fifo, int stream);
  // A layer's end of a stream's own FIFO.
  [[nodiscard]] OutPort fifo_port(Channel& fifo, const Pattern& stalls) const;
  void size_rings();
  void make_layer(std::size_t layer);
  void join_slices(int stream);
  // The cycles of the stream's own pushes (pops).
  [[nodiscard]] Timeline& pushes_of(std::size_t stream) const;
  [[nodiscard]] Timeline& pops_of(std::size_t stream) const;
  // The beats of all frames on the stream.
  [[nodiscard]] std::uint64_t beats(std::size_t stream) const;
  // The port that writes (reads) a stream; null if its layer is replaced.
  [[nodiscard]] OutPort* writer(int stream) const;
  [[nodiscard]] InPort* reader(int stream) const;
  void note_waves(std::size_t stream, StreamTrace& trace);

  std::vector<Way> ways_;                  // one a stream
  std::vector<std::uint64_t> credits_;     // one a channel
  std::vector<std::uint64_t> departures_;  // likewise
  std::int64_t frames_ahead_ = 0;          // the most frames that memories stream ahead
  std::vector<Beats> recorded_values_;     // one a stream
};

}  // namespace weir::models
