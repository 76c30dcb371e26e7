// The result of sizing a scenario's FIFOs, as plain data. sizing fills it in; the report prints, draws and
// writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/interval.hpp"
#include "network/network.hpp"
#include "network/refold.hpp"

namespace weir {

// The cost of depths: of one stream, or of all of them.
struct Cost {
  std::int64_t units = 0;  // in the cost model's unit; this is minimised
  std::int64_t bits = 0;   // depth x width; the tie-breaker

  friend auto operator<=>(const Cost&, const Cost&) = default;
  Cost& operator+=(const Cost& other) {
    units += other.units;
    bits += other.bits;
    return *this;
  }
  Cost& operator-=(const Cost& other) {
    units -= other.units;
    bits -= other.bits;
    return *this;
  }
  friend Cost operator+(Cost a, const Cost& b) { return a += b; }
  friend Cost operator-(Cost a, const Cost& b) { return a -= b; }
};

// The effect on the sized network of making one FIFO one beat shallower.
struct OneLess {
  bool locks = false;    // it deadlocks
  bool latency = false;  // the interval is met, but not the bound on latency
  Interval interval;     // if it does not deadlock: exact if `exact`, else a lower bound
  bool exact = false;
};

struct SizedStream {
  std::string name;
  std::string from;  // as Network::producer_name
  std::string to;
  std::int64_t width_bits = 1;
  std::int64_t beats_per_frame = 0;
  std::int64_t given = 0;  // the depth that the scenario has
  std::int64_t depth = 0;  // the depth found
  // The least depth that can reach the target with any depths of the other FIFOs.
  std::int64_t least = 1;
  // The most beats held with unlimited FIFOs and one frame admitted per target interval. None for a memory's
  // stream, which fills any FIFO.
  std::optional<std::int64_t> level;
  std::int64_t baseline = 0;  // the depth by the method in use today: see SizingResult
  Cost cost;
  std::optional<OneLess> one_less;  // none for depth 1, and if proofs are withheld
};

// A point of the trade-off between cost and interval: no depths found are cheaper and as fast.
struct TradeOff {
  Interval interval;  // with a latency bound, not shorter than the interval at which these depths meet it
  Cost cost;
  Cost lower_bound;                  // of the cost of any depths with this interval or a shorter one
  bool optimal = false;              // they meet
  std::vector<std::int64_t> depths;  // one a stream
  bool exact = true;                 // whether the interval is exact; else an upper bound
};

// A layer whose folding is slower than the target, and a folding that is not.
struct Refold {
  std::string layer;
  Interval alone;  // its interval on its own
  Folding now;
  std::optional<Folding> wanted;  // none: no folding is fast enough
};

enum class SizingEnd : std::uint8_t {
  kSized,        // depths were found, and run
  kUnreachable,  // no depths reach the target; if proofs are withheld, no such depths were found
  kInterrupted,  // by the user, before any depths were found
};

struct SizingResult {
  std::string scenario;
  std::string intent;
  double clock_mhz = 100;
  std::string traffic;     // "back to back", or the scenario's patterns in words
  std::string cost_model;  // "bits", "lut-bram"
  std::string cost_unit;   // of Cost::units, in words

  SizingEnd end = SizingEnd::kSized;
  bool interrupted = false;             // the search was interrupted; these are the best depths verified by
                                        // then
  Interval best;                        // with unlimited FIFOs: no depths are faster. If proofs are withheld:
                                        // the longest interval of a layer on its own
  std::string bottleneck;               // what limits `best`: layers, sources and sinks, with commas
  Interval target;                      // asked for, or `best`
  std::string out_of_reach;             // if kUnreachable: what is out of reach, and why
  std::vector<Refold> refolds;          // if the target is shorter than the best interval
  std::optional<Cycle> latency_target;  // a bound on the latency of a frame admitted every target interval

  std::vector<SizedStream> streams;
  Cost given;                    // of the depths that the scenario has
  Cost total;                    // of those found
  Cost baseline;                 // of level, at least 32, rounded up to a power of two
  Cost lower_bound;              // of any depths that reach the target; none where proofs are withheld
  bool optimal = false;          // total and lower_bound meet
  bool proofs_withheld = false;  // hardware that is not monotone: see notes
  std::string mode;              // "exact", "fast"

  // The sized network, as proved by runs. If the interval equals `best`, a run shows that it is no longer,
  // and `best` that it cannot be shorter. Frames admitted at the target interval are run until the state
  // recurs.
  Interval interval;                        // under `traffic`
  bool interval_exact = true;               // else it is no longer than that
  Interval interval_back_to_back;           // the same without patterns; of 0 cycles, if nothing is proved
  bool interval_back_to_back_exact = true;  // else it is no longer than that
  std::optional<Cycle> latency;             // of frame 0, back to back
  Cycle latency_paced = 0;                  // largest, of frames admitted every target interval
  std::optional<Interval> given_interval;   // of the unchanged scenario; none if it deadlocks
  bool given_exact = true;                  // else it is no longer than that

  std::vector<TradeOff> trade_off;  // from the cheapest depths that do not deadlock to the target; if
                                    // requested

  std::int64_t runs = 0;           // simulations, of the network and of parts of it
  std::int64_t beats = 0;          // moved in them: a push and a pop
  double wall_s = 0;               // wall clock
  std::vector<std::string> notes;  // what was not done and why

  // Whether the target is reached and no FIFO can be shallower: proved, or tried if proofs are withheld.
  [[nodiscard]] bool passed() const { return end == SizingEnd::kSized && interval <= target; }
};

}  // namespace weir
