// What all JSON of the report is made of.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace weir::report {

using Json = nlohmann::ordered_json;

// Null stands for what is not known.
template <class Number>
Json known(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

// Null of what is not said.
inline Json said(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// Indented, with a line end. What is no UTF-8, such as a part of what a tool printed, becomes U+FFFD.
inline std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace weir::report
