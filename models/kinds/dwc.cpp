// `dwc`: the bits held between iterations decide which ones read and which ones write.
#include <algorithm>
#include <numeric>

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// Bits of the current frame that were read but not yet written.
class HeldBits {
 public:
  HeldBits(const Dwc& dwc, std::int64_t words)
      : dwc_(dwc),
        words_(static_cast<std::size_t>((dwc.in_bits + dwc.out_bits + 63) / 64 + 1)),
        scratch_(words_.size()),
        beat_(static_cast<std::size_t>(words)) {}

  [[nodiscard]] bool fill_a_beat() const { return read_ - written_ >= next_out(); }

  void read(const std::uint64_t* beat) {
    // Moves the remaining bits to the front and appends the new beat's bits, without its padding.
    const std::int64_t held = read_ - written_;
    const std::int64_t own = std::min(dwc_.in_bits, dwc_.frame_bits - read_);
    std::ranges::fill(scratch_, 0);
    or_run(scratch_.data(), 0, words_.data(), at_, held);
    or_run(scratch_.data(), held, beat, 0, own);
    words_.swap(scratch_);
    at_ = 0;
    read_ += own;
  }

  // The next beat out.
  const std::uint64_t* take() {
    const std::int64_t bits = next_out();
    std::ranges::fill(beat_, 0);
    or_run(beat_.data(), 0, words_.data(), at_, bits);
    at_ += bits;
    written_ += bits;
    if (written_ == dwc_.frame_bits) read_ = written_ = 0;
    return beat_.data();
  }

 private:
  // The frame's bits in the next beat out.
  [[nodiscard]] std::int64_t next_out() const { return std::min(dwc_.out_bits, dwc_.frame_bits - written_); }

  const Dwc& dwc_;
  std::int64_t read_ = 0;  // bits of the frame
  std::int64_t written_ = 0;
  std::int64_t at_ = 0;               // position of the first that is held
  std::vector<std::uint64_t> words_;  // that they stand in
  std::vector<std::uint64_t> scratch_;
  std::vector<std::uint64_t> beat_;
};

// Adds the iterations for `bits` bits. No bits are held before the first or after the last iteration.
void add_iterations(Schedule& schedule, const Dwc& dwc, std::int64_t bits) {
  std::int64_t read = 0;
  std::int64_t written = 0;
  Step run{.count = 0};  // a run of equal iterations
  while (written < bits) {
    const std::int64_t wanted = std::min(dwc.out_bits, bits - written);
    const bool reads = read - written < wanted;
    if (reads) read = std::min(read + dwc.in_bits, bits);
    const bool writes = read - written >= wanted;
    if (writes) written += wanted;
    if (run.reads != reads || run.writes != writes) {
      schedule.step(run);
      run = {.reads = reads, .writes = writes, .count = 0};
    }
    ++run.count;
  }
  schedule.step(run);
}

}  // namespace

// The order repeats whenever no bits are held between whole beats of both widths. The rest of the frame ends
// with partial beats.
Schedule schedule(const Dwc& dwc) {
  Schedule schedule(1);
  const std::int64_t beats = dwc.in_bits / std::gcd(dwc.in_bits, dwc.out_bits);  // out, in a period
  const std::int64_t periods = dwc.frame_bits / dwc.out_bits / beats;
  schedule.repeat(periods, [&] { add_iterations(schedule, dwc, beats * dwc.out_bits); });
  add_iterations(schedule, dwc, dwc.frame_bits - periods * beats * dwc.out_bits);
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
