// Model of `memstream`: a beat of the memory every cycle, for as long as there is room.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class MemstreamModel final : public LayerModel {
 public:
  MemstreamModel(const Memstream& memstream, const Ends& ends)
      : LayerModel(*ends.outputs[0], kLatency, true),
        memstream_(memstream),
        values_(ends.values),
        recent_(output_.depth() + Channel::kMostCredits, -1) {
    if (!values_) return;
    const int bits = memstream.element.bits;
    beats_.resize(static_cast<std::size_t>(memstream.depth() * output_.words()));
    for (std::int64_t i = 0; i < memstream.contents.size(); ++i) {
      std::uint64_t* beat = beats_.data() + i / memstream.elements_per_beat * output_.words();
      or_bits(beat, i % memstream.elements_per_beat * bits, bits,
              code_of(memstream.contents.values[static_cast<std::size_t>(i)], memstream.element));
    }
  }

  Process run() override {
    for (;;) {
      for (std::int64_t pass = 0; pass < memstream_.passes; ++pass) {
        for (std::int64_t address = 0; address < memstream_.depth(); ++address) {
          const Cycle issued = clock_.issue(0, co_await CreditOf{output_});
          recent_[static_cast<std::size_t>(clock_.activity().busy) % recent_.size()] = issued;
          if (values_) {
            output_.offer(issued + kLatency, beats_.data() + address * output_.words());
          } else {
            output_.offer(issued + kLatency);
          }
        }
      }
      frame_done();
    }
  }

  // The process runs ahead of the last frame by as much as FIFO and output queue hold: those issues are not
  // counted.
  [[nodiscard]] LayerActivity activity(Cycle last_cycle) const override {
    const auto late = std::ranges::count_if(recent_, [&](Cycle issued) { return issued > last_cycle; });
    const std::int64_t busy = clock_.activity().busy - late;
    return {busy, last_cycle + 1 - busy, 0};
  }

 private:
  const Memstream& memstream_;
  const bool values_;
  std::vector<std::uint64_t> beats_;
  std::vector<Cycle> recent_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Memstream& memstream, const Ends& ends) {
  return std::make_unique<MemstreamModel>(memstream, ends);
}

}  // namespace weir::models
