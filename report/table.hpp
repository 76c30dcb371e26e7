// Text in aligned columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::report {

// Rows of cells under a heading; every column is as wide as its widest cell. The first `left` columns are
// aligned to the left, the others to the right.
class Table {
 public:
  Table(std::vector<std::string> heading, std::size_t left);

  // As many cells as the heading has; `remark` stands behind them.
  void row(std::vector<std::string> cells, std::string remark = "");
  // One line a row, each with a line end.
  [[nodiscard]] std::string text() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string remark;
  };
  std::vector<Row> rows_;
  std::size_t left_;
};

// 1234567 as "1,234,567".
std::string grouped(std::int64_t number);

// Three digits and a unit: "1.23 G".
std::string scaled(double number);

// What stands for a number that is not known.
inline constexpr std::string_view kUnknown = "-";
// A number a second, scaled.
inline std::string rate(const std::optional<double>& number) {
  return number ? scaled(*number) : std::string(kUnknown);
}

// Every line of `text` behind `margin`, each with a line end.
std::string indented(std::string_view text, std::string_view margin);

}  // namespace weir::report
