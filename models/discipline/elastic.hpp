// Elastic hardware, as in rtl/: an earlier beat or an earlier free slot never delays an output.
//
// An iteration issues once its input beats and one credit per output it writes are available. Each output has
// L + 1 credits and its own queue, which pushes beats as soon as there is room, so bubbles collapse.
// docs/timing.md, "Layers".
#pragma once

#include <array>

#include "models/discipline.hpp"

namespace weir::models {

class Elastic : public Discipline {
 public:
  [[nodiscard]] static std::unique_ptr<Elastic> make(Schedule schedule, Ports ports);

  [[nodiscard]] Cycle no_pop_before() const override;
  [[nodiscard]] Cycle no_push_before() const override;
  [[nodiscard]] bool monotone() const override { return true; }
  [[nodiscard]] LayerActivity activity(Cycle last) const override;
  [[nodiscard]] std::vector<Lack> lacks() const override;
  [[nodiscard]] std::optional<Cycle> wanted_from() override;
  [[nodiscard]] std::optional<Cycle> offered_next(std::size_t output) const override;
  [[nodiscard]] std::uint64_t credits() const override { return credits_; }
  [[nodiscard]] Cycle issue_of(Cycle offered) const override { return offered - schedule_.latency(); }
  [[nodiscard]] std::size_t state_size() const override;
  void copy_state(Cycle* to) const override;
  void resume_from(const Cycle* state) override;

 private:
  Elastic(Schedule schedule, Ports ports);

  static constexpr std::size_t kMostPorts = 32;

  // The timing of one loop turn without stalls, relative to its first cycle.
  struct Turn {
    struct Piece {
      Cycle at = 0;
      std::int64_t count = 0;
      Cycle stride = 1;
      bool reads = false;
      bool writes = false;
    };
    std::vector<Piece> pieces;  // empty: the turn is not just reads and writes at a fixed pace
    bool windows = false;       // the turn writes a window's positions from a buffer
    std::int64_t reads = 0;
    std::int64_t writes = 0;
    Cycle length = 0;
    Cycle first_read = 0;
    Cycle first_write = 0;
    // The constant distance between reads (writes) over all turns; 0: the distance is not constant.
    Cycle read_stride = 0;
    Cycle write_stride = 0;
  };

  // elastic_ends.hpp, elastic_run.cpp
  class PlainIn;
  class PlainOut;
  class PortIn;
  class PortOut;
  template <class In, class Out, std::size_t kInputs, std::size_t kOutputs, bool kBuffer>
  class Run;
  template <class In, class Out, std::size_t kInputs, std::size_t kOutputs, bool kBuffer>
  class With;
  [[nodiscard]] Turn turn_of(const Schedule::Entry& loop) const;
  // Frees the buffer's first `beats` beats from the cycle after the latest issue.
  void release(std::uint64_t beats) {
    for (std::uint64_t freed = 0; freed < beats; freed += unit_)
      free_from_[next_free_++ & free_mask_] = last_ + 1;
    base_ += beats;
  }
  void next_unit() {
    unit_free_from_ = free_from_[next_unit_++ & free_mask_];
    unit_end_ += unit_;
  }

  // The cycle from which the current iteration lacks only input beats; none if a credit's cycle is not known.
  [[nodiscard]] std::optional<Cycle> free_from(const Step& step) const;
  // The position of the current iteration in its step.
  [[nodiscard]] std::int64_t position(const Step& step) const { return step.count - cursor_.left(); }
  // The first position of a step that needs `beat` or a later one.
  [[nodiscard]] std::int64_t reach(std::uint64_t beat) const {
    return reach_[std::min<std::size_t>(beat - base_, reach_.size() - 1)];
  }
  // The buffer beat needed by the iteration `ahead` positions after the current one.
  [[nodiscard]] std::uint64_t beat_needed(const Step& step, std::int64_t ahead) const {
    const std::int64_t offset =
        step.needs == Step::kOffsets
            ? schedule_.buffer().offsets[static_cast<std::size_t>(position(step) + ahead)]
            : step.needs;
    return base_ + static_cast<std::uint64_t>(offset);
  }
  [[nodiscard]] bool has_place() const;
  [[nodiscard]] bool has_buffer() const { return places_ > 0; }

  const std::uint64_t credits_;
  bool begun_ = false;  // an iteration has issued
  Cycle last_ = -1;     // the latest issue
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;

  // Only for a layer with a buffer. Beats are counted over all frames.
  const std::uint64_t places_;
  const std::uint64_t unit_;
  std::vector<Turn> turns_;  // by the entry of a loop's end

  std::uint64_t base_ = 0;  // the first beat in the buffer
  std::uint64_t free_mask_ = 0;
  std::vector<Cycle> free_from_;    // by unit: the cycle from which it has a place
  bool reader_trails_ = false;      // the writer has finished the frame, the reader has not
  std::uint64_t next_free_ = 0;     // the next unit to get a free place
  std::uint64_t next_unit_ = 0;     // the next unit to read
  std::uint64_t unit_end_ = 0;      // the first beat after the unit being read
  Cycle unit_free_from_ = 0;        // the cycle from which that unit has a place
  std::uint64_t stored_known_ = 0;  // beats known to have been stored by the latest issue
  std::uint64_t last_offset_ = 0;
  std::vector<std::int64_t> reach_;  // by offset: the first position that needs this offset or more
};

}  // namespace weir::models
