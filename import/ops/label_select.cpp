#include <fmt/format.h>

#include "import/operators.hpp"

namespace weir::importer {

void label_select(Step& step) {
  const std::int64_t labels = step.count("Labels");
  const std::int64_t pe = step.count("PE");
  const std::int64_t k = step.count("K");
  const Carried in = step.in();
  step.demand(elements_of(in.shape) == labels, "an input of shape " + to_string(in.shape),
              fmt::format("{} labels", labels));
  step.divides("PE", pe, labels);
  step.demand(k <= labels, fmt::format("K = {}", k), fmt::format("at most the {} labels", labels));
  const DataType output = DataType::smallest_unsigned(labels - 1);
  if (step.has("outputDataType") && step.type("outputDataType") != output)
    step.note(fmt::format("labels as {} in place of {}", output.name(), step.text("outputDataType")));
  step.layer("label_select",
             {{"pe", std::to_string(pe)}, {"classes", std::to_string(labels)}, {"k", std::to_string(k)}},
             {"", output, {k}, k});
}

}  // namespace weir::importer
