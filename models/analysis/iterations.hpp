// Looks up a schedule by iteration number: the iteration's step, and the beats moved before it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/schedule.hpp"

namespace weir::models {

class Iterations {
 public:
  Iterations(const Schedule& schedule, std::size_t inputs, std::size_t outputs);

  static constexpr std::size_t kMostPorts = 32;  // bits of a step's masks

  // An iteration and the counts of everything before it, over all frames.
  struct At {
    std::int64_t iteration = 0;
    const Step* step = nullptr;
    std::int64_t position = 0;                         // in its step
    std::int64_t freed = 0;                            // beats freed in the buffer
    std::array<std::int64_t, kMostPorts> reads = {};   // beats read from each input
    std::array<std::int64_t, kMostPorts> writes = {};  // beats written to each output
  };

  [[nodiscard]] std::int64_t a_frame() const { return count(root_, kIterations); }
  [[nodiscard]] At at(std::int64_t iteration) const { return find(kIterations, iteration); }
  // The iteration that reads (writes) that beat; none if no iteration of the layer does.
  [[nodiscard]] std::optional<At> reading(std::size_t input, std::int64_t beat) const {
    return find_if_any(kPorts + input, beat);
  }
  [[nodiscard]] std::optional<At> writing(std::size_t output, std::int64_t beat) const {
    return find_if_any(kPorts + inputs_ + output, beat);
  }
  // The iteration whose end frees that beat of the buffer.
  [[nodiscard]] std::optional<At> freeing(std::int64_t beat) const { return find_if_any(kFreed, beat); }

  // Whether the step moves or looks at a beat. Only such iterations can stall.
  static bool touches(const Step& step) {
    return (step.reads | step.writes | step.waits) != 0 || step.needs != Step::kNothing;
  }
  // The latest earlier iteration that touches a beat, and the cycles from it to this iteration's turn.
  struct Before {
    At at;
    Cycle cycles = 0;
  };
  [[nodiscard]] std::optional<Before> before(const At& at) const;

 private:
  // What is counted: iterations, beats freed, then beats of each input and each output.
  static constexpr std::size_t kIterations = 0;
  static constexpr std::size_t kFreed = 1;
  static constexpr std::size_t kPorts = 2;

  // A step, or a loop of others.
  struct Node {
    const Step* step = nullptr;  // null: a loop
    std::int64_t times = 1;
    std::vector<Node> body;
    std::vector<std::int64_t> turn;  // each count's increase per turn
  };

  [[nodiscard]] static std::int64_t count(const Node& node, std::size_t what) {
    return node.times * node.turn[what];
  }
  [[nodiscard]] std::vector<std::int64_t> counts_of(const Step& step) const;
  void add_up(Node& loop) const;
  // The first iteration after which count `what` exceeds `beyond`.
  [[nodiscard]] At find(std::size_t what, std::int64_t beyond) const;
  [[nodiscard]] std::optional<At> find_if_any(std::size_t what, std::int64_t beyond) const {
    if (root_.turn[what] == 0 || beyond < 0) return std::nullopt;
    return find(what, beyond);
  }

  std::size_t inputs_;
  std::size_t outputs_;
  Node root_;
};

}  // namespace weir::models
