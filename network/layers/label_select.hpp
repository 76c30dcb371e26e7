// Indices of the k largest of a frame's first `classes` inputs; of equal inputs the lowest index wins.
#pragma once

#include "network/data_type.hpp"

namespace weir {

// Per frame inputs / pe iterations, each reading a beat of pe elements; the last writes one beat that holds
// all k indices, the largest input's in the least significant lane.
struct LabelSelect {
  static constexpr const char* kKind = "label_select";

  std::int64_t inputs = 0;
  std::int64_t pe = 1;
  std::int64_t classes = 0;  // inputs from this one on are padding: read and not looked at
  std::int64_t k = 1;
  DataType input;

  [[nodiscard]] DataType output() const { return DataType::smallest_unsigned(classes - 1); }
  [[nodiscard]] std::int64_t trip_count() const { return inputs / pe; }
};

void check(LabelSelect& label_select);

}  // namespace weir
