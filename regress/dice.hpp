// Throws of dice, weighted so that rare classes of a parameter come up about as often as common ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "network/data_type.hpp"
#include "network/random.hpp"

namespace weir::regress {

class Dice {
 public:
  explicit Dice(const Random& random) : random_(random) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return random_.between(low, std::max(low, high));
  }
  // True once in n times.
  bool one_in(std::int64_t n) { return random_.between(1, n) == 1; }
  template <class Item>
  Item any(const std::vector<Item>& items) {
    return items[static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(items.size()) - 1))];
  }
  std::int64_t value_of(const DataType& type) { return random_.value_of(type); }
  std::uint64_t seed() { return static_cast<std::uint64_t>(random_.between(1, 999'999)); }

  // A divisor: 1, all, or one in between, each class as likely.
  std::int64_t divisor(std::int64_t number) {
    const std::int64_t choice = between(0, 2);
    if (choice == 0) return 1;
    if (choice == 1) return number;
    std::vector<std::int64_t> divisors;
    for (std::int64_t d = 2; d < number; ++d) {
      if (number % d == 0) divisors.push_back(d);
    }
    return divisors.empty() ? divisor(number) : any(divisors);
  }

  // An unsigned type of at most so many bits, from 1 on.
  DataType unsigned_type(int bits) { return DataType::uint(width(1, std::min(bits, kMostBits))); }
  // A type of at most so many bits.
  DataType type(int bits) {
    switch (between(0, bits < 2 ? 1 : 4)) {
      case 0:
        return DataType::binary();
      case 1:
        return DataType::bipolar();
      case 2:
        return DataType::ternary();
      case 3:
        return DataType::sint(width(2, std::min(bits, kMostBits)));
      default:
        return unsigned_type(bits);
    }
  }
  // Of what comes from a seed.
  std::string source() {
    static const std::vector<std::string> kPatterns{
        "", "", ", pattern: extremes", ", pattern: sparse", ", pattern: ramp", ", pattern: runs"};
    const std::string seed_of = "seed: " + std::to_string(seed());
    return seed_of + any(kPatterns);
  }

 private:
  // Narrow ones half of the time; then of each class alike.
  int width(int least, int most) {
    if (one_in(2)) return static_cast<int>(between(least, std::min(most, 4)));
    const int ceiling = any(most > 32 ? std::vector{8, 16, 32, kMostBits} : std::vector{8, 16, 32});
    return static_cast<int>(
        between(std::min(most, std::max(least, ceiling / 2 + 1)), std::min(most, ceiling)));
  }

  Random random_;
};

}  // namespace weir::regress
