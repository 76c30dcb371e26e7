// The result of a scenario's run, as plain data. The testbench fills it in; the report prints and writes it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/picture.hpp"
#include "network/trace.hpp"

namespace weir {

struct EngineResult {
  std::string engine;
  double build_s = 0;                          // wall clock; compiling what was not in the cache
  double wall_s = 0;                           // wall clock; simulating
  std::optional<int> optimisation;             // rtl: N of the -ON that Verilator's code was compiled with
  std::int64_t frames = 0;                     // answered for
  std::int64_t frames_simulated = 0;           // fewer, if the steady state determines the rest
  std::optional<std::int64_t> cycles;          // last_cycle + 1; timed engines only, like all of the
                                               // following
  std::optional<Cycle> latency_cycles;         // frame 0
  std::optional<Cycle> latency_steady_cycles;  // largest over one steady period
  std::optional<double> interval_cycles;  // period_cycles / period_frames as seen on this engine's own frames
  std::optional<std::int64_t> transient_frames;
  std::optional<std::int64_t> period_frames;
  std::optional<Cycle> period_cycles;
  std::vector<std::vector<std::int64_t>> labels;  // per frame: the output of label_select, best first
  std::optional<std::int64_t> correct;            // frames with the correct label, if labels are known
};

struct LayerResult {
  std::string name;
  std::string kind;
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  std::int64_t ideal_cycles = 0;  // a frame
  std::optional<LayerActivity>
      activity;  // over the whole run; of the reference engine (rtl if it ran); a memory has none
};

struct StreamResult {
  std::string name;
  std::string from;
  std::string to;
  std::int64_t width_bits = 0;
  std::optional<std::int64_t> depth;  // none: a FINN build's own, in its RTL
  std::int64_t beats_per_frame = 0;
  std::optional<std::int64_t> max_occupancy;
  bool assumed = false;  // its cycles rest on assumptions about a vendor's cell
};

struct Check {
  std::string
      name;  // bit_exact, cycle_exact, labels_exact, deadlock_free, nothing_left_over, throughput, ...
  std::array<std::string, 2> engines;  // the second may be empty
  std::int64_t streams = 0;            // compared
  std::int64_t beats = 0;              // compared; a comparison of none fails
  bool ok = false;
  std::string detail;  // of a failure: where, found, wanted
};

// A step of a deadlock's ring: a layer waits for data on an empty stream that it reads, or for room on a full
// one that it writes; the stream's other end is the next step's layer.
struct DeadlockStep {
  std::string layer;
  std::string stream;
  bool for_room = false;
  std::optional<std::int64_t> depth;  // none: a FINN build's own, in its RTL
};

// How a timed engine stopped before its end.
struct Stop {
  std::string engine;
  std::string stream;      // the last to move a beat
  std::int64_t frame = 0;  // of that beat
  Cycle cycle = -1;        // in which it moved
  std::vector<DeadlockStep>
      ring;  // empty if it is not a deadlock: beats are missing, or hardware has stopped by itself
};

// The depths that cure a deadlock.
struct CureStep {
  std::string stream;
  std::int64_t depth = 0;  // now
  std::int64_t wanted = 0;
};

// What slows a network down: a FIFO that is too shallow, or a layer, source or sink that is slow on its own.
struct Culprit {
  enum class Kind : std::uint8_t { kFifo, kLayer, kSource, kSink };
  Kind kind = Kind::kLayer;
  std::string name;                    // of the layer; else of the stream
  std::optional<double> cycles;        // per frame, of a layer, source or sink on its own
  std::optional<std::int64_t> depth;   // of a FIFO, now; none: a FINN build's own, in its RTL
  std::optional<std::int64_t> wanted;  // the depth at which it delays nothing; none: not found
};

// What sets the interval of a network, or deadlocks it.
struct PaceResult {
  double best_cycles = 0;                 // per frame: no depths of FIFOs are faster
  std::optional<double> interval_cycles;  // proved; none if the network deadlocks
  bool locks = false;
  // Most urgent first: FIFOs that deadlock or make the interval longer than the best one, then the layers,
  // sources and sinks that take as long as the best.
  std::vector<Culprit> culprits;
  bool together = false;  // all the FIFOs have to be deepened; else any one of them suffices
  bool proved = false;    // this is proved to cure it for every later frame
};

struct RunResult {
  std::string scenario;
  std::string intent;
  double clock_mhz = 0;
  std::int64_t frames = 0;
  std::uint64_t seed = 0;
  std::vector<EngineResult> engines;
  std::vector<LayerResult> layers;
  std::vector<StreamResult> streams;
  std::vector<Check> checks;
  std::vector<Stop> stops;         // one for each timed engine that did not complete
  std::vector<CureStep> cure;      // of their deadlock; one step if one FIFO suffices
  std::optional<double> accuracy;  // share of frames labelled right
  std::optional<PaceResult> pace;  // none where it is not proved, as under random traffic
  std::string bottleneck;          // the first culprit; without any, the layer with the most busy cycles
  std::vector<std::string> notes;  // what was not done and why, files written
  bool interrupted = false;        // by the user: the result is what was known by then
  std::optional<Picture> picture;  // if a page is to be drawn

  [[nodiscard]] bool passed() const {
    if (interrupted) return false;
    for (const Check& check : checks) {
      if (!check.ok) return false;
    }
    return !checks.empty();
  }
};

}  // namespace weir
