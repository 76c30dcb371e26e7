#include "import/front/quantizer.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace weir::importer {

std::int64_t round_to_level(float x, float scale, float zero, std::int64_t low, std::int64_t high,
                            Rounding rounding) {
  const float level = x / scale + zero;
  if (!(level > static_cast<float>(low))) return low;
  if (!(level < static_cast<float>(high))) return high;
  switch (rounding) {
    case Rounding::kFloor:
      return static_cast<std::int64_t>(std::floor(level));
    case Rounding::kCeil:
      return static_cast<std::int64_t>(std::ceil(level));
    case Rounding::kHalfEven:
      break;
  }
  return static_cast<std::int64_t>(std::nearbyint(level));  // the default mode: half to even
}

namespace {

class Bisection {
 public:
  Bisection(const std::function<std::int64_t(std::int64_t)>& level, std::int64_t low_level,
            std::vector<std::int64_t>& thresholds)
      : level_(level), low_level_(low_level), thresholds_(thresholds) {}

  // The level is `below` at first, `above` at last.
  void operator()(std::int64_t first, std::int64_t below, std::int64_t last, std::int64_t above) {
    if (above < below) throw std::domain_error("it does not ascend");
    if (above == below) return;
    if (last - first == 1) {
      for (std::int64_t step = below + 1; step <= above; ++step) set(step, last);
      return;
    }
    const std::int64_t middle = first + (last - first) / 2;
    const std::int64_t level = level_(middle);
    (*this)(first, below, middle, level);
    (*this)(middle, level, last, above);
  }

  void set(std::int64_t step, std::int64_t threshold) {
    const std::int64_t place = step - low_level_ - 1;
    if (place >= 0 && place < static_cast<std::int64_t>(thresholds_.size()))
      thresholds_[static_cast<std::size_t>(place)] = threshold;
  }

 private:
  const std::function<std::int64_t(std::int64_t)>& level_;
  std::int64_t low_level_;
  std::vector<std::int64_t>& thresholds_;
};

}  // namespace

std::vector<std::int64_t> find_thresholds(const std::function<std::int64_t(std::int64_t k)>& level,
                                          std::int64_t first, std::int64_t last, std::int64_t low_level,
                                          std::int64_t high_level) {
  std::vector<std::int64_t> thresholds(static_cast<std::size_t>(high_level - low_level), last + 1);
  Bisection bisect(level, low_level, thresholds);
  const std::int64_t below = level(first);
  for (std::int64_t step = low_level + 1; step <= std::min(below, high_level); ++step)
    bisect.set(step, first);
  bisect(first, below, last, level(last));
  return thresholds;
}

}  // namespace weir::importer
