#include "cli/colour.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace weir::cli {

namespace {

constexpr std::string_view kRed = "\033[31m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kYellow = "\033[33m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kPlain = "\033[0m";

struct Rule {
  std::string_view text;
  bool whole;   // the whole line is painted; else the text alone
  bool begins;  // only at the line's beginning
  std::string_view colour;
};

constexpr Rule kRules[] = {
    {"verdict: pass", true, true, kGreen},    {"verdict: fail", true, true, kRed},
    {"  ok      ", false, true, kGreen},      {"  FAILED  ", true, true, kRed},
    {"<- bottleneck", false, false, kYellow}, {": deadlock: ", true, false, kRed},
    {"note: ", false, true, kBold},
};

std::string painted_line(std::string_view line) {
  for (const Rule& rule : kRules) {
    const std::size_t at = line.find(rule.text);
    if (at == std::string_view::npos || (rule.begins && at != 0)) continue;
    if (rule.whole) return fmt::format("{}{}{}", rule.colour, line, kPlain);
    return fmt::format("{}{}{}{}{}", line.substr(0, at), rule.colour, rule.text, kPlain,
                       line.substr(at + rule.text.size()));
  }
  return std::string(line);
}

}  // namespace

bool has_colour(std::FILE* file) {
  const char* const off = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  if (off != nullptr && *off != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(fileno(file)) != 0;
}

std::string painted(const std::string& report, bool colour) {
  if (!colour) return report;
  std::string text;
  for (std::size_t at = 0; at < report.size();) {
    const std::size_t end = std::min(report.find('\n', at), report.size());
    text += painted_line(std::string_view(report).substr(at, end - at));
    if (end < report.size()) text += '\n';
    at = end + 1;
  }
  return text;
}

void print_error(const std::string& message) {
  const bool colour = has_colour(stderr);
  fmt::print(stderr, "{}weir:{} {}\n", colour ? kRed : "", colour ? kPlain : "", message);
}

}  // namespace weir::cli
