// An engine's result: for every stream the beats that crossed it and, from a timed engine, the cycles.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir {

// Beats of one width, each in ceil(width / 64) words, least significant word first, bits above the width
// zero.
struct Beats {
  std::int64_t words_per_beat = 1;
  std::vector<std::uint64_t> words;

  Beats() = default;
  explicit Beats(std::int64_t width_bits) : words_per_beat((width_bits + 63) / 64) {}
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(words.size()) / words_per_beat; }
  [[nodiscard]] const std::uint64_t* beat(std::int64_t index) const {
    return words.data() + index * words_per_beat;
  }
};

struct StreamTrace {
  std::vector<Cycle> push;  // cycle in which beat i entered the FIFO
  std::vector<Cycle> pop;   // cycle in which it left; may be shorter than push
  std::vector<Cycle>
      offered;  // cycle from which the producer's valid was high for beat i; only when waves are wanted
  std::vector<Cycle>
      wanted;    // cycle from which the consumer's ready was high for beat i; only when waves are wanted
  Beats values;  // of the beats pushed; empty if the engine ran without data
};

// Drops everything after cycle `last`. (`wanted` has at most one entry more than there are pops.)
inline void cut(StreamTrace& stream, Cycle last) {
  const auto until = [last](std::vector<Cycle>& cycles) {
    cycles.erase(std::ranges::upper_bound(cycles, last), cycles.end());
    return cycles.size();
  };
  const std::size_t pushes = until(stream.push);
  const std::size_t pops = until(stream.pop);
  until(stream.offered);
  if (stream.wanted.size() > pops) stream.wanted.resize(stream.wanted[pops] <= last ? pops + 1 : pops);
  const std::size_t words = pushes * static_cast<std::size_t>(stream.values.words_per_beat);
  if (stream.values.words.size() > words) stream.values.words.resize(words);
}

// Cycles per label. Each cycle of a layer has one label: busy, an iteration issued; else blocked, the next
// iteration's output has no room; else starved.
struct LayerActivity {
  std::int64_t busy = 0;
  std::int64_t blocked = 0;
  std::int64_t starved = 0;

  friend bool operator==(const LayerActivity&, const LayerActivity&) = default;
};

// Per frame: the cycle of its first transfer into the network and of its last out of it.
struct FrameTimes {
  std::vector<Cycle> first_in;
  std::vector<Cycle> last_out;

  // From frame 0's first transfer in to its last transfer out; none if the frame did not come out.
  [[nodiscard]] std::optional<Cycle> latency() const {
    return first_in.empty() || last_out.empty() ? std::nullopt : std::optional(last_out[0] - first_in[0]);
  }
};

// The four handshake signals of one stream, and its FIFO's occupancy, as changes: from `cycle` on (as seen at
// that cycle's rising edge) the values are these.
struct Handshake {
  bool push_valid = false;
  bool push_ready = false;
  bool pop_valid = false;
  bool pop_ready = false;
  std::int64_t occupancy = 0;  // before the edge: beats held while the cycle lasts

  friend bool operator==(const Handshake&, const Handshake&) = default;
};

struct HandshakeChange {
  Cycle cycle = 0;
  Handshake now;

  friend bool operator==(const HandshakeChange&, const HandshakeChange&) = default;
};

// One list of changes for each stream of the network; the first change is at cycle 0.
using Waves = std::vector<std::vector<HandshakeChange>>;

// A memory streams its contents without end (Network::endless). A trace contains only those of its beats that
// the run's frames use, and no labels of layers that write nothing else. Waves show the engine as it is:
// hardware continues with such a stream, and with the ready of a layer that waits for this stream and others.
struct Trace {
  std::string engine;
  bool timed = false;
  bool has_values = false;
  std::vector<StreamTrace> streams;   // one for each stream of the network
  std::vector<LayerActivity> layers;  // cycles 0..last_cycle; empty if untimed
  Cycle last_cycle = -1;  // of the last transfer on any stream; events after it are not in the trace
  bool complete = false;  // every beat of every frame was popped from every stream
  FrameTimes frames;      // of timed engines
  Waves waves;            // if asked for, of timed engines

  [[nodiscard]] const StreamTrace& stream(int index) const {
    return streams[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] StreamTrace& stream(int index) { return streams[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const LayerActivity& layer(int index) const {
    return layers[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] LayerActivity& layer(int index) { return layers[static_cast<std::size_t>(index)]; }
};

// Removes a memory's surplus beats and labels from a trace of `frames` frames.
void drop_surplus(const Network& network, std::int64_t frames, Trace& trace);

}  // namespace weir
