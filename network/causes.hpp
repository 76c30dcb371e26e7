// Why a beat moved in its cycle and no earlier: a path back through the causes of the delay.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "network/interval.hpp"
#include "network/network.hpp"

namespace weir {

// The cause of a span of cycles.
enum class Cause : std::uint8_t {
  kIterations,  // a layer's iterations follow one another
  kPipeline,    // from a layer's iteration to the beat that it offers
  kBuffer,      // a beat passes a layer's line buffer, or waits for a place in it
  kCredit,      // a layer's output queue was full
  kHardware,    // a layer that is not elastic: its previous event is taken as the cause
  kBeat,        // a stream: a beat passes the FIFO
  kOrder,       // a stream: at most one beat per cycle
  kRoom,        // a stream: its FIFO was full until a beat left it
  kTraffic,     // a stream: the pattern of its source or sink, or an injected stall
};

inline constexpr std::string_view kCauseNames[] = {"iterations", "pipeline", "buffer", "credit", "hardware",
                                                   "beat",       "order",    "room",   "traffic"};

[[nodiscard]] inline bool of_layer(Cause cause) { return cause <= Cause::kHardware; }

// A span of cycles with one cause.
struct CausalSpan {
  Cause cause = Cause::kIterations;
  int place = -1;    // the layer, or the stream
  Cycle from = 0;    // the span is from this cycle
  Cycle cycles = 0;  // and lasts this long

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

// The ring that sets a network's interval: a path without slack from an event back to the same event of an
// earlier frame.
struct CriticalRing {
  Interval length;                  // its cycles, and the frames between its ends
  std::vector<CausalShare> shares;  // longest first; they add up to length.cycles
  std::vector<CausalSpan> spans;    // in time order; only the first ones if there are many
  bool exact = true;                // no step is an assumed cause (Cause::kHardware)

  friend bool operator==(const CriticalRing&, const CriticalRing&) = default;
};

}  // namespace weir
