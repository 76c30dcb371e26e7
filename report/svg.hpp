// What drawings (SVG) are made of.
#pragma once

#include <string>
#include <vector>

namespace weir::report {

// Maps values to pixels, by their size or their logarithm, and has round numbers for its ticks.
class Axis {
 public:
  // Of values from `least` to `most`, with some room around them; a linear one has whole numbers for ticks
  // and does not go below zero.
  Axis(double least, double most, bool logarithmic, double first_pixel, double last_pixel);

  [[nodiscard]] double pixel(double value) const;
  [[nodiscard]] const std::vector<double>& ticks() const { return ticks_; }

 private:
  void add_tick(double value);

  bool logarithmic_;
  double first_pixel_;
  double last_pixel_;
  double low_ = 0;
  double high_ = 1;
  std::vector<double> ticks_;
};

// `text`, which has nothing that XML takes for its own, anchored "start", "middle" or "end"; `more` are
// attributes, with a blank before each.
std::string text_at(double x, double y, const char* anchor, const std::string& text, const char* more = "");

// `style` are attributes.
std::string line(double x1, double y1, double x2, double y2, const char* style);

}  // namespace weir::report
