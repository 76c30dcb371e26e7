// Executable timing rules of HLS blocks: the cycles in which they read and write beats.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "models/schedule.hpp"

namespace weir::survey {

// The control of such a block is a sequence of phases, run over and over: states of its FSM and pipelined
// loops.

// States that wait for nothing.
struct Idle {
  Cycle cycles = 1;
};

// A pipelined loop with II 1 and one enable for all its stages.
struct Loop {
  models::Schedule schedule;  // reads and writes of a frame's iterations; cycles mean nothing
  std::int64_t frames = 1;    // that the loop goes through; kEndless: it never ends
  int depth = 1;              // an iteration that begins in cycle t writes in cycle t + depth
  bool exit = true;           // one more iteration finds that the loop has ended; without end, a frame

  static constexpr std::int64_t kEndless = INT64_MAX;
};

// A state that waits until every output is empty or becomes empty in this cycle.
struct Drain {};

// Repeats the phases from `begin` on, `times` times in total.
struct Repeat {
  std::size_t begin = 0;
  std::int64_t times = 1;
};

using Phase = std::variant<Idle, Loop, Drain, Repeat>;

// At each port there is a register slice of two beats: a beat taken in cycle t is seen behind it in t + 1; it
// is ready while it holds fewer than two, but not in the first cycle after reset.
struct Rule {
  std::vector<Phase> phases;
  bool freezes_on_missing = false;  // a missing beat stops all stages of a loop; else a bubble enters
  bool completes = false;  // after a loop's last stage comes one more, which waits for Drain's condition and
                           // stops all stages while it waits
};

// Runs a rule, cycle by cycle. Of inputs and outputs: a bit each, the first the least significant.
class Machine {
 public:
  Machine(const Rule& rule, std::size_t inputs, std::size_t outputs);

  // What the ports show in this cycle; it depends on no port.
  [[nodiscard]] std::uint32_t ready() const { return first_ ? 0 : below(inputs_, 2); }
  [[nodiscard]] std::uint32_t valid() const { return above(outputs_, 0); }
  // The cycle's end, of what stands at the ports from outside.
  void clock(std::uint32_t valid, std::uint32_t ready);

 private:
  // An iteration on its way.
  struct Slot {
    bool occupied = false;
    bool last = false;
    std::uint32_t reads = 0;
    std::uint32_t writes = 0;
  };
  // What a cycle's end moves through the inner sides of the slices.
  struct Moves {
    std::uint32_t reads = 0;
    std::uint32_t writes = 0;
  };

  static std::uint32_t below(const std::vector<int>& held, int most);
  static std::uint32_t above(const std::vector<int>& held, int least);

  void enter();
  void next();
  [[nodiscard]] Slot at_hand(const Loop& loop) const;
  void issued(const Loop& loop);
  Moves run(const Loop& loop, std::uint32_t shown, std::uint32_t room, bool drained);

  const Rule& rule_;
  std::vector<int> inputs_;   // beats that each slice holds
  std::vector<int> outputs_;  // likewise
  bool first_ = true;
  std::size_t at_ = 0;  // the phase
  Cycle idle_left_ = 0;
  std::vector<std::int64_t> turns_;  // by phase: of a Repeat, those that are done
  // Of the loop at hand.
  std::optional<models::Cursor> cursor_;
  std::int64_t frames_left_ = 0;
  std::int64_t untouching_left_ = 0;  // iterations that touch no stream, before the next one
  bool all_issued_ = false;
  std::vector<Slot> stages_;
};

}  // namespace weir::survey
