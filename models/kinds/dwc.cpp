// `dwc`: the bits held between iterations decide which ones read and which ones write.
#include <numeric>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// Bits that were read and are not yet written.
class HeldBits {
 public:
  HeldBits(const Dwc& dwc, std::int64_t words)
      : dwc_(dwc),
        words_(static_cast<std::size_t>((dwc.in_bits + dwc.out_bits + 63) / 64 + 1)),
        scratch_(words_.size()),
        beat_(static_cast<std::size_t>(words)) {}

  [[nodiscard]] bool fill_a_beat() const { return held_ >= dwc_.out_bits; }

  void read(const std::uint64_t* beat) {
    // The bits left over move to the front; the new beat follows them.
    std::ranges::fill(scratch_, 0);
    or_run(scratch_.data(), 0, words_.data(), at_, held_);
    or_run(scratch_.data(), held_, beat, 0, dwc_.in_bits);
    words_.swap(scratch_);
    at_ = 0;
    held_ += dwc_.in_bits;
  }

  // The next beat out.
  const std::uint64_t* take() {
    std::ranges::fill(beat_, 0);
    or_run(beat_.data(), 0, words_.data(), at_, dwc_.out_bits);
    at_ += dwc_.out_bits;
    held_ -= dwc_.out_bits;
    return beat_.data();
  }

 private:
  const Dwc& dwc_;
  std::int64_t held_ = 0;
  std::int64_t at_ = 0;               // position of the first of them
  std::vector<std::uint64_t> words_;  // that they stand in
  std::vector<std::uint64_t> scratch_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

// An iteration of either direction reads if the bits held do not fill a beat out, and writes if they then do.
// A frame is a multiple of both widths: the order repeats itself each time that no bits are held.
Schedule schedule(const Dwc& dwc) {
  Schedule schedule(1);
  const std::int64_t period = std::lcm(dwc.in_bits, dwc.out_bits);
  schedule.repeat(dwc.frame_bits / period, [&] {
    std::int64_t held = 0;
    Step run{.count = 0};  // iterations alike
    for (std::int64_t left = period / std::min(dwc.in_bits, dwc.out_bits); left > 0; --left) {
      const bool reads = held < dwc.out_bits;
      if (reads) held += dwc.in_bits;
      const bool writes = held >= dwc.out_bits;
      if (writes) held -= dwc.out_bits;
      if (run.reads != reads || run.writes != writes) {
        schedule.step(run);
        run = {.reads = reads, .writes = writes, .count = 0};
      }
      ++run.count;
    }
    schedule.step(run);
  });
  return schedule;
}

Computation compute(const Dwc& dwc, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  HeldBits held(dwc, output.words());
  for (;;) {
    co_await Iteration{};
    if (!held.fill_a_beat()) held.read(ports.inputs[0]->read());
    if (held.fill_a_beat()) output.write(held.take());
  }
}

}  // namespace weir::models
