// Depthwise products: VVAU, VectorVectorActivation, Vector_Vector_Activate_Batch.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"
#include "import/ops/parameters.hpp"

namespace weir::importer {

void vvau(Step& step) {
  const std::int64_t channels = step.count("Channels");
  const std::vector<std::int64_t> kernel = step.extent("Kernel");
  const std::int64_t positions = kernel[0] * kernel[1];
  const std::int64_t pe = step.count("PE");
  const std::int64_t simd = step.count("SIMD", 1);
  step.divides("PE", pe, channels);
  step.divides("SIMD", simd, positions);
  const bool bits = counts_bits(step);
  const Carried in = step.in();
  const Shape shape = one_for_each_window(step, positions, pe, channels);
  const Array& array = step.initialiser(1, "weights");
  step.demand(array.shape == Shape{channels, 1, kernel[0], kernel[1]},
              "weights of shape " + to_string(array.shape),
              fmt::format("[Channels, 1, kernel height, kernel width] = [{}, 1, {}, {}]", channels, kernel[0],
                          kernel[1]));
  DataType weight = step.type("weightDataType");
  Tensor weights = step.integers_of(array, weight, "a weight");
  weights.shape = {channels, positions};
  DataType output = step.type("outputDataType");
  std::optional<Tensor> thresholds;
  std::int64_t base = 0;
  if (step.integer("noActivation", 0) == 0) {
    thresholds = thresholds_of(step, 2, channels);
    base = step.integer("ActVal", 0);
  } else if (bits) {
    thresholds = every_count(positions);
    output = DataType::uint(std::max(DataType::smallest_unsigned(positions).bits, output.bits));
    step.note("counts of equal bits as " + output.name());
  }
  if (bits) {
    std::ranges::replace(weights.values, 0, -1);
    weight = DataType::bipolar();
    if (thresholds) thresholds = thresholds_of_sums(*thresholds, weights, in.element);
  }
  const std::string op = step.node().op;
  const bool streamed = streams_weights(step, op.starts_with("VVAU") ? "internal_decoupled" : "const");
  Keys keys{{"pe", std::to_string(pe)}, {"simd", std::to_string(simd)}};
  add_product_keys(step, keys, weight, std::move(weights), streamed, std::move(thresholds), output, base);
  step.layer("vvtu", keys, {"", output, shape, pe});
}

}  // namespace weir::importer
