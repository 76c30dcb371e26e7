// Model of `memstream`: a beat of the memory every cycles_per_beat cycles, for as long as there is room.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class MemstreamModel final : public LayerModel {
 public:
  MemstreamModel(const Memstream& memstream, const Ends& ends)
      : LayerModel(ends, kLatency), memstream_(memstream), values_(ends.values) {
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
          const Cycle ready = clock_.last() < 0 ? 0 : clock_.last() + memstream_.cycles_per_beat;
          const Cycle credit = co_await CreditOf{output_};
          const Cycle issued = clock_.issue(ready, credit);
          recent_.note(clock_);
          output_.offer_any(issued + kLatency, values_ ? beats_.data() + address * output_.words() : nullptr);
        }
      }
      frame_done();
    }
  }

 private:
  const Memstream& memstream_;
  const bool values_;
  std::vector<std::uint64_t> beats_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Memstream& memstream, const Ends& ends) {
  return std::make_unique<MemstreamModel>(memstream, ends);
}

}  // namespace weir::models
