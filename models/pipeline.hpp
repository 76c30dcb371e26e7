// A whole network as channels and processes, hosted by nobody yet: the hosts (hosts/) each drive one.
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

// What is kept besides the cycles that the simulation itself needs.
struct Recording {
  bool cycles = false;  // every push and pop
  bool waves = false;   // also when beats were first offered and wanted; only with cycles
  bool values = false;  // the beats' values: layers compute them
  bool levels = false;  // the most beats held
  // How far a producer is ahead of its consumer at most, where a FIFO has no limit.
  std::int64_t look_ahead_frames = 2;
  // So many beats at most are offered over a wire ahead of those that are taken; 1 if somebody looks at when
  // each was first shown. More of them are done at a time, to the same cycles.
  std::int64_t offers_ahead = 1;
  // So many frames' latest beats: when they were offered, pushed and popped.
  std::int64_t history_frames = 0;

  static constexpr std::int64_t kMostAhead = 256;
  // Lets beats be offered ahead, unless something of this looks at that.
  void offer_ahead() { offers_ahead = waves || levels || history_frames > 0 ? 1 : kMostAhead; }
};

// All that later frames depend on, at the end of a frame, each part of it at its own
// (analysis/steady_state.hpp).
struct FrameBoundary {
  std::vector<std::vector<Cycle>> pops;    // of each channel the last, the latest first
  std::vector<std::vector<Cycle>> pushes;  // likewise
  std::vector<std::vector<Cycle>> layers;  // the state of each

  friend bool operator==(const FrameBoundary&, const FrameBoundary&) = default;
};

class Pipeline {
 public:
  // Layers named in `replaced` get no model: something else takes their streams' ends.
  Pipeline(const Network& network, const Stimulus& stimulus, const Recording& recording,
           const std::vector<bool>& replaced = {}, const std::optional<Interval>& admission = {});
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Before it is run: its first frame follows one that ended like this, in the same network with other
  // depths.
  void resume_from(const FrameBoundary& boundary);
  // Whether every beat of every frame was taken from every stream (but those inside a part that replaces
  // layers).
  [[nodiscard]] bool complete() const;
  // Whether more beats than that were taken from one of them: only hardware that is wrong does so.
  [[nodiscard]] bool overrun() const;
  // The cycle of the latest transfer of a frame's beat on such a stream; -1 before the first.
  [[nodiscard]] Cycle last_cycle() const;
  [[nodiscard]] FrameTimes frame_times() const;
  // Of a run that came to a stop before its end: what each layer waits for. Empty of one that ended.
  [[nodiscard]] std::vector<Wait> waits() const;
  // The trace of the frames' beats, up to cycle `last`. Moves the records out; once, at the end.
  Trace take_trace(std::string engine, Cycle last);
  // Whether layers that have no model here lie at both ends of it.
  [[nodiscard]] bool inside_part(const Stream& stream) const;
  // Whether each process is monotone: an earlier beat or slot makes nothing later.
  [[nodiscard]] bool monotone() const;
  // Whether later frames move anything of earlier ones (discipline.hpp), and up to which cycle all that
  // happens is as if the frames had no end.
  [[nodiscard]] bool looks_ahead() const;
  [[nodiscard]] Cycle untouched_by_the_end() const;
  // Of a source or of a layer the most frames, the last of which may not be done.
  [[nodiscard]] std::int64_t frames_begun() const;

  // The state of a channel at a frame's end: so many of the latest pops decide on what is to come, and of the
  // latest pushes.
  [[nodiscard]] std::uint64_t slots(std::size_t channel) const;
  [[nodiscard]] std::uint64_t credits(std::size_t channel) const { return credits_[channel]; }
  // Their cycles, the latest first; -1 where there were none yet. Of offers it is told from when each was
  // shown, up to the beat that was popped last.
  void copy_pops(std::size_t channel, Cycle* to) const;
  void copy_pushes(std::size_t channel, Cycle* to) const;
  // From when the producer offered a stream's beats, if waves or history are recorded: of any that is kept.
  [[nodiscard]] const Timeline& offered(int stream) const;
  // The cycles of the transfers of a stream's own FIFO, or over its wire: of those that are kept.
  [[nodiscard]] const Timeline& pushes(int stream) const;
  [[nodiscard]] const Timeline& pops(int stream) const;
  // The most beats held on a stream, if levels are recorded.
  [[nodiscard]] std::int64_t level(std::size_t stream) const;

  // A process, and the channels at its ends.
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
  std::vector<std::unique_ptr<Channel>> channels;  // one a stream, its FIFO or wire; then the register slices
  std::vector<std::unique_ptr<Discipline>> layers;  // one a layer; null where replaced
  std::vector<std::unique_ptr<Source>> sources;     // one a network input
  std::vector<std::unique_ptr<Sink>> sinks;         // one a network output
  std::vector<std::unique_ptr<Wire>> wires;         // beside register slices
  std::vector<Member> members;                      // all processes, from upstream to downstream
  std::vector<std::unique_ptr<ValueQueue>> values;  // one a stream, if they are computed

  // The ends of a stream's own FIFO or wire, as whoever replaces a layer uses them.
  [[nodiscard]] InPort in_port(int stream);
  [[nodiscard]] OutPort out_port(int stream);
  // Their channels.
  [[nodiscard]] int last_channel(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels.back();
  }
  [[nodiscard]] int first_channel(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels.front();
  }
  // All that a beat of the stream passes, in order.
  [[nodiscard]] const std::vector<int>& channels_of(int stream) const {
    return ways_[static_cast<std::size_t>(stream)].channels;
  }

 private:
  // The channels that a beat passes from the producer's port to the consumer's, the stream's own among them.
  struct Way {
    std::vector<int> channels;
    bool sliced_before = false;  // a register slice comes first
    bool sliced_behind = false;  // another comes last
    int last_fifo = 0;           // of the stream's own FIFOs: that which the consumer's end reads
    int reader = -1;             // the wire that reads it and notes its level; -1: the consumer does
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
  // The beats that the frames have of it.
  [[nodiscard]] std::uint64_t beats(std::size_t stream) const;
  // Who writes a stream (reads it); null where that has no model here.
  [[nodiscard]] OutPort* writer(int stream) const;
  [[nodiscard]] InPort* reader(int stream) const;
  void note_waves(std::size_t stream, StreamTrace& trace);

  std::vector<Way> ways_;                  // one a stream
  std::vector<std::uint64_t> credits_;     // one a channel
  std::vector<std::uint64_t> departures_;  // likewise
  std::int64_t frames_ahead_ = 0;          // that memories stream ahead of the frames at most
  std::vector<Beats> recorded_values_;     // one a stream
};

}  // namespace weir::models
