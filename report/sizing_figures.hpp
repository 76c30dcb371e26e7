// A sizing's figures in derived units and words, shared by text, JSON and plot.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>

#include "network/sizing_result.hpp"
#include "report/table.hpp"

namespace weir::report {

// "576", or "576.333" of frames that take 1,729 cycles for three.
inline std::string cycles(const Interval& interval) {
  return interval.cycles % interval.frames == 0 ? grouped(interval.cycles / interval.frames)
                                                : fmt::format("{:.3f}", interval.value());
}

inline double frames_per_s(const Interval& interval, double clock_mhz) {
  return clock_mhz * 1e6 / interval.value();
}

// By how much the cost exceeds the bound, as a share of the bound; none if the bound is 0.
inline std::optional<double> gap(const Cost& cost, const Cost& bound) {
  if (bound.units <= 0) return std::nullopt;
  return static_cast<double>(cost.units - bound.units) / static_cast<double>(bound.units);
}

// "optimal", or the gap to the bound.
inline std::string standing(const Cost& cost, const Cost& bound, bool optimal) {
  if (optimal) return "optimal";
  const std::optional<double> share = gap(cost, bound);
  return share ? fmt::format("at most {:.1f} % above the least", 100 * *share) : "no bound";
}

// "pass", "fail", or "interrupted" whether or not there are depths.
inline std::string verdict(const SizingResult& result) {
  if (result.interrupted || result.end == SizingEnd::kInterrupted) return "interrupted";
  return result.passed() ? "pass" : "fail";
}

}  // namespace weir::report
