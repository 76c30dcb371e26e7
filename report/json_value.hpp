// What all JSON of the report is made of.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace weir::report {

using Json = nlohmann::ordered_json;

// Null stands for what is not known.
template <class Number>
Json known(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

}  // namespace weir::report
