// Models of `swu`: the line buffer as the cycles in which its places were filled and become free, between a
// reader and a writer; and, for parallel windows, an iteration a beat in.
#include <bit>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

// One position a beat. Reader and writer take turns in one process, each as far as it gets.
class SwuModel final : public LayerModel {
 public:
  SwuModel(const Swu& swu, const Ends& ends)
      : LayerModel(ends, kLatency),
        swu_(swu),
        input_(*ends.inputs[0]),
        values_(ends.values),
        folds_(swu.channel_folds()),
        groups_(swu.groups()),
        neighbour_(swu.stride.width * folds_),
        // The reader may lag behind the window at hand by what a step skips: its places' cycles are kept,
        // too.
        freed_mask_(ring_mask(swu.buffer_pixels + longest_step(swu))),
        freed_(static_cast<std::size_t>(freed_mask_ + 1)),
        // And of the frame before the last beat.
        stored_mask_(ring_mask(swu.buffer_pixels * folds_ + 1)),
        stored_(static_cast<std::size_t>(stored_mask_ + 1)) {
    const auto beat_at = [&](std::int64_t i, std::int64_t j, std::int64_t cf) {
      return (i * swu.dilation.height * swu.map.size.width + j * swu.dilation.width) * folds_ + cf +
             (swu.mmv - 1) * neighbour_;
    };
    for (std::int64_t outer = 0; outer < (swu.depthwise ? folds_ : 1); ++outer) {
      for (std::int64_t i = 0; i < swu.kernel.height; ++i) {
        for (std::int64_t j = 0; j < swu.kernel.width; ++j) {
          for (std::int64_t inner = 0; inner < (swu.depthwise ? 1 : folds_); ++inner)
            offsets_.push_back(beat_at(i, j, outer + inner));
        }
      }
    }
    last_offset_ = offsets_.back();
    reach_.resize(static_cast<std::size_t>(last_offset_ + 2));
    for (std::int64_t end = 0, position = 0; end <= last_offset_ + 1; ++end) {
      while (position < std::ssize(offsets_) && offsets_[static_cast<std::size_t>(position)] < end)
        ++position;
      reach_[static_cast<std::size_t>(end)] = position;
    }
    if (!values_) return;
    values_kept_.resize(static_cast<std::size_t>((stored_mask_ + 1) * input_.words()));
    beat_out_.resize(static_cast<std::size_t>(output_.words()));
  }

  Process run() override {
    for (;;) {
      bool moved = read();
      if (trails_) end_frame();
      moved = write() || moved;
      if (!moved) co_await Lack{*this};
    }
  }

  // It is the writer that has the labels.
  [[nodiscard]] std::optional<Cycle> waiting_from() const override { return credits_from(kFirstOutput); }
  [[nodiscard]] std::optional<Cycle> wanted_from() const override {
    if (!has_place()) return std::nullopt;
    return std::max(last_read_ + 1, place_free_from());
  }
  [[nodiscard]] Cycle no_pop_before() const override { return last_read_ + 1; }
  [[nodiscard]] std::size_t state_size() const override {
    return static_cast<std::size_t>(swu_.buffer_pixels) + 2;
  }
  // The frame's last window is done: the window at hand is the next frame's first.
  void copy_state(Cycle* to) const override {
    for (std::int64_t p = 0; p < swu_.buffer_pixels; ++p)
      *to++ = freed_[static_cast<std::size_t>((first_pixel_ + p) & freed_mask_)];
    *to++ = stored_at(first_pixel_ * folds_ - 1);
    *to = clock_.last();
  }
  void go_on_from(const Cycle* state) override {
    for (std::int64_t p = 0; p < swu_.buffer_pixels; ++p) freed_[static_cast<std::size_t>(p)] = *state++;
    stored_[static_cast<std::size_t>(-1 & stored_mask_)] = last_read_ = *state++;
    clock_.go_on_from(*state);
  }

 private:
  // co_await Lack{model}: suspends until there is the beat that the reader lacks or the credit that the
  // writer does.
  struct Lack {
    SwuModel& model;
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> /*process*/) const {
      if (model.has_place()) model.input_.wait_for_beat();
      if (model.stored(model.position_)) model.output_.wait_for_credit();
    }
    void await_resume() const {}
  };

  static std::int64_t ring_mask(std::int64_t entries) {
    return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(entries))) - 1;
  }
  static std::int64_t longest_step(const Swu& swu) {
    return std::max({swu.step_in_row(), swu.step_to_row(), swu.step_to_map()});
  }

  // Whether the pixel that the reader is at has a place in the buffer.
  [[nodiscard]] bool has_place() const { return reads_ < (first_pixel_ + swu_.buffer_pixels) * folds_; }
  // The beat of a position of the window at hand, and whether it has been read.
  [[nodiscard]] std::int64_t beat_of(std::size_t position) const {
    return first_pixel_ * folds_ + offsets_[position];
  }
  [[nodiscard]] bool stored(std::size_t position) const { return beat_of(position) < reads_; }

  bool read() {
    const std::int64_t end = (first_pixel_ + swu_.buffer_pixels) * folds_;
    const std::int64_t begin = reads_;
    for (std::int64_t run = run_to(end); run > 0; run = run_to(end)) {
      if (values_ || !input_.plain()) {
        for (; run > 0; --run) {
          const Cycle wanted = std::max(last_read_ + 1, place_free_from());
          last_read_ = std::max(wanted, input_.front());
          if (values_) copy_beat(input_.value(), input_.words(), kept(reads_));
          input_.pop(last_read_, wanted);
          stored_[static_cast<std::size_t>(reads_++ & stored_mask_)] = last_read_;
          if (--left_ > 0) continue;
          left_ = folds_;
          ++pixel_;
        }
        continue;
      }
      Channel::Reader reader(input_);
      Cycle last = last_read_;
      std::int64_t n = reads_;
      while (run > 0) {
        last = std::max(last, place_free_from() - 1);
        const std::int64_t beats = std::min(left_, run);
        run -= beats;
        for (std::int64_t i = 0; i < beats; ++i) {
          last = std::max(last + 1, reader.front());
          reader.pop(last);
          stored_[static_cast<std::size_t>(n++ & stored_mask_)] = last;
        }
        left_ -= beats;
        if (left_ > 0) break;
        left_ = folds_;
        ++pixel_;
      }
      last_read_ = last;
      reads_ = n;
    }
    return reads_ != begin;
  }

  // Beats that can be read at once: no further than the frame at hand.
  std::int64_t run_to(std::int64_t end) {
    if (reads_ == frame_end_) frame_end_ += swu_.beats_in();
    return std::min({end - reads_, frame_end_ - reads_, input_.beats()});
  }

  bool write() {
    bool moved = false;
    while (output_.has_credit() && stored(position_)) {
      moved = true;
      if (const std::int64_t run = values_ ? 0 : positions_at_hand(); run > 0) {
        position_ += static_cast<std::size_t>(write_run(run, 1));
      } else {
        const std::int64_t beat = beat_of(position_++);
        const Cycle issued = clock_.issue(stored_at(beat) + 1, output_.credit());
        output_.offer_any(issued + kLatency, values_ ? side_by_side(beat) : nullptr);
      }
      if (position_ == offsets_.size()) next_window();
    }
    return moved;
  }

  // Positions of the window at hand, from the one at hand on, that had all been read when the last iteration
  // issued: only credits can hold them up.
  std::int64_t positions_at_hand() {
    at_hand_ = std::max(at_hand_, first_pixel_ * folds_);  // what a step skips may have come after that issue
    while (at_hand_ < reads_ && stored_at(at_hand_) <= clock_.last()) ++at_hand_;
    const std::int64_t end = at_hand_ - first_pixel_ * folds_;
    return reach_[static_cast<std::size_t>(std::min(end, last_offset_ + 1))] -
           static_cast<std::int64_t>(position_);
  }

  void next_window() {
    position_ = 0;
    std::int64_t step = swu_.step_in_row();
    bool frame_ends = false;
    if (++window_.width == groups_.width) {
      window_.width = 0;
      step = swu_.step_to_row();
      if (++window_.height == groups_.height) {
        window_.height = 0;
        step = swu_.step_to_map();
        frame_ends = true;
      }
    }
    const std::int64_t first_without = first_pixel_ + swu_.buffer_pixels;
    for (std::int64_t pixel = first_without; pixel < first_without + step; ++pixel)
      freed_[static_cast<std::size_t>(pixel & freed_mask_)] = clock_.last() + 1;
    first_pixel_ += step;
    if (frame_ends) end_frame();
  }

  // The writer is done with the frame. What no window needs of it may still be to be read.
  void end_frame() {
    trails_ = reads_ < first_pixel_ * folds_;
    if (!trails_) frame_done();
  }

  [[nodiscard]] Cycle stored_at(std::int64_t beat) const {
    return stored_[static_cast<std::size_t>(beat & stored_mask_)];
  }
  [[nodiscard]] Cycle place_free_from() const {
    return freed_[static_cast<std::size_t>(pixel_ & freed_mask_)];
  }
  [[nodiscard]] std::uint64_t* kept(std::int64_t beat) {
    return values_kept_.data() + (beat & stored_mask_) * input_.words();
  }
  // The beats of one position of all windows of a group, that of the last one being `last`.
  [[nodiscard]] const std::uint64_t* side_by_side(std::int64_t last) {
    if (swu_.mmv == 1) return kept(last);
    const std::int64_t bits = swu_.input_bits();
    std::ranges::fill(beat_out_, 0);
    for (std::int64_t m = 0; m < swu_.mmv; ++m)
      or_run(beat_out_.data(), m * bits, kept(last - (swu_.mmv - 1 - m) * neighbour_), 0, bits);
    return beat_out_.data();
  }

  const Swu& swu_;
  Channel& input_;
  const bool values_;
  const std::int64_t folds_;
  const Extent groups_;           // of windows: those written as one
  const std::int64_t neighbour_;  // beats from a window to the next in its row
  // Of a group's positions, in order: beats from the first pixel's first to the last window's.
  std::vector<std::int64_t> offsets_;
  std::int64_t last_offset_ = 0;
  std::vector<std::int64_t> reach_;  // the first position whose offset is not below so much
  // Pixels and beats are counted over all frames; rings are indexed by them.
  std::int64_t freed_mask_;
  std::vector<Cycle> freed_;  // of a pixel: from when it has a place
  std::int64_t stored_mask_;
  std::vector<Cycle> stored_;               // of a beat: when it was read
  std::vector<std::uint64_t> values_kept_;  // of a beat
  std::vector<std::uint64_t> beat_out_;
  std::int64_t reads_ = 0;
  std::int64_t pixel_ = 0;      // of the next beat read
  std::int64_t left_ = folds_;  // beats of it that have not been read
  std::int64_t frame_end_ = 0;  // of the beats read: the frame's that is being read
  bool trails_ = false;         // the reader, behind a writer that is done with the frame
  std::int64_t at_hand_ = 0;    // beats known to have been read by the last issue
  Cycle last_read_ = -1;
  std::int64_t first_pixel_ = 0;  // of the window at hand
  Extent window_{0, 0};           // at hand
  std::size_t position_ = 0;      // at hand
};

// A parallel window: the beat of the pixel that completes a window writes it.
class ParallelSwuModel final : public LayerModel {
 public:
  ParallelSwuModel(const Swu& swu, const Ends& ends)
      : LayerModel(ends, kLatency),
        swu_(swu),
        input_(*ends.inputs[0]),
        values_(ends.values),
        folds_(swu.channel_folds()),
        mask_(std::bit_ceil(static_cast<std::uint64_t>(swu.window_pixels() * folds_)) - 1),
        beat_(static_cast<std::size_t>(output_.words())) {
    if (values_) kept_.resize((mask_ + 1) * static_cast<std::size_t>(input_.words()));
  }

  Process run() override {
    const Extent size = swu_.map.size;
    const Extent windows = swu_.windows();
    const std::int64_t above = (swu_.kernel.height - 1) * swu_.dilation.height;
    const std::int64_t before = (swu_.kernel.width - 1) * swu_.dilation.width;
    for (;;) {
      for (std::int64_t y = 0; y < size.height; ++y) {
        const bool completes = y >= above && (y - above) % swu_.stride.height == 0 &&
                               (y - above) / swu_.stride.height < windows.height;
        // Pixels up to the next that completes a window, and those that do; at last what is left of the row.
        for (std::int64_t x = 0; x < size.width;) {
          const bool writes = completes && x >= before && (x - before) % swu_.stride.width == 0 &&
                              (x - before) / swu_.stride.width < windows.width;
          if (!writes) {
            const std::int64_t next = !completes || x > before + (windows.width - 1) * swu_.stride.width
                                          ? size.width
                                      : x < before ? before
                                                   : x + swu_.stride.width - (x - before) % swu_.stride.width;
            for (std::int64_t i = (next - x) * folds_; i > 0;) {
              co_await BeatOf{input_};
              i -= read_run(input_, i, values_, [&](std::int64_t ahead) { keep(ahead); });
            }
            x = next;
            continue;
          }
          const std::int64_t pixels = swu_.stride.width == 1 ? windows.width - (x - before) : 1;
          for (std::int64_t i = pixels * folds_; i > 0;) {
            const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            if (const std::int64_t run = values_ ? 0 : pass_run(input_, i); run > 0) {
              i -= run;
              continue;
            }
            const Cycle issued = clock_.issue(arrived, credit);
            keep(0);
            input_.pop(issued, clock_.wanted());
            write(issued);
            --i;
          }
          x += pixels;
        }
      }
      frame_done();
    }
  }

 private:
  void keep(std::int64_t ahead) {
    if (values_) copy_beat(input_.value(ahead), input_.words(), slot(reads_));
    ++reads_;
  }

  // The window whose last pixel's beat was read last.
  void write(Cycle issued) {
    if (!values_) return output_.offer(issued + kLatency);
    const std::int64_t bits = swu_.input_bits();
    std::ranges::fill(beat_, 0);
    std::int64_t lane = 0;
    for (std::int64_t i = swu_.kernel.height - 1; i >= 0; --i) {
      for (std::int64_t j = swu_.kernel.width - 1; j >= 0; --j) {
        const std::int64_t back = i * swu_.dilation.height * swu_.map.size.width + j * swu_.dilation.width;
        or_run(beat_.data(), lane++ * bits, slot(reads_ - 1 - back * folds_), 0, bits);
      }
    }
    output_.offer(issued + kLatency, beat_.data());
  }

  [[nodiscard]] std::uint64_t* slot(std::int64_t beat) {
    return kept_.data() +
           (static_cast<std::uint64_t>(beat) & mask_) * static_cast<std::uint64_t>(input_.words());
  }

  const Swu& swu_;
  Channel& input_;
  const bool values_;
  const std::int64_t folds_;
  const std::uint64_t mask_;  // of the ring of beats that a window spans
  std::vector<std::uint64_t> kept_;
  std::vector<std::uint64_t> beat_;
  std::int64_t reads_ = 0;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Swu& swu, const Ends& ends) {
  if (swu.parallel_window) return std::make_unique<ParallelSwuModel>(swu, ends);
  return std::make_unique<SwuModel>(swu, ends);
}

}  // namespace weir::models
