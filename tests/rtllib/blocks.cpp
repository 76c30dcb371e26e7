#include "tests/rtllib/blocks.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <variant>
#include <vector>

namespace weir::tests {

namespace {

class Fifo final : public RegisterBlock {
 public:
  explicit Fifo(std::int64_t depth) : depth_(depth) {}
  [[nodiscard]] bool valid() const override { return held_ > 0; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return held_ < depth_ ? 1 : 0; }
  void clock(unsigned valid, bool output_ready) override {
    const bool in = (valid & ready(valid, output_ready)) != 0;
    const bool out = this->valid() && output_ready;
    held_ += (in ? 1 : 0) - (out ? 1 : 0);
  }

 private:
  std::int64_t depth_;
  std::int64_t held_ = 0;
};

// Narrow words fill a wide register. A word that finds it full waits in a second place.
class Up final : public RegisterBlock {
 public:
  explicit Up(std::int64_t ratio) : ratio_(ratio) {}
  [[nodiscard]] bool valid() const override { return words_ == ratio_; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return aside_ ? 0 : 1; }
  void clock(unsigned valid, bool output_ready) override {
    const bool room = !this->valid() || output_ready;
    const bool word = aside_ || valid != 0;
    if (this->valid() && output_ready) words_ = 0;
    if (word && room) {
      ++words_;
      aside_ = false;
    } else if (word) {
      aside_ = true;
    }
  }

 private:
  std::int64_t ratio_;
  std::int64_t words_ = 0;
  bool aside_ = false;
};

// An output register, and a second place for a beat that finds the register full. While that place is taken,
// the pipeline before it stands still.
struct OutputRegister {
  bool full = false;
  bool aside = false;

  [[nodiscard]] bool enables() const { return !aside; }
  // `beat`: a beat leaves the pipeline, if that is enabled.
  void clock(bool beat, bool ready) {
    const bool room = !full || ready;
    const bool comes = aside || beat;
    if (room) {
      full = comes;
      aside = false;
    } else if (comes) {
      aside = true;
    }
  }
};

// Splits a wide word into narrow ones, one by one.
class Down final : public RegisterBlock {
 public:
  explicit Down(std::int64_t ratio) : ratio_(ratio) {}
  [[nodiscard]] bool valid() const override { return out_.full; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return out_.enables() && left_ <= 1 ? 1 : 0; }
  void clock(unsigned valid, bool output_ready) override {
    const bool enabled = out_.enables();
    const bool loads = (valid & ready(valid, output_ready)) != 0;
    out_.clock(enabled && left_ > 0, output_ready);
    if (!enabled) return;
    left_ = std::max<std::int64_t>(left_ - 1, 0);
    if (loads) left_ = ratio_;
  }

 private:
  std::int64_t ratio_;
  std::int64_t left_ = 0;
  OutputRegister out_;
};

// The padded map passes through, a beat a cycle, into the output register.
class Padding final : public RegisterBlock {
 public:
  explicit Padding(const Pad& pad) : pad_(pad) {}
  [[nodiscard]] bool valid() const override { return full_; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return aside_ ? 0 : 1; }
  void clock(unsigned valid, bool output_ready) override {
    const bool room = !full_ || output_ready;
    const bool beat = aside_ || valid != 0;
    const bool inside = x_ >= pad_.before.width && x_ < pad_.before.width + pad_.map.size.width &&
                        y_ >= pad_.before.height && y_ < pad_.before.height + pad_.map.size.height;
    const bool goes = room && (beat || !inside);
    aside_ = beat && !(goes && inside);
    if (room) full_ = goes;
    if (!goes) return;
    if (++fold_ < pad_.channel_folds()) return;
    fold_ = 0;
    if (++x_ < pad_.padded().width) return;
    x_ = 0;
    if (++y_ == pad_.padded().height) y_ = 0;
  }

 private:
  const Pad pad_;
  std::int64_t fold_ = 0, x_ = 0, y_ = 0;
  bool full_ = false;
  bool aside_ = false;
};

// Credits let beats into stages that never stop; a queue with a register at its end has room for all of them.
class Thresholds final : public RegisterBlock {
 public:
  Thresholds(int bits, bool deep) : credits_(bits * (deep ? 2 : 1) + 3) {
    stages_.resize(static_cast<std::size_t>(bits * (deep ? 2 : 1)));
  }
  [[nodiscard]] bool valid() const override { return full_; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return pending_ < credits_ ? 1 : 0; }
  void clock(unsigned valid, bool output_ready) override {
    const bool in = (valid & ready(valid, output_ready)) != 0;
    pending_ += (in ? 1 : 0) - (full_ && output_ready ? 1 : 0);
    if (!full_ || output_ready) {
      full_ = queue_ > 0;
      if (full_) --queue_;
    }
    if (stages_.back()) ++queue_;
    stages_.pop_back();
    stages_.push_front(in);
  }

 private:
  std::int64_t credits_;
  std::int64_t pending_ = 0;
  std::deque<bool> stages_;
  std::int64_t queue_ = 0;
  bool full_ = false;
};

// Sends a word a cycle, once two stages are filled.
class Memory final : public RegisterBlock {
 public:
  [[nodiscard]] bool valid() const override { return cycles_ >= 2; }
  [[nodiscard]] unsigned ready(unsigned, bool) const override { return 0; }
  void clock(unsigned, bool) override { ++cycles_; }

 private:
  std::int64_t cycles_ = 0;
};

// Products. Input 1 has the weights, or whatever a vector is multiplied by. With several repetitions a memory
// keeps the vectors, followed by a register.
class Products final : public RegisterBlock {
 public:
  Products(std::int64_t length, std::int64_t repetitions, bool weights, Cycle stages)
      : length_(length), repetitions_(repetitions), weights_(weights) {
    stages_.resize(static_cast<std::size_t>(stages));
    while (places_ < length) places_ *= 2;
  }
  [[nodiscard]] bool valid() const override { return out_.full; }
  [[nodiscard]] unsigned ready(unsigned valid, bool) const override {
    const bool weight = !weights_ || (valid >> 1 & 1U) != 0;
    const bool enabled = out_.enables();
    const bool activation = repetitions_ == 1 ? (valid & 1U) != 0 : register_;
    const bool input = repetitions_ == 1 ? enabled && weight : written_ - free_ < places_;
    return (input ? 1U : 0U) | (weights_ && enabled && activation ? 2U : 0U);
  }
  void clock(unsigned valid, bool output_ready) override {
    const unsigned ready = this->ready(valid, output_ready);
    const bool enabled = out_.enables();
    const bool weight = !weights_ || (valid >> 1 & 1U) != 0;
    const bool activation = repetitions_ == 1 ? (valid & 1U) != 0 : register_;
    const bool issues = enabled && weight && activation;
    bool last = false;
    if (issues) {
      last = ++taken_ == length_;
      if (last) taken_ = 0;
    }
    out_.clock(enabled && stages_.back(), output_ready);
    if (enabled) {
      stages_.pop_back();
      stages_.push_front(last);
    }
    if (repetitions_ == 1) return;
    // At the memory's output, beats written before this cycle can be read.
    if (!register_ || issues) {
      register_ = read_ + free_base_ < written_;
      if (register_) {
        const bool final = repetition_ == repetitions_ - 1;
        ++read_;
        if (final) ++free_;
        if (read_ == length_) {
          read_ = 0;
          if (final) free_base_ += length_;
          repetition_ = final ? 0 : repetition_ + 1;
        }
      }
    }
    if ((valid & ready & 1U) != 0) ++written_;
  }

 private:
  std::int64_t length_, repetitions_;
  bool weights_;
  std::deque<bool> stages_;
  OutputRegister out_;
  std::int64_t taken_ = 0;
  std::int64_t places_ = 2;
  std::int64_t written_ = 0, free_ = 0;
  std::int64_t free_base_ = 0;  // beats of the vectors before the current one
  std::int64_t read_ = 0, repetition_ = 0;
  bool register_ = false;
};

// A frame's beats go into a buffer. From there they go, position by position, into a register.
class WindowPositions final : public RegisterBlock {
 public:
  explicit WindowPositions(const Swu& swu) : swu_(swu) {
    const std::int64_t folds = swu.channel_folds();
    const std::int64_t row = swu.map.size.width;
    const std::int64_t area = swu.kernel.area();
    const std::int64_t span =
        (swu.kernel.height - 1) * swu.dilation.height * row + (swu.kernel.width - 1) * swu.dilation.width + 1;
    places_ = folds * (span + std::max<std::int64_t>(0, swu.stride.width - 1 - area) +
                       std::max<std::int64_t>(0, (swu.stride.height - 1) * row - area));
    const Extent windows = swu.windows();
    for (std::int64_t y = 0; y < windows.height; ++y) {
      for (std::int64_t x = 0; x < windows.width; ++x) {
        const std::int64_t corner = (y * swu.stride.height * row + x * swu.stride.width) * folds;
        for (std::int64_t outer = 0; outer < (swu.depthwise ? folds : 1); ++outer) {
          starts_.push_back(corner + outer);
          for (std::int64_t i = 0; i < swu.kernel.height; ++i) {
            for (std::int64_t j = 0; j < swu.kernel.width; ++j) {
              for (std::int64_t c = 0; c < (swu.depthwise ? 1 : folds); ++c)
                beats_.push_back(corner + (i * swu.dilation.height * row + j * swu.dilation.width) * folds +
                                 outer + c);
            }
          }
        }
      }
    }
    run_ = static_cast<std::int64_t>(beats_.size() / starts_.size());
    span_ = span * folds;
    while (register_end_ < swu.beats_in()) register_end_ *= 2;
  }
  [[nodiscard]] bool valid() const override { return full_; }
  [[nodiscard]] unsigned ready(unsigned valid, bool) const override { return valid != 0 && takes() ? 1 : 0; }
  void clock(unsigned valid, bool output_ready) override {
    const bool reads = (valid & ready(valid, output_ready)) != 0;
    const bool fetches = !all_fetched() && beats_[fetched_] < read_ && (!full_ || output_ready);
    const bool leaves = full_ && output_ready;
    full_ = fetches || (full_ && !leaves);
    if (leaves) ++out_;
    if (fetches) ++fetched_;
    if (reads) ++read_;
    if (out_ == beats_.size() && read_ == swu_.beats_in()) {
      out_ = fetched_ = 0;
      read_ = 0;
    }
  }

 private:
  [[nodiscard]] bool all_fetched() const { return fetched_ == beats_.size(); }
  [[nodiscard]] bool takes() const {
    if (read_ == swu_.beats_in()) return false;
    if (all_fetched()) return true;
    // Beat read - places has the place that is written next. That place must not be needed: not by the beat
    // fetched next, not by the first beat of the next run, and not by later ones. The next run follows the
    // last one from which a position has been fetched.
    const std::int64_t overwritten = read_ - places_;
    const auto begun = static_cast<std::size_t>((static_cast<std::int64_t>(fetched_) + run_ - 1) / run_);
    // After the last run, this is the number that the next run would have. The register has one bit more than
    // the frame's beats need, and may show that number as negative.
    std::int64_t next = begun < starts_.size() ? starts_[begun] : starts_.back() + span_ - 1;
    if (next >= register_end_) next -= 2 * register_end_;
    return overwritten < beats_[fetched_] && overwritten < next;
  }

  const Swu swu_;
  std::int64_t places_ = 0;
  std::vector<std::int64_t> beats_;   // the beats of the positions, in order
  std::vector<std::int64_t> starts_;  // of each run (the positions of one window and channel fold): the first
  std::int64_t run_ = 1;
  std::int64_t span_ = 0;  // beats from a window's first to its last
  std::int64_t register_end_ = 1;
  std::size_t fetched_ = 0;
  std::size_t out_ = 0;
  std::int64_t read_ = 0;
  bool full_ = false;
};

// A frame's beats pass through; a beat that completes a window offers it.
class WholeWindows final : public RegisterBlock {
 public:
  explicit WholeWindows(const Swu& swu) : swu_(swu) {
    const std::int64_t folds = swu.channel_folds();
    const std::int64_t row = swu.map.size.width;
    const Extent windows = swu.windows();
    const std::int64_t last =
        (swu.kernel.height - 1) * swu.dilation.height * row + (swu.kernel.width - 1) * swu.dilation.width;
    for (std::int64_t y = 0; y < windows.height; ++y) {
      for (std::int64_t x = 0; x < windows.width; ++x) {
        for (std::int64_t c = 0; c < folds; ++c)
          beats_.push_back((y * swu.stride.height * row + x * swu.stride.width + last) * folds + c);
      }
    }
  }
  [[nodiscard]] bool valid() const override { return full_; }
  [[nodiscard]] unsigned ready(unsigned valid, bool output_ready) const override {
    return valid != 0 && read_ < swu_.beats_in() && (!full_ || output_ready) ? 1 : 0;
  }
  void clock(unsigned valid, bool output_ready) override {
    const bool reads = (valid & ready(valid, output_ready)) != 0;
    if (full_ && output_ready) {
      full_ = false;
      ++out_;
    }
    if (reads) {
      full_ = out_ < beats_.size() && beats_[out_] == read_;
      ++read_;
    }
    if (out_ == beats_.size() && read_ == swu_.beats_in()) {
      out_ = 0;
      read_ = 0;
    }
  }

 private:
  const Swu swu_;
  std::vector<std::int64_t> beats_;  // the beats that complete a window
  std::size_t out_ = 0;
  std::int64_t read_ = 0;
  bool full_ = false;
};

using Made = std::unique_ptr<RegisterBlock>;

template <class Kind>
Made made(const Kind&, const Rtllib&) {
  throw std::logic_error("no such block");
}
Made made(const Dwc& dwc, const Rtllib&) {
  if (dwc.in_bits < dwc.out_bits) return std::make_unique<Up>(dwc.out_bits / dwc.in_bits);
  return std::make_unique<Down>(dwc.in_bits / dwc.out_bits);
}
Made made(const Pad& pad, const Rtllib&) { return std::make_unique<Padding>(pad); }
Made made(const Threshold& threshold, const Rtllib& rtllib) {
  return std::make_unique<Thresholds>(threshold.output().bits, rtllib.deep_pipeline);
}
Made made(const Memstream&, const Rtllib&) { return std::make_unique<Memory>(); }
// A chain of DSP58s with three products each, with a register between its segments and one at each end.
Cycle stages_of(const Rtllib& rtllib, std::int64_t simd) {
  std::int64_t registers = 0;
  for (std::int64_t lanes = simd; lanes > 0; lanes -= 3 * (rtllib.segment == 0 ? simd : rtllib.segment))
    ++registers;
  return registers + 2;
}
Made made(const Mvtu& mvtu, const Rtllib& rtllib) {
  return std::make_unique<Products>(mvtu.synapse_folds(), mvtu.neuron_folds(), mvtu.weights_streamed,
                                    rtllib.core == Rtllib::Core::kDsp58 ? stages_of(rtllib, mvtu.simd) : 5);
}
Made made(const Vvtu& vvtu, const Rtllib& rtllib) {
  return std::make_unique<Products>(vvtu.kernel_folds(), 1, vvtu.weights_streamed,
                                    stages_of(rtllib, vvtu.simd));
}
Made made(const Swu& swu, const Rtllib&) {
  if (swu.parallel_window) return std::make_unique<WholeWindows>(swu);
  return std::make_unique<WindowPositions>(swu);
}

}  // namespace

Made register_block(const Layer& layer) {
  return std::visit([&](const auto& kind) { return made(kind, *layer.rtllib); }, layer.params);
}

Made register_fifo(std::int64_t depth) { return std::make_unique<Fifo>(depth); }

}  // namespace weir::tests
