#include "cli/checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <system_error>

#include "network/spelling.hpp"

namespace weir::cli {

namespace {

// The whole text as a number of this type.
template <typename Number>
std::optional<Number> parsed(const std::string& text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

// `shown` is what help says of the option's values.
CLI::Validator check(const std::function<bool(const std::string&)>& holds, const std::string& wanted,
                     const std::string& shown) {
  return CLI::Validator(
      [holds, wanted](const std::string& text) {
        return holds(text) ? "" : fmt::format("found {}, wanted {}", text, wanted);
      },
      shown);
}

}  // namespace

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  const bool bounded = most != static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const std::string range =
      bounded ? fmt::format("{} to {}", least, most) : fmt::format("at least {}", least);
  return check(
      [least, most](const std::string& text) {
        const auto value = parsed<std::uint64_t>(text);
        return value && *value >= least && *value <= most;
      },
      "an integer, " + range, range);
}

CLI::Validator number(double least, double most) {
  const std::string range = fmt::format("{} to {}", least, most);
  return check(
      [least, most](const std::string& text) {
        const auto value = parsed<double>(text);
        return value && *value >= least && *value <= most;
      },
      "a number, " + range, range);
}

CLI::Validator positive_number() {
  return check(
      [](const std::string& text) {
        const auto value = parsed<double>(text);
        return value && *value > 0;
      },
      "a number above 0", "above 0");
}

CLI::Validator one_of(const std::vector<std::string>& names, const std::string& else_said) {
  return CLI::Validator(
      [names, else_said](const std::string& text) -> std::string {
        if (std::ranges::find(names, text) != names.end()) return "";
        return fmt::format("found {}, wanted {}{}{}", text, fmt::join(names, " or "), nearest_of(text, names),
                           else_said);
      },
      fmt::format("{{{}}}", fmt::join(names, ",")));
}

}  // namespace weir::cli
