// Pool, Pool_Batch: over windows of a depthwise ConvolutionInputGenerator. GlobalAccPool: sums of a whole
// map.
#include "network/layers/pool.hpp"

#include <fmt/format.h>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"

namespace weir::importer {

void pool(Step& step) {
  const std::int64_t channels = step.count("Channels");
  const std::int64_t pe = step.count("PE");
  step.divides("PE", pe, channels);
  const std::vector<std::int64_t> kernel = step.extent("KernelSize");
  const std::int64_t positions = kernel[0] * kernel[1];
  const std::string function = step.text("Function");
  const bool average = function == "QuantAvgPool" || function == "AvgPool";
  step.demand(average || function == "MaxPool" || function == "AccPool", "Function = " + function,
              "MaxPool, AccPool, QuantAvgPool or AvgPool");
  step.demand(step.integer("BatchSize", 1) == 1, fmt::format("BatchSize = {}", step.integer("BatchSize", 1)),
              "1");
  const Carried in = step.in();
  const Shape shape = one_for_each_window(step, positions, pe, channels);
  Keys keys{{"op", function == "MaxPool" ? "max"
                   : average             ? "average"
                                         : "accumulate"},
            {"pe", std::to_string(pe)},
            {"simd", "1"}};
  DataType output = in.element;
  Pool sums;
  sums.op = Pool::Op::kAccumulate;
  sums.positions = positions;
  sums.input = in.element;
  if (function == "AccPool") output = sums.sum();
  if (average) {
    // FINN divides towards 0, Weir towards minus infinity.
    step.demand(function == "QuantAvgPool" || in.element.min() >= 0, "AvgPool of " + in.element.name(),
                "unsigned values, or QuantAvgPool");
    output = step.type("OutputDataType");
    keys.emplace_back("output", output.name());
    keys.emplace_back("by", function == "AvgPool" ? "count" : "shift");
    if (function == "QuantAvgPool" && step.has("Size"))
      keys.emplace_back("shift", std::to_string(step.integer("Size")));
  }
  step.layer("pool", keys, {"", output, shape, pe});
}

void global_acc_pool(Step& step) {
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t pe = step.count("PE");
  step.divides("PE", pe, channels);
  const Carried in = step.in();
  step.demand(in.shape.back() == channels, "an input of shape " + to_string(in.shape),
              fmt::format("{} channels", channels));
  Pool sums;
  sums.op = Pool::Op::kAccumulate;
  sums.positions = elements_of(in.shape) / channels;
  sums.input = in.element;
  step.estimate_differs("FINN adds the beats that leave, which leave beside the next frame's here");
  step.layer("pool", {{"op", "accumulate"}, {"global", "true"}, {"pe", std::to_string(pe)}},
             {"", sums.sum(), {channels}, pe});
}

}  // namespace weir::importer
