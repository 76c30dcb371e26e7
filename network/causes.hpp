// Why a beat moved in the cycle in which it did, and no earlier: a way back along what held it up.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "network/interval.hpp"
#include "network/network.hpp"

namespace weir {

// What a span of cycles passed with.
enum class Cause : std::uint8_t {
  kIterations,  // of a layer, one after another
  kPipeline,    // from a layer's iteration to the beat that it offers
  kBuffer,      // a beat's way through a layer's line buffer, or the wait for a place in it
  kCredit,      // a layer's output queue was full
  kHardware,    // of a layer that is not elastic: what it did before is taken to have held it up
  kBeat,        // of a stream: a beat's way through the FIFO
  kOrder,       // of a stream: one beat a cycle
  kRoom,        // of a stream: its FIFO was full, until a beat left it
  kTraffic,     // of a stream: the pattern of its source, its sink or an injected stall
};

inline constexpr std::string_view kCauseNames[] = {"iterations", "pipeline", "buffer", "credit", "hardware",
                                                   "beat",       "order",    "room",   "traffic"};

[[nodiscard]] inline bool of_layer(Cause cause) { return cause <= Cause::kHardware; }

// A span that passed with one thing.
struct CausalSpan {
  Cause cause = Cause::kIterations;
  int place = -1;    // the layer, or the stream
  Cycle from = 0;    // the span is from this cycle
  Cycle cycles = 0;  // and so long

  friend bool operator==(const CausalSpan&, const CausalSpan&) = default;
};

// All spans of one cause and place.
struct CausalShare {
  Cause cause = Cause::kIterations;
  int place = -1;
  Cycle cycles = 0;
  std::int64_t spans = 0;

  friend bool operator==(const CausalShare&, const CausalShare&) = default;
};

// What sets a network's pace: a way back from an event to the same event of an earlier frame, of which no
// step has any slack.
struct CriticalRing {
  Interval length;                  // its cycles, and the frames between its ends
  std::vector<CausalShare> shares;  // the longest first; they add up to it
  std::vector<CausalSpan> spans;    // in time; the first of them, if there are many
  bool exact = true;                // no step is one that was taken to be a cause (Cause::kHardware)

  friend bool operator==(const CriticalRing&, const CriticalRing&) = default;
};

}  // namespace weir
