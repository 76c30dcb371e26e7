// Model of `dwc`: the bits held between beats decide which iterations read and which write.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class DwcModel final : public LayerModel {
 public:
  DwcModel(const Dwc& dwc, const Ends& ends)
      : LayerModel(ends, kLatency),
        dwc_(dwc),
        input_(*ends.inputs[0]),
        values_(ends.values),
        endless_(ends.runs_ahead > 0),
        held_words_(static_cast<std::size_t>((dwc.in_bits + dwc.out_bits + 63) / 64 + 1)),
        scratch_(held_words_.size()),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override {
    if (dwc_.in_bits < dwc_.out_bits) return widen();
    return dwc_.in_bits % dwc_.out_bits == 0 && !endless_ ? narrow_evenly(dwc_.in_bits / dwc_.out_bits)
                                                          : narrow();
  }

 private:
  Process narrow() {
    const std::int64_t beats_out = dwc_.beats_out();
    std::int64_t held = 0;  // bits
    for (;;) {
      for (std::int64_t i = 0; i < beats_out; ++i) {
        const bool reads = held < dwc_.out_bits;
        const Cycle arrived = reads ? co_await BeatOf{input_, kFirstOutput} : 0;
        const Cycle credit = co_await CreditOf{output_};
        const Cycle issued = clock_.issue(arrived, credit);
        if (endless_) recent_.note(clock_);
        if (reads) read(issued, held);
        write(issued, held);
      }
      frame_done();
    }
  }

  // The same where a beat read makes `ratio` beats and leaves nothing: many at once where possible.
  Process narrow_evenly(std::int64_t ratio) {
    const std::int64_t beats_in = dwc_.beats_in();
    std::int64_t held = 0;
    for (;;) {
      for (std::int64_t i = 0; i < beats_in;) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        const std::int64_t run = narrow_run(beats_in - i, ratio);
        i += run;
        if (run > 0) continue;
        const Cycle issued = clock_.issue(arrived, credit);
        read(issued, held);
        write(issued, held);
        for (std::int64_t k = 1; k < ratio; ++k) {
          const Cycle free = co_await CreditOf{output_};
          write(clock_.issue(0, free), held);
        }
        ++i;
      }
      frame_done();
    }
  }

  // Timing only: as many as `count` beats read, if they are there and what they make has room; gives their
  // number.
  std::int64_t narrow_run(std::int64_t count, std::int64_t ratio) {
    if (values_ || !input_.plain() || !output_.plain()) return 0;
    std::int64_t beats = std::min(count, input_.beats());
    const std::int64_t room = output_.room();
    if (beats * ratio > room) beats = room / ratio;
    if (beats == 0) return 0;
    const Cycle first = clock_.last() + 1;
    if (input_.visible_by(beats, first, ratio) && output_.free_by(beats * ratio, first, 1, kLatency)) {
      input_.pop_run(beats, first, ratio);
      output_.push_run(beats * ratio, first + kLatency, 1);
      clock_.run(beats * ratio);
      return beats;
    }
    IssueClock clock = clock_;
    Channel::Reader reader(input_);
    Channel::Writer writer(output_);
    for (std::int64_t beat = 0; beat < beats; ++beat) {
      const Cycle free = std::max(clock.last() + 1, reader.front());
      const bool unhindered = writer.free_from(ratio, free, kLatency);
      const Cycle issued = clock.issue(reader.front(), writer.credit());
      reader.pop(issued);
      if (unhindered) {
        writer.push(ratio, issued + kLatency);
        clock.run(ratio - 1);
        continue;
      }
      writer.offer(issued + kLatency);
      for (std::int64_t k = 1; k < ratio; ++k) writer.offer(clock.issue(0, writer.credit()) + kLatency);
    }
    clock_ = clock;
    return beats;
  }

  Process widen() {
    const std::int64_t beats_in = dwc_.beats_in();
    const std::int64_t ratio = dwc_.out_bits / dwc_.in_bits;
    const bool in_runs =
        !values_ && !endless_ && dwc_.out_bits % dwc_.in_bits == 0 && input_.plain() && output_.plain();
    std::int64_t held = 0;
    for (;;) {
      for (std::int64_t i = 0; i < beats_in; ++i) {
        const bool writes = held + dwc_.in_bits >= dwc_.out_bits;
        const Cycle arrived = co_await BeatOf{input_, writes ? kFirstOutput : kNoOutput};
        if (const std::int64_t run = in_runs && held == 0 ? widen_run(beats_in - i, ratio) : 0; run > 0) {
          i += run - 1;
          continue;
        }
        const Cycle credit = writes ? co_await CreditOf{output_} : 0;
        const Cycle issued = writes ? clock_.issue(arrived, credit) : clock_.issue(arrived);
        if (endless_) recent_.note(clock_);
        read(issued, held);
        if (writes) write(issued, held);
      }
      frame_done();
    }
  }

  // Timing only, at an even ratio: reads all beats of as many as there is room for; gives the number read.
  std::int64_t widen_run(std::int64_t count, std::int64_t ratio) {
    count = std::min(count, input_.beats());
    const std::int64_t room = output_.room();
    if (count < ratio || room == 0) return 0;
    const std::int64_t beats = room * ratio <= count ? room : count / ratio;
    IssueClock clock = clock_;
    Channel::Reader reader(input_);
    Channel::Writer writer(output_);
    for (std::int64_t beat = 0; beat < beats; ++beat) {
      for (std::int64_t k = 1; k < ratio; ++k) reader.pop(clock.issue(reader.front()));
      const Cycle issued = clock.issue(reader.front(), writer.credit());
      reader.pop(issued);
      writer.offer(issued + kLatency);
    }
    clock_ = clock;
    return beats * ratio;
  }

  void read(Cycle issued, std::int64_t& held) {
    if (values_) {
      // What is left of the beats before moves to the front; the new beat follows it.
      std::ranges::fill(scratch_, 0);
      or_run(scratch_.data(), 0, held_words_.data(), held_at_, held);
      or_run(scratch_.data(), held, input_.value(), 0, dwc_.in_bits);
      held_words_.swap(scratch_);
      held_at_ = 0;
    }
    held += dwc_.in_bits;
    input_.pop(issued, clock_.wanted());
  }

  void write(Cycle issued, std::int64_t& held) {
    held -= dwc_.out_bits;
    if (!values_) return output_.offer(issued + kLatency);
    std::ranges::fill(beat_, 0);
    or_run(beat_.data(), 0, held_words_.data(), held_at_, dwc_.out_bits);
    held_at_ += dwc_.out_bits;
    output_.offer(issued + kLatency, beat_.data());
  }

  const Dwc& dwc_;
  Channel& input_;
  const bool values_;
  const bool endless_;                     // a memory's beats
  std::vector<std::uint64_t> held_words_;  // the bits held, from held_at_ on
  std::int64_t held_at_ = 0;
  std::vector<std::uint64_t> scratch_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Dwc& dwc, const Ends& ends) {
  return std::make_unique<DwcModel>(dwc, ends);
}

}  // namespace weir::models
