// Thresholding, Thresholding_Batch.
#include <fmt/format.h>

#include <utility>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"
#include "import/ops/parameters.hpp"

namespace weir::importer {

void thresholding(Step& step) {
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t pe = step.count("PE");
  step.divides("PE", pe, channels);
  (void)step.type("inputDataType");  // refuses floats
  const Carried in = step.in();
  step.demand(elements_of(in.shape) % channels == 0, "an input of shape " + to_string(in.shape),
              fmt::format("{} channels", channels));
  const Shape shape = see_as_vectors(step, channels);
  Tensor thresholds = thresholds_of(step, 1, channels);
  if (step.has("numSteps")) {
    step.demand(step.integer("numSteps") == thresholds.shape[1],
                fmt::format("numSteps = {}", step.integer("numSteps")),
                fmt::format("{}, as there are thresholds", thresholds.shape[1]));
  }
  const DataType output = step.type("outputDataType");
  Keys keys{{"pe", std::to_string(pe)}};
  add_threshold_keys(step, keys, std::move(thresholds), output, step.integer("ActVal", 0));
  step.layer("threshold", keys, {"", output, shape, pe});
}

}  // namespace weir::importer
