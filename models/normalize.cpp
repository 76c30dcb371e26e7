// Model of `normalize`: a buffer of two vectors as the cycles in which its places were filled and become
// free, between a reader and a writer that take turns in one process, each as far as it gets.
#include <bit>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

class NormalizeModel final : public LayerModel {
 public:
  NormalizeModel(const Normalize& normalize, const Ends& ends)
      : LayerModel(ends, 3 + normalize.result.bits),  // docs/timing.md
        normalize_(normalize),
        input_(*ends.inputs[0]),
        values_(ends.values),
        beats_(normalize.beats()),
        mask_(std::bit_ceil(static_cast<std::uint64_t>(2 * beats_ + 1)) - 1),
        read_at_(mask_ + 1, -1),
        issued_at_(mask_ + 1, -1),
        beat_(static_cast<std::size_t>(output_.words())) {
    if (values_) kept_.resize((mask_ + 1) * static_cast<std::size_t>(input_.words()));
  }

  Process run() override {
    for (;;) {
      bool moved = read();
      moved = write() || moved;
      if (!moved) co_await Lack{*this};
    }
  }

  // It is the writer that has the labels.
  [[nodiscard]] std::optional<Cycle> waiting_from() const override { return credits_from(kFirstOutput); }
  [[nodiscard]] std::optional<Cycle> wanted_from() const override {
    if (!has_place()) return std::nullopt;
    return std::max(last_read_ + 1, issued_at_[slot(reads_ - 2 * beats_)] + 1);
  }
  [[nodiscard]] Cycle no_pop_before() const override { return last_read_ + 1; }
  [[nodiscard]] std::size_t state_size() const override { return static_cast<std::size_t>(2 * beats_) + 1; }
  // The places that the beats to come take, the last issue among them, and the last read.
  void copy_state(Cycle* to) const override {
    for (std::int64_t back = 2 * beats_; back > 0; --back) *to++ = issued_at_[slot(writes_ - back)];
    *to = read_at_[slot(writes_ - 1)];
  }
  void go_on_from(const Cycle* state) override {
    for (std::int64_t back = 2 * beats_; back > 0; --back) issued_at_[slot(writes_ - back)] = *state++;
    clock_.go_on_from(issued_at_[slot(writes_ - 1)]);
    read_at_[slot(-1)] = last_read_ = *state;
  }

 private:
  struct Lack {
    NormalizeModel& model;
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> /*process*/) const {
      if (model.has_place()) model.input_.wait_for_beat();
      if (model.has_vector()) model.output_.wait_for_credit();
    }
    void await_resume() const {}
  };

  [[nodiscard]] bool has_place() const { return reads_ < writes_ + 2 * beats_; }
  [[nodiscard]] std::int64_t last_of_vector() const { return (writes_ / beats_ + 1) * beats_ - 1; }
  [[nodiscard]] bool has_vector() const { return last_of_vector() < reads_; }

  bool read() {
    bool moved = false;
    for (; has_place() && input_.has_beat(); moved = true) {
      const Cycle wanted = std::max(last_read_, issued_at_[slot(reads_ - 2 * beats_)]) + 1;
      last_read_ = std::max(wanted, input_.front());
      if (values_) copy_beat(input_.value(), input_.words(), kept(reads_));
      input_.pop(last_read_, wanted);
      read_at_[slot(reads_++)] = last_read_;
    }
    return moved;
  }

  bool write() {
    bool moved = false;
    for (; has_vector() && output_.has_credit(); moved = true) {
      if (values_ && writes_ % beats_ == 0) find_largest();
      const Cycle issued = clock_.issue(read_at_[slot(last_of_vector())] + 1, output_.credit());
      if (values_) scale(kept(writes_));
      output_.offer_any(issued + latency_, values_ ? beat_.data() : nullptr);
      issued_at_[slot(writes_++)] = issued;
      if (writes_ % beats_ == 0) frame_done();
    }
    return moved;
  }

  // Of the vector whose first beat is the next to be written.
  void find_largest() {
    largest_ = 1;
    for (std::int64_t i = 0; i < beats_; ++i) {
      for (std::int64_t lane = 0; lane < normalize_.pe; ++lane)
        largest_ = std::max(largest_, element(kept(writes_ + i), lane));
    }
  }

  void scale(const std::uint64_t* beat) {
    const int bits = normalize_.result.bits;
    const auto most = static_cast<std::uint64_t>(normalize_.result.max());
    std::ranges::fill(beat_, 0);
    for (std::int64_t lane = 0; lane < normalize_.pe; ++lane)
      or_bits(beat_.data(), lane * bits, bits, (2 * most * element(beat, lane) + largest_) / (2 * largest_));
  }

  [[nodiscard]] std::uint64_t element(const std::uint64_t* beat, std::int64_t lane) const {
    return get_bits(beat, lane * normalize_.input.bits, normalize_.input.bits);
  }
  [[nodiscard]] std::size_t slot(std::int64_t beat) const { return static_cast<std::uint64_t>(beat) & mask_; }
  [[nodiscard]] std::uint64_t* kept(std::int64_t beat) {
    return kept_.data() + slot(beat) * static_cast<std::size_t>(input_.words());
  }

  const Normalize& normalize_;
  Channel& input_;
  const bool values_;
  const std::int64_t beats_;  // of a vector
  // Beats are counted over all frames; rings are indexed by them.
  const std::uint64_t mask_;
  std::vector<Cycle> read_at_;
  std::vector<Cycle> issued_at_;
  std::vector<std::uint64_t> kept_;
  std::uint64_t largest_ = 1;  // of the vector at hand
  std::int64_t reads_ = 0;
  std::int64_t writes_ = 0;
  Cycle last_read_ = -1;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Normalize& normalize, const Ends& ends) {
  return std::make_unique<NormalizeModel>(normalize, ends);
}

}  // namespace weir::models
