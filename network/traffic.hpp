// Patterns of open cycles: when a source offers, a sink accepts, and an injected stall does not block a
// stream.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/random.hpp"

namespace weir {

// Alternating runs of open and closed cycles, from cycle 0 on, beginning open. Periodic if every range is one
// number.
struct Pattern {
  std::int64_t open_min = 1, open_max = 1;      // length of an open run, in cycles, >= 1
  std::int64_t closed_min = 0, closed_max = 0;  // length of the closed run after it, >= 0
  std::uint64_t seed = 0;                       // of random lengths

  static Pattern back_to_back() { return {}; }
  static Pattern one_in(std::int64_t n) { return {1, 1, n - 1, n - 1, 0}; }
  [[nodiscard]] bool always_open() const { return closed_max == 0; }
  [[nodiscard]] bool periodic() const { return open_min == open_max && closed_min == closed_max; }
  // Cycles after which a periodic pattern repeats.
  [[nodiscard]] std::int64_t period() const { return always_open() ? 1 : open_min + closed_min; }
  // "back to back", "one in 3", "open 1..4 closed 0..8 seed 7".
  [[nodiscard]] std::string describe() const;

  friend bool operator==(const Pattern&, const Pattern&) = default;
};

// Walks forward along a pattern.
class Gate {
 public:
  explicit Gate(const Pattern& pattern);

  [[nodiscard]] bool always_open() const { return always_open_; }
  // The first open cycle at or after `cycle`. `cycle` must not decrease from call to call.
  Cycle next_open(Cycle cycle) {
    if (always_open_) return cycle;
    while (cycle >= closed_end_) advance();
    return cycle < open_end_ ? cycle : closed_end_;
  }
  bool is_open(Cycle cycle) { return next_open(cycle) == cycle; }

 private:
  void advance();

  Pattern pattern_;
  bool always_open_;
  Random random_;
  Cycle open_end_ = 0;    // the current open run ends before this cycle
  Cycle closed_end_ = 0;  // and the closed run after it before this one
};

// The two ends of one stream's FIFO. An end's pattern stalls the side that is outside the layers:
//  - where the environment or the FIFO drives valid (push end of a network input; pop end of any stream that
//  feeds a
//    layer) a beat is first offered in an open cycle and then stays offered: valid never drops before its
//    transfer;
//  - where it drives ready (push end of a stream that a layer feeds; pop end of a network output) a transfer
//  happens in
//    open cycles only.
struct StreamTraffic {
  Pattern push;
  Pattern pop;

  [[nodiscard]] bool always_open() const { return push.always_open() && pop.always_open(); }
};

// One for each stream of a network. The push end of a network input is its source's arrival pattern, the pop
// end of a network output its sink's acceptance pattern.
struct Traffic {
  std::vector<StreamTraffic> streams;

  [[nodiscard]] const StreamTraffic& stream(int index) const {
    return streams[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] StreamTraffic& stream(int index) { return streams[static_cast<std::size_t>(index)]; }
  static Traffic back_to_back(const Network& network) {
    return {std::vector<StreamTraffic>(network.streams.size())};
  }
  // Whether no end of any stream ever stalls.
  [[nodiscard]] bool always_open() const { return std::ranges::all_of(streams, &StreamTraffic::always_open); }
  [[nodiscard]] bool periodic() const;
  // Least common multiple of the periods.
  [[nodiscard]] std::int64_t period() const;
};

}  // namespace weir
