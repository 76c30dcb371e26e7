// What sizing a scenario's FIFOs came to, as plain data: filled in by sizing, printed, drawn and written by
// the report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/interval.hpp"
#include "network/network.hpp"
#include "network/refold.hpp"

namespace weir {

// What depths cost: of one stream, or of all of them.
struct Cost {
  std::int64_t units = 0;  // in the cost model's unit: what is minimised
  std::int64_t bits = 0;   // depth x width: what decides between equals

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

// What becomes of the sized network if one FIFO is one less deep and all else is as it is.
struct OneLess {
  bool locks = false;    // it comes to a stop for ever
  bool latency = false;  // the interval is held, but not the bound on latency
  Interval interval;     // if it does not lock: exact, if `exact`, else no shorter than this
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
  // The least depth with which the target can be reached whatever the other FIFOs are.
  std::int64_t least = 1;
  // The most beats held where no FIFO has a limit and a frame is admitted every target interval; none of a
  // memory's stream, which fills any FIFO.
  std::optional<std::int64_t> level;
  std::int64_t baseline = 0;  // the depth that the method in use today gives: see SizingResult
  Cost cost;
  std::optional<OneLess> one_less;  // none of depth 1, and where proofs are withheld
};

// A point of the trade-off between cost and interval: no depths that were found cost less and are as fast.
struct TradeOff {
  Interval interval;  // where the latency is bounded, no shorter than that at which these depths keep it
  Cost cost;
  Cost lower_bound;                  // of what any depths of this interval or a shorter one cost
  bool optimal = false;              // they meet
  std::vector<std::int64_t> depths;  // one a stream
  bool exact = true;                 // the interval; else it is no longer than that
};

// A layer whose folding takes longer than the target, and what would not.
struct Refold {
  std::string layer;
  Interval alone;  // what it takes a frame by itself
  Folding now;
  std::optional<Folding> wanted;  // none: no folding of it does
};

enum class SizingEnd : std::uint8_t {
  kSized,        // depths were found, and run
  kUnreachable,  // no depths reach the target, or were found to where proofs are withheld
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
  bool interrupted = false;             // the search was; these are the best depths verified by then
  Interval best;                        // with FIFOs without limits: no depths are faster. Where proofs are
                                        // withheld: the longest that a layer takes by itself
  std::string bottleneck;               // what holds `best` up: layers, sources and sinks, with commas
  Interval target;                      // asked for, or `best`
  std::string out_of_reach;             // if kUnreachable: what is, and why
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

  // The sized network, as runs of it prove. Where the interval is the best, a run shows that no frame takes
  // longer, and `best` is that none can be shorter; paced frames are run until the state recurs.
  Interval interval;                        // under `traffic`
  bool interval_exact = true;               // else it is no longer than that
  Interval interval_back_to_back;           // the same without patterns; of 0 cycles, if nothing is proved
  bool interval_back_to_back_exact = true;  // else it is no longer than that
  std::optional<Cycle> latency;             // of frame 0, back to back
  Cycle latency_paced = 0;                  // largest, of frames admitted every target interval
  std::optional<Interval> given_interval;   // of the scenario as it stands; none if it locks
  bool given_exact = true;                  // else it is no longer than that

  std::vector<TradeOff> trade_off;  // from the cheapest depths that do not lock to the target; if asked for

  std::int64_t runs = 0;           // simulations, of the network and of parts of it
  std::int64_t beats = 0;          // moved in them: a push and a pop
  double wall_s = 0;               // wall clock
  std::vector<std::string> notes;  // what was not done and why

  // The target was found to be reached, and every FIFO to be needed as deep as it is: proved, or, where
  // proofs are withheld, tried.
  [[nodiscard]] bool passed() const { return end == SizingEnd::kSized && interval <= target; }
};

}  // namespace weir
