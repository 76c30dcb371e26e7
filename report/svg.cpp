#include "report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace weir::report {

namespace {

// From the largest power of ten times 1, 2 or 5 that gives at least three steps.
double step_of(double range) {
  const double power = std::pow(10, std::floor(std::log10(range)));
  for (const double factor : {1.0, 0.5, 0.2}) {
    if (range / (power * factor) >= 3) return power * factor;
  }
  return power / 10;
}

}  // namespace

Axis::Axis(double least, double most, bool logarithmic, double first_pixel, double last_pixel)
    : logarithmic_(logarithmic), first_pixel_(first_pixel), last_pixel_(last_pixel) {
  if (logarithmic_) {
    low_ = least / 1.25;
    high_ = most * 1.25;
    for (double power = std::pow(10, std::floor(std::log10(low_))); power <= high_; power *= 10) {
      for (const double factor : {1.0, 2.0, 5.0}) add_tick(power * factor);
    }
  } else {
    const double margin = most > least ? (most - least) / 12 : std::max(1.0, most / 10);
    low_ = std::max(0.0, least - margin);
    high_ = most + margin;
    const double step = std::max(1.0, step_of(high_ - low_));
    for (double tick = std::ceil(low_ / step) * step; tick <= high_; tick += step) add_tick(tick);
  }
}

double Axis::pixel(double value) const {
  const double share =
      logarithmic_ ? std::log(value / low_) / std::log(high_ / low_) : (value - low_) / (high_ - low_);
  return first_pixel_ + share * (last_pixel_ - first_pixel_);
}

void Axis::add_tick(double value) {
  if (value >= low_ && value <= high_) ticks_.push_back(value);
}

std::string text_at(double x, double y, const char* anchor, const std::string& text, const char* more) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more,
                     text);
}

std::string line(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1, x2, y2,
                     style);
}

}  // namespace weir::report
