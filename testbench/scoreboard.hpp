// Compares traces stream by stream and beat by beat. Exact means equal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/trace.hpp"

namespace weir::testbench {

// The first difference between two traces.
struct Mismatch {
  int stream = -1;
  std::int64_t beat = 0;       // over all frames
  std::optional<Cycle> cycle;  // of that beat's transfer in the timed trace
  std::string text;            // engine pair, stream, layer, frame, beat, element, cycle, found, wanted
};

struct Comparison {
  Check check;
  std::optional<Mismatch> mismatch;
};

// Compares every beat's value on every stream. Each stream must have at least `frames` frames, unless one
// trace is of a timed engine that stopped before its end.
Comparison compare_values(const Network& network, std::int64_t frames, const Trace& wanted,
                          const Trace& found);
// Compares every beat's push and pop cycle on every stream, and every layer's labels.
Comparison compare_cycles(const Network& network, const Trace& wanted, const Trace& found);
// Compares several engines: values with golden's, cycles with the hardware's. If these engines are missing,
// compares with the first.
std::vector<Comparison> compare_engines(const Network& network, std::int64_t frames,
                                        const std::vector<const Trace*>& traces);
// Compares every element of a stream's frames with a reference [frames, the stream's shape], which repeats.
// Covers all frames of the run; for a timed run that stopped early, the frames that crossed the stream.
Check compare_reference(const Network& network, std::int64_t frames, int stream, const Tensor& reference,
                        const Trace& found);
// Checks that a timed run completed: all frames' beats crossed every stream, and none is left in a FIFO.
Check check_completion(const Network& network, std::int64_t frames, const Trace& trace);

// A beat's push or pop.
struct Transfer {
  int stream = -1;
  std::int64_t beat = 0;  // over all frames
  Cycle cycle = -1;
};
// The latest transfer on any stream; in a tie, that of the most downstream stream. None if there was no
// transfer.
std::optional<Transfer> last_transfer(const Network& network, const Trace& trace);

// The most beats that a stream's FIFO held after any cycle.
std::int64_t max_occupancy(const StreamTrace& trace);

}  // namespace weir::testbench
