#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace weir::report {

Table::Table(std::vector<std::string> heading, std::size_t left) : left_(left) {
  rows_.push_back({std::move(heading), ""});
}

void Table::row(std::vector<std::string> cells, std::string remark) {
  if (cells.size() != rows_[0].cells.size()) throw std::logic_error("table: a row unlike its heading");
  rows_.push_back({std::move(cells), std::move(remark)});
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_[0].cells.size());
  for (const Row& row : rows_) {
    for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], row.cells[c].size());
  }
  std::string text;
  for (const Row& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      line += c < left_ ? fmt::format("  {:<{}}", row.cells[c], widths[c])
                        : fmt::format("  {:>{}}", row.cells[c], widths[c]);
    }
    if (!row.remark.empty()) line += "  " + row.remark;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::ptrdiff_t first = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string scaled(double number) {
  constexpr std::string_view kUnits[] = {"", " k", " M", " G"};
  std::size_t unit = 0;
  while (number >= 999.5 && unit + 1 < std::size(kUnits)) {
    number /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f}{}", number, number < 9.995 ? 2 : number < 99.95 ? 1 : 0, kUnits[unit]);
}

std::string indented(std::string_view text, std::string_view margin) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += fmt::format("{}{}\n", margin, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace weir::report
