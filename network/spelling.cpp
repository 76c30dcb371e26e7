#include "network/spelling.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace weir {

namespace {

// Of a longer name the start decides.
constexpr std::size_t kMostLetters = 200;

// Twice the letters to change, add, leave out or swap with the next; a letter of the other case counts once.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::vector<std::size_t> before(b.size() + 1);  // the row before the last one
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::vector<std::size_t> last = row;
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = a[i - 1];
      const char y = b[j - 1];
      const std::size_t change = x == y ? 0 : lower(x) == lower(y) ? 1 : 2;
      row[j] = std::min({last[j - 1] + change, last[j] + 2, row[j - 1] + 2});
      if (i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y) row[j] = std::min(row[j], before[j - 2] + 2);
    }
    before = last;
  }
  return row.back();
}

}  // namespace

std::string nearest_name(const std::string& name, const std::vector<std::string>& names) {
  const std::string sought = name.substr(0, kMostLetters);
  const auto best = std::ranges::min_element(
      names, {}, [&](const std::string& each) { return distance(sought, each.substr(0, kMostLetters)); });
  return best == names.end() ? "" : *best;
}

std::string nearest_of(const std::string& name, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(name, names);
  const bool alike = !nearest.empty() &&
                     distance(name.substr(0, kMostLetters), nearest.substr(0, kMostLetters)) <= name.size();
  return alike ? " (nearest: " + nearest + ")" : "";
}

std::string with_nearest_name(const std::string& name, const std::vector<std::string>& names) {
  return name + nearest_of(name, names);
}

}  // namespace weir
