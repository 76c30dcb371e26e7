// Matrix-vector products: MVAU, MatrixVectorActivation, StreamingFCLayer_Batch.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"
#include "import/ops/parameters.hpp"

namespace weir::importer {

namespace {

// [rows, columns] of the initialiser's [columns, rows], and their type.
struct Weights {
  DataType type;
  Tensor values;
};

Weights weights_of(const Step& step, std::int64_t rows, std::int64_t columns, bool bits) {
  const Array& array = step.initialiser(1, "weights");
  if (array.shape != Shape{columns, rows})
    step.refuse("weights of shape " + to_string(array.shape),
                fmt::format("[MW, MH] = [{}, {}]", columns, rows));
  Weights weights{step.type("weightDataType"), {}};
  const bool negative = std::ranges::any_of(array.values, [](double v) { return v < 0; });
  if (weights.type == DataType::binary() && !bits && negative) weights.type = DataType::bipolar();
  const Tensor stored = step.integers_of(array, weights.type, "a weight");
  weights.values = Tensor({rows, columns});
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = 0; r < rows; ++r) {
      const std::int64_t value = stored.values[static_cast<std::size_t>(c * rows + r)];
      weights.values.values[static_cast<std::size_t>(r * columns + c)] = bits && value == 0 ? -1 : value;
    }
  }
  if (bits) weights.type = DataType::bipolar();
  return weights;
}

}  // namespace

void mvau(Step& step) {
  const std::int64_t rows = step.count("MH");
  const std::int64_t columns = step.count("MW");
  const std::int64_t pe = step.count("PE");
  const std::int64_t simd = step.count("SIMD");
  step.divides("PE", pe, rows);
  step.divides("SIMD", simd, columns);
  step.demand(fits({rows, columns}), fmt::format("{} x {} weights", rows, columns), "at most 2^30");
  step.demand(step.integer("dynamic_input", 0) == 0, "dynamic_input = 1, weights that come as a stream",
              "weights as an initialiser: a product of two streams is not modelled");
  if (step.integer("pumpedCompute", 0) != 0 || step.integer("pumpedMemory", 0) != 0)
    step.note("double clock, here as one at the single clock");
  const Carried in = step.in();
  const bool bits = counts_bits(step);
  step.demand(!bits || in.element == step.type("inputDataType"), "XNOR with an input of " + in.element.name(),
              step.text("inputDataType", ""));
  step.demand(elements_of(in.shape) % columns == 0,
              fmt::format("an input of {} elements", elements_of(in.shape)),
              fmt::format("vectors of MW = {}", columns));
  Shape shape = see_as_vectors(step, columns);
  Weights weights = weights_of(step, rows, columns, bits);
  const DataType stated = step.type("outputDataType");
  Keys keys{{"rows", std::to_string(rows)}, {"pe", std::to_string(pe)}, {"simd", std::to_string(simd)}};
  const bool streamed =
      streams_weights(step, step.node().op.starts_with("MVAU") ? "internal_decoupled" : "const");
  DataType output = stated;
  std::optional<Tensor> thresholds;
  std::int64_t base = 0;
  if (step.integer("noActivation", 0) == 0) {
    thresholds = thresholds_of(step, 2, rows);
    base = step.integer("ActVal", 0);
  } else if (bits) {
    thresholds = every_count(columns);
    output = DataType::smallest_unsigned(columns);
    output = DataType::uint(std::max(output.bits, stated.bits));
    step.note(fmt::format("counts of equal bits, 0 to {}, as {}", columns, output.name()) +
              (stated.max() < columns
                   ? ", which the graph's " + step.text("outputDataType") + " does not hold"
                   : ""));
  }
  if (thresholds && bits) thresholds = thresholds_of_sums(*thresholds, weights.values, in.element);
  add_product_keys(step, keys, weights.type, std::move(weights.values), streamed, std::move(thresholds),
                   output, base);
  shape.back() = rows;
  step.estimate_differs("FINN estimated before it changed the folding");
  step.layer("mvtu", keys, {"", output, shape, pe});
}

}  // namespace weir::importer
