// Model of `dwc`: the bits held between beats decide which iterations read and which write.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 1;  // docs/timing.md

class DwcModel final : public LayerModel {
 public:
  DwcModel(const Dwc& dwc, const Ends& ends)
      : LayerModel(*ends.outputs[0], kLatency, dwc.in_bits >= dwc.out_bits),
        dwc_(dwc),
        input_(*ends.inputs[0]),
        values_(ends.values),
        held_words_(static_cast<std::size_t>((dwc.in_bits + dwc.out_bits + 63) / 64 + 1)),
        scratch_(held_words_.size()),
        beat_(static_cast<std::size_t>(output_.words())) {}

  Process run() override { return dwc_.in_bits >= dwc_.out_bits ? narrow() : widen(); }

 private:
  Process narrow() {
    std::int64_t held = 0;  // bits
    for (;;) {
      for (std::int64_t i = 0; i < dwc_.beats_out();) {
        if (held < dwc_.out_bits) {
          const Cycle arrived = co_await BeatOf{input_};
          const Cycle credit = co_await CreditOf{output_};
          const Cycle issued = clock_.issue(arrived, credit);
          read(issued, held);
          write(issued, held);
          ++i;
        }
        // Until the next beat is needed only writes remain.
        for (std::int64_t rest = held / dwc_.out_bits; rest > 0;) {
          const Cycle credit = co_await CreditOf{output_};
          std::int64_t run = 1;
          if (values_) {
            write(clock_.issue(0, credit), held);
          } else {
            run = clock_.write_run(output_, rest, 1, kLatency);
            held -= run * dwc_.out_bits;
          }
          rest -= run;
          i += run;
        }
      }
      frame_done();
    }
  }

  Process widen() {
    std::int64_t held = 0;
    for (;;) {
      for (std::int64_t i = 0; i < dwc_.beats_in(); ++i) {
        const bool writes = held + dwc_.in_bits >= dwc_.out_bits;
        const Cycle arrived = co_await BeatOf{input_};
        const Cycle credit = writes ? co_await CreditOf{output_} : 0;
        const Cycle issued = writes ? clock_.issue(arrived, credit) : clock_.issue(arrived);
        read(issued, held);
        if (writes) write(issued, held);
      }
      frame_done();
    }
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
