#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "report/sizing.hpp"
#include "report/sizing_figures.hpp"
#include "report/svg.hpp"
#include "report/table.hpp"

namespace weir::report {

namespace {

constexpr double kWidth = 800;
constexpr double kHeight = 500;
constexpr double kLeft = 90;
constexpr double kRight = 30;
constexpr double kTop = 108;
constexpr double kBottom = 64;

constexpr const char* kMostStyle = "fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"";
constexpr const char* kLeastStyle = "fill=\"none\" stroke=\"#999\" stroke-dasharray=\"4 3\"";

struct Mark {
  const char* name;
  const char* colour;
  Interval interval;
  Cost cost;
};

class Plot {
 public:
  explicit Plot(const SizingResult& result)
      : result_(result), points_(result.trade_off), marks_(marks_of(result)), x_(x_axis()), y_(y_axis()) {
    std::ranges::stable_sort(points_, {}, &TradeOff::interval);
  }

  [[nodiscard]] std::string svg() const {
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
               "{0:.0f} "
               "{1:.0f}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n"
               "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"white\"/>\n",
               kWidth, kHeight) +
           axes() + stairs() + points() + marks() + "</svg>\n";
  }

 private:
  static std::vector<Mark> marks_of(const SizingResult& result) {
    if (result.end != SizingEnd::kSized) return {};
    // The baseline holds all beats that unlimited FIFOs hold, so it is as fast as the target.
    std::vector<Mark> marks{{"found", "#c23b22", result.interval, result.total},
                            {"baseline", "#7a4fa3", result.target, result.baseline}};
    if (result.given_interval) marks.push_back({"given", "#2e8b57", *result.given_interval, result.given});
    return marks;
  }

  [[nodiscard]] Axis x_axis() const {
    std::vector<double> values;
    for (const TradeOff& point : points_) values.push_back(point.interval.value());
    for (const Mark& mark : marks_) values.push_back(mark.interval.value());
    const auto [least, most] = range_of(values);
    return {least, most, most > 30 * least, kLeft, kWidth - kRight};
  }
  [[nodiscard]] Axis y_axis() const {
    std::vector<double> values;
    for (const TradeOff& point : points_) {
      for (const Cost& cost : {point.cost, point.lower_bound})
        values.push_back(static_cast<double>(cost.units));
    }
    for (const Mark& mark : marks_) values.push_back(static_cast<double>(mark.cost.units));
    const auto [least, most] = range_of(values);
    // On a linear scale over more than a power of ten, the cheaper points would overlap.
    return {least, most, most > 10 * least, kHeight - kBottom, kTop};
  }
  static std::pair<double, double> range_of(const std::vector<double>& values) {
    if (values.empty()) return {1, 1};
    const auto [least, most] = std::ranges::minmax(values);
    return {std::max(1.0, least), std::max(1.0, most)};
  }

  [[nodiscard]] double x(const Interval& interval) const { return x_.pixel(interval.value()); }
  [[nodiscard]] double y(const Cost& cost) const {
    return y_.pixel(static_cast<double>(std::max<std::int64_t>(1, cost.units)));
  }

  [[nodiscard]] std::string axes() const {
    const double bottom = kHeight - kBottom;
    const double right = kWidth - kRight;
    std::string svg =
        text_at(kLeft, 26, "start", result_.scenario + ": what the FIFOs cost against the interval",
                " font-size=\"16\" font-weight=\"bold\"");
    svg += text_at(kLeft, 46, "start",
                   fmt::format("{}, {:g} MHz, {} search", result_.traffic, result_.clock_mhz, result_.mode),
                   " fill=\"#555\"");
    for (const double tick : x_.ticks()) {
      const double at = x_.pixel(tick);
      svg += line(at, kTop, at, bottom, "stroke=\"#e4e4e4\"");
      svg += text_at(at, bottom + 18, "middle", grouped(std::llround(tick)));
    }
    for (const double tick : y_.ticks()) {
      const double at = y_.pixel(tick);
      svg += line(kLeft, at, right, at, "stroke=\"#e4e4e4\"");
      svg += text_at(kLeft - 8, at + 4, "end", grouped(std::llround(tick)));
    }
    svg += line(kLeft, bottom, right, bottom, "stroke=\"#222\"") +
           line(kLeft, kTop, kLeft, bottom, "stroke=\"#222\"");
    svg += text_at((kLeft + right) / 2, kHeight - 18, "middle", "interval, cycles a frame");
    return svg + fmt::format(
                     "<text transform=\"translate(18 {:.1f}) rotate(-90)\" text-anchor=\"middle\">cost, "
                     "{}</text>\n",
                     (kTop + bottom) / 2, result_.cost_unit);
  }

  // An interval between two points costs at most what the shorter one does, and at least the bound of the
  // longer one.
  [[nodiscard]] std::string stairs() const {
    if (points_.empty()) return "";
    std::string most;
    std::string least;
    for (const TradeOff& point : points_) {
      const double at = x(point.interval);
      if (most.empty()) {
        most = fmt::format("M{:.1f} {:.1f}", at, y(point.cost));
        least = fmt::format("M{:.1f} {:.1f}", at, y(point.lower_bound));
      } else {
        most += fmt::format(" H{:.1f} V{:.1f}", at, y(point.cost));
        least += fmt::format(" V{:.1f} H{:.1f}", y(point.lower_bound), at);
      }
    }
    return fmt::format("<path d=\"{}\" {}/>\n<path d=\"{}\" {}/>\n", least, kLeastStyle, most, kMostStyle);
  }

  [[nodiscard]] std::string tooltip(const Interval& interval, const std::string& rest) const {
    return fmt::format("<title>{} cycles a frame ({} frames/s): {}</title>", cycles(interval),
                       scaled(frames_per_s(interval, result_.clock_mhz)), rest);
  }

  [[nodiscard]] std::string points() const {
    std::string svg;
    for (const TradeOff& point : points_) {
      svg += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\" stroke=\"#1f5fa8\" "
          "stroke-width=\"2\">{}</circle>\n",
          x(point.interval), y(point.cost), point.optimal ? "#1f5fa8" : "white",
          tooltip(point.interval, fmt::format("{} {}, {}", grouped(point.cost.units), result_.cost_unit,
                                              standing(point.cost, point.lower_bound, point.optimal))));
    }
    return svg;
  }

  // Draws the squares with their legend above the plot, and below it the legend of circles and lines.
  [[nodiscard]] std::string marks() const {
    std::string svg;
    double at = kLeft;
    double row = 66;
    const auto legend = [&](const std::string& symbol, const std::string& name) {
      svg += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}</g>\n", at, row, symbol);
      svg += text_at(at + 24, row + 4, "start", name);
      at += 40 + 7.5 * static_cast<double>(name.size());
    };
    for (const Mark& mark : marks_) {
      const std::string square = fmt::format(
          "width=\"10\" height=\"10\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\"", mark.colour);
      svg += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</rect>\n", x(mark.interval) - 5, y(mark.cost) - 5, square,
          tooltip(mark.interval,
                  fmt::format("{} {}, {}", grouped(mark.cost.units), result_.cost_unit, mark.name)));
      legend(fmt::format("<rect x=\"5\" y=\"-5\" {}/>", square),
             fmt::format("{}, {}", mark.name, grouped(mark.cost.units)));
    }
    at = kLeft;
    row += 22;
    if (!points_.empty()) {
      legend("<circle cx=\"10\" cy=\"0\" r=\"4\" fill=\"#1f5fa8\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
             "optimal");
      legend("<circle cx=\"10\" cy=\"0\" r=\"4\" fill=\"white\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
             "best known");
      legend(fmt::format("<path d=\"M0 0 H20\" {}/>", kMostStyle), "enough");
      legend(fmt::format("<path d=\"M0 0 H20\" {}/>", kLeastStyle), "lower bound");
    }
    return svg;
  }

  const SizingResult& result_;
  std::vector<TradeOff> points_;
  std::vector<Mark> marks_;
  Axis x_;
  Axis y_;
};

}  // namespace

std::string trade_off_svg(const SizingResult& result) { return Plot(result).svg(); }

}  // namespace weir::report
