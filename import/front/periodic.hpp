// A number for each element of a stream, most of which repeat.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace weir::importer {

// Element i of a stream, in the order in which it streams, has values[i % size]: one value for all elements,
// or one for each channel of a stream that sends its channels innermost.
template <class T>
struct Periodic {
  std::vector<T> values{T{}};

  Periodic() = default;
  explicit Periodic(T all) : values{all} {}
  explicit Periodic(std::vector<T> each) : values(std::move(each)) {}

  [[nodiscard]] T at(std::size_t i) const { return values[i % values.size()]; }
  [[nodiscard]] std::size_t period() const { return values.size(); }
  [[nodiscard]] bool uniform() const {
    return std::ranges::all_of(values, [&](const T& value) { return value == values.front(); });
  }

  friend bool operator==(const Periodic&, const Periodic&) = default;
};

// Element by element, with the period of both.
template <class F, class A, class B>
auto combine(const Periodic<A>& a, const Periodic<B>& b, F function) {
  using Result = decltype(function(a.at(0), b.at(0)));
  std::vector<Result> values;
  const std::size_t period = std::lcm(a.period(), b.period());
  values.reserve(period);
  for (std::size_t i = 0; i < period; ++i) values.push_back(function(a.at(i), b.at(i)));
  return Periodic<Result>(std::move(values));
}

}  // namespace weir::importer
