#include "golden/layers.hpp"

namespace weir {

void activate(const Thresholds& thresholds, Batch& values) {
  const auto channels = static_cast<Eigen::Index>(thresholds.channels());
  const bool bipolar = thresholds.output == DataType::bipolar();
  const std::int64_t lowest = thresholds.bias();
  std::int64_t* const data = values.data();
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    std::int64_t passed = 0;
    for (const std::int64_t t : thresholds.values.row(i % channels)) passed += data[i] >= t ? 1 : 0;
    data[i] = lowest + (bipolar ? 2 * passed : passed);
  }
}

Reference reference(const Threshold& threshold) {
  return [thresholds = threshold.thresholds](const Inputs& inputs, Eigen::Index) {
    Batch values = *inputs[0];
    activate(thresholds, values);
    return values;
  };
}

}  // namespace weir
