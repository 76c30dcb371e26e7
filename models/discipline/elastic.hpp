// Elastic hardware, ours: an earlier beat or an earlier free slot makes no output later.
//
// An iteration issues once its beats are there and, for what it writes, a credit is. Each output has L + 1
// credits and a queue of its own, from which beats go as soon as there is room; so no bubble stays.
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

  // A turn of a loop: what happens when if nothing holds it up, counted from its first cycle.
  struct Turn {
    struct Piece {
      Cycle at = 0;
      std::int64_t count = 0;
      Cycle stride = 1;
      bool reads = false;
      bool writes = false;
    };
    std::vector<Piece> pieces;  // empty: there is more to it than reads and writes at their own pace
    bool windows = false;       // a window's positions out of a buffer
    std::int64_t reads = 0;
    std::int64_t writes = 0;
    Cycle length = 0;
    Cycle first_read = 0;
    Cycle first_write = 0;
    // Of all that it reads, and writes, turn after turn; 0: none.
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
  // The buffer's first beats are free from the cycle after the latest issue.
  void release(std::uint64_t beats) {
    for (std::uint64_t freed = 0; freed < beats; freed += unit_)
      free_from_[next_free_++ & free_mask_] = last_ + 1;
    base_ += beats;
  }
  void next_unit() {
    unit_free_from_ = free_from_[next_unit_++ & free_mask_];
    unit_end_ += unit_;
  }

  // The cycle from which the iteration at hand needs no more than beats of input; none if a credit is not
  // known.
  [[nodiscard]] std::optional<Cycle> free_from(const Step& step) const;
  // The place in its step of the iteration at hand.
  [[nodiscard]] std::int64_t position(const Step& step) const { return step.count - cursor_.left(); }
  // The first position of a step whose beat is not below `beat`.
  [[nodiscard]] std::int64_t reach(std::uint64_t beat) const {
    return reach_[std::min<std::size_t>(beat - base_, reach_.size() - 1)];
  }
  // The beat that the iteration `ahead` of the one at hand needs.
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

  // Of a layer with a buffer. Beats are counted over all frames.
  const std::uint64_t places_;
  const std::uint64_t unit_;
  std::vector<Turn> turns_;  // by the entry of a loop's end

  std::uint64_t base_ = 0;  // the first beat in the buffer
  std::uint64_t free_mask_ = 0;
  std::vector<Cycle> free_from_;    // by unit: from when it has a place
  bool reader_trails_ = false;      // the writer has finished the frame, the reader has not
  std::uint64_t next_free_ = 0;     // the unit whose place is free next
  std::uint64_t next_unit_ = 0;     // of beats to read
  std::uint64_t unit_end_ = 0;      // the beat behind the unit that is read
  Cycle unit_free_from_ = 0;        // from when that unit has a place
  std::uint64_t stored_known_ = 0;  // beats known to have been stored by the latest issue
  std::uint64_t last_offset_ = 0;
  std::vector<std::int64_t> reach_;  // the first position whose offset is not below so much
};

}  // namespace weir::models
