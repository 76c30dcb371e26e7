#include "import/ops/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace weir::importer {

bool streams_weights(Step& step, const std::string& fallback) {
  const std::string mode = step.text("mem_mode", fallback);
  if (mode == "const" || mode == "internal_embedded") return false;
  if (mode == "external") step.note("weights come from outside of the network, here at one beat a cycle");
  if (mode == "decoupled" || mode == "internal_decoupled" || mode == "external") return true;
  step.refuse("mem_mode = " + mode, "const, internal_embedded, decoupled, internal_decoupled or external");
}

bool counts_bits(const Step& step) {
  const std::string input = step.text("inputDataType", "");
  const std::string weights = step.text("weightDataType", "");
  if (input == "BIPOLAR" && weights == "BIPOLAR") return true;
  if (step.integer("binaryXnorMode", 0) == 0) return false;
  step.demand(input == "BINARY" && weights == "BINARY",
              "binaryXnorMode with inputs of " + input + " and weights of " + weights, "BINARY of both");
  return true;
}

Tensor thresholds_of_sums(const Tensor& thresholds, const Tensor& weights, const DataType& input) {
  const std::int64_t rows = weights.shape[0];
  const std::int64_t terms = weights.shape[1];
  const std::int64_t steps = thresholds.shape[1];
  constexpr std::int64_t kBeyond = std::int64_t{1} << 60;  // any sum
  Tensor of_sums({rows, steps});
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t zeros = std::ranges::count(weights.row(r), -1);
    const auto row = thresholds.row(thresholds.shape[0] == 1 ? 0 : r);
    for (std::int64_t s = 0; s < steps; ++s) {
      const std::int64_t count = std::clamp(row[static_cast<std::size_t>(s)], -kBeyond, kBeyond);
      of_sums.values[static_cast<std::size_t>(r * steps + s)] =
          input == DataType::bipolar() ? 2 * count - terms : count - zeros;
    }
  }
  return of_sums;
}

Tensor every_count(std::int64_t terms) {
  Tensor counts({1, terms});
  for (std::int64_t t = 0; t < terms; ++t) counts.values[static_cast<std::size_t>(t)] = t + 1;
  return counts;
}

Tensor thresholds_of(const Step& step, std::size_t place, std::int64_t channels) {
  const Array& array = step.initialiser(place, "thresholds");
  if (array.shape.size() != 2 || (array.shape[0] != 1 && array.shape[0] != channels) || array.shape[1] < 1)
    step.refuse("thresholds of shape " + to_string(array.shape), fmt::format("[{} or 1, steps]", channels));
  Tensor tensor;
  tensor.shape = array.shape;
  for (const double value : array.values) {
    if (std::isnan(value)) step.refuse("a threshold that is not a number", "numbers");
    constexpr double kBeyond = 1e18;  // above all sums
    tensor.values.push_back(static_cast<std::int64_t>(std::clamp(std::ceil(value), -kBeyond, kBeyond)));
  }
  return tensor;
}

void add_product_keys(Step& step, Keys& keys, const DataType& weight, Tensor weights, bool streamed,
                      std::optional<Tensor> thresholds, const DataType& output, std::int64_t base) {
  Keys source{{"type", weight.name()}};
  for (auto& key : step.draft().array(step.name() + "_weights", std::move(weights)))
    source.push_back(std::move(key));
  if (streamed) source.emplace_back("streamed", "true");
  keys.emplace_back("weights", flow_map(source));
  if (thresholds)
    add_threshold_keys(step, keys, std::move(*thresholds), output, base);
  else
    keys.emplace_back("accumulator", output.name());
}

void add_threshold_keys(Step& step, Keys& keys, Tensor thresholds, const DataType& output,
                        std::int64_t base) {
  const std::int64_t steps = thresholds.shape.at(1);
  Keys source = step.draft().array(step.name() + "_thresholds", std::move(thresholds));
  if (output.kind == DataType::Kind::kBipolar) {
    step.demand(steps == 1 && (base == 0 || base == -1),
                fmt::format("{} thresholds a channel and ActVal = {}", steps, base),
                "one threshold and ActVal = 0, for outputs of BIPOLAR");
  } else {
    step.demand(base >= output.min() && base <= output.max() - steps,
                fmt::format("values from ActVal = {} on, of {} thresholds", base, steps),
                "values of the output's " + output.name());
    if (base != 0 || output.min() < 0) source.emplace_back("base", std::to_string(base));
  }
  keys.emplace_back("thresholds", flow_map(source));
  keys.emplace_back("output", output.name());
}

}  // namespace weir::importer
