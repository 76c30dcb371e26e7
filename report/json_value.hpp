// Helpers for all JSON reports.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace weir::report {

using Json = nlohmann::ordered_json;

// An unknown number is null.
template <class Number>
Json known(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

// An empty text is null.
inline Json said(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// Indented, with a line end. Invalid UTF-8, for example in a tool's output, becomes U+FFFD.
inline std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace weir::report
