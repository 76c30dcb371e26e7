// Model of `lookup`: an index in, its row of the table out.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class LookupModel final : public LayerModel {
 public:
  LookupModel(const Lookup& lookup, const Ends& ends)
      : LayerModel(ends, kLatency), lookup_(lookup), input_(*ends.inputs[0]), values_(ends.values) {
    if (!values_) return;
    const int bits = lookup.entry.bits;
    beats_.resize(static_cast<std::size_t>(lookup.entries() * lookup.folds() * output_.words()));
    for (std::int64_t i = 0; i < lookup.table.size(); ++i) {
      or_bits(beat(i / lookup.pe), i % lookup.pe * bits, bits,
              code_of(lookup.table.values[static_cast<std::size_t>(i)], lookup.entry));
    }
  }

  Process run() override {
    const std::int64_t folds = lookup_.folds();
    for (;;) {
      for (std::int64_t i = 0; i < lookup_.indices; ++i) {
        const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
        const Cycle credit = co_await CreditOf{output_};
        const std::int64_t row =
            values_ ? static_cast<std::int64_t>(get_bits(input_.value(), 0, lookup_.input.bits)) * folds : 0;
        pass(input_, arrived, output_, credit, values_ ? beat(row) : nullptr);
        for (std::int64_t f = 1; f < folds;) {
          const Cycle free = co_await CreditOf{output_};
          if (values_) {
            output_.offer(clock_.issue(0, free) + kLatency, beat(row + f++));
          } else {
            f += write_run(folds - f, 1);
          }
        }
      }
      frame_done();
    }
  }

 private:
  // The table's beat `index`, row by row.
  [[nodiscard]] std::uint64_t* beat(std::int64_t index) { return beats_.data() + index * output_.words(); }

  const Lookup& lookup_;
  Channel& input_;
  const bool values_;
  std::vector<std::uint64_t> beats_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Lookup& lookup, const Ends& ends) {
  return std::make_unique<LookupModel>(lookup, ends);
}

}  // namespace weir::models
