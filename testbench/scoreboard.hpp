// Holds traces against each other, stream by stream and beat by beat. Exact means equal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/trace.hpp"

namespace weir::testbench {

// Where two traces first part.
struct Mismatch {
  int stream = -1;
  std::int64_t beat = 0;       // over all frames
  std::optional<Cycle> cycle;  // of that beat's transfer in the timed one of the two
  std::string text;            // engine pair, stream, layer, frame, beat, element, cycle, found, wanted
};

struct Comparison {
  Check check;
  std::optional<Mismatch> mismatch;
};

// Every beat's value on every stream, `found` against `wanted`: at least `frames` frames on each, unless one
// of them is of a timed engine that came to a stop before its end.
Comparison compare_values(const Network& network, std::int64_t frames, const Trace& wanted,
                          const Trace& found);
// Every beat's push and pop cycle on every stream, and every layer's labels.
Comparison compare_cycles(const Network& network, const Trace& wanted, const Trace& found);
// All of that of several engines: values against golden's, cycles against the hardware's; where those are not
// among them, against the first's.
std::vector<Comparison> compare_engines(const Network& network, std::int64_t frames,
                                        const std::vector<const Trace*>& traces);
// Every element of a stream's frames against a reference [frames, the stream's shape], whose first frame
// follows its last: as many frames as the run is of, but of a timed run that came to a stop those that
// crossed.
Check compare_reference(const Network& network, std::int64_t frames, int stream, const Tensor& reference,
                        const Trace& found);
// That a timed run came to its end with every beat in its place: all frames' beats crossed every stream, and
// none was left in a FIFO.
Check check_completion(const Network& network, std::int64_t frames, const Trace& trace);

// A beat's push or pop.
struct Transfer {
  int stream = -1;
  std::int64_t beat = 0;  // over all frames
  Cycle cycle = -1;
};
// The latest on any stream; of those in one cycle, of the stream most downstream. None if nothing moved.
std::optional<Transfer> last_transfer(const Network& network, const Trace& trace);

// The most beats that a stream's FIFO held after any cycle.
std::int64_t max_occupancy(const StreamTrace& trace);

}  // namespace weir::testbench
