// Seeded values of a type, drawn in sequence with a pattern.
#pragma once

#include <cstdint>
#include <string_view>

#include "network/data_type.hpp"
#include "network/random.hpp"

namespace weir {

enum class DataPattern : std::uint8_t {
  kUniform,   // each of the type's values equally likely
  kExtremes,  // the least and the largest value only
  kSparse,    // seven of eight nearest zero: 0, or the -1 of bipolar; the others uniform
  kRamp,      // counting up through the type's values from one at random, and over again
  kRuns,      // uniform values, each repeated: up to 2, 4 .. or 64 times; the limit is drawn first
};
// Their names in a scenario, in that order.
inline constexpr std::string_view kDataPatterns[] = {"uniform", "extremes", "sparse", "ramp", "runs"};

class SeededValues {
 public:
  SeededValues(const DataType& type, DataPattern pattern, const Random& random)
      : type_(type), pattern_(pattern), random_(random) {
    if (pattern_ == DataPattern::kRamp) value_ = random_.value_of(type_);
    if (pattern_ == DataPattern::kRuns) longest_ = std::int64_t{1} << random_.between(1, 6);
  }

  std::int64_t next() {
    switch (pattern_) {
      case DataPattern::kExtremes:
        return random_.between(0, 1) != 0 ? type_.max() : type_.min();
      case DataPattern::kSparse:
        if (random_.between(0, 7) != 0) return type_.holds(0) ? 0 : -1;
        break;
      case DataPattern::kRamp:
        return count_up();
      case DataPattern::kRuns:
        return go_on();
      case DataPattern::kUniform:
        break;
    }
    return random_.value_of(type_);
  }

 private:
  std::int64_t count_up() {
    const std::int64_t value = value_;
    const std::int64_t step = type_.kind == DataType::Kind::kBipolar ? 2 : 1;
    value_ = value + step > type_.max() ? type_.min() : value + step;
    return value;
  }

  std::int64_t go_on() {
    if (left_ == 0) {
      value_ = random_.value_of(type_);
      left_ = random_.between(1, longest_);
    }
    --left_;
    return value_;
  }

  DataType type_;
  DataPattern pattern_;
  Random random_;
  std::int64_t value_ = 0;    // a ramp's next; a run's
  std::int64_t longest_ = 1;  // run
  std::int64_t left_ = 0;     // of the run
};

}  // namespace weir
