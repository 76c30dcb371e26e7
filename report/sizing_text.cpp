#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/sizing.hpp"
#include "report/sizing_figures.hpp"
#include "report/table.hpp"

namespace weir::report {

namespace {

// "576 cycles a frame (174 k frames/s)".
std::string pace(const Interval& interval, double clock_mhz) {
  return fmt::format("{} cycles a frame ({} frames/s)", cycles(interval),
                     scaled(frames_per_s(interval, clock_mhz)));
}

std::string target(const SizingResult& result) {
  std::string text;
  if (result.best.cycles > 0) {
    text = fmt::format("best: {}, held up by {}\n", pace(result.best, result.clock_mhz), result.bottleneck);
  }
  if (result.target.cycles > 0) {
    text += fmt::format("target: {}", pace(result.target, result.clock_mhz));
    if (result.latency_target)
      text += fmt::format(", latency of at most {} cycles", grouped(*result.latency_target));
    text += "\n";
  }
  return text;
}

std::string one_less(const std::optional<OneLess>& proof) {
  if (!proof) return std::string(kUnknown);
  if (proof->locks) return "locks";
  if (proof->latency) return "too late";
  return fmt::format("{}{} cycles", proof->exact ? "" : ">= ", cycles(proof->interval));
}

// For depths found by trial, nothing is known about other depths.
std::string streams(const SizingResult& result) {
  const bool proved = !result.proofs_withheld;
  std::vector<std::string> heading{"stream", "from", "to", "bits", "given", "depth", "level", "baseline"};
  if (proved) {
    heading.insert(heading.begin() + 6, "least");
    heading.emplace_back("one less");
  }
  Table table(std::move(heading), 3);
  for (const SizedStream& stream : result.streams) {
    std::vector<std::string> cells{stream.name,
                                   stream.from,
                                   stream.to,
                                   grouped(stream.width_bits),
                                   grouped(stream.given),
                                   grouped(stream.depth),
                                   stream.level ? grouped(*stream.level) : std::string(kUnknown),
                                   grouped(stream.baseline)};
    if (proved) {
      cells.insert(cells.begin() + 6, grouped(stream.least));
      cells.push_back(one_less(stream.one_less));
    }
    table.row(std::move(cells));
  }
  return std::string(
             proved ? "\nStreams (least: with which the target can be reached at all; level: the most held "
                      "in FIFOs without limit;\n"
                      "one less: what becomes of a frame's interval if this FIFO alone is one less deep)\n"
                    : "\nStreams (level: the most held in FIFOs without limit)\n") +
         table.text();
}

std::string totals(const SizingResult& result) {
  const bool has_units = result.cost_unit != "bits";
  std::vector<std::string> heading{"total of"};
  if (has_units) heading.push_back(result.cost_unit);
  heading.insert(heading.end(), {"bits", "of found"});
  Table table(std::move(heading), 1);
  const auto row = [&](const std::string& name, const Cost& cost, const std::string& remark) {
    std::vector<std::string> cells{name};
    if (has_units) cells.push_back(grouped(cost.units));
    cells.push_back(grouped(cost.bits));
    cells.push_back(result.total.units > 0
                        ? fmt::format("{:.2f} x", static_cast<double>(cost.units) /
                                                      static_cast<double>(result.total.units))
                        : std::string(kUnknown));
    table.row(std::move(cells), remark);
  };
  row("given", result.given,
      !result.given_interval
          ? (result.proofs_withheld ? "no interval proved" : "locks")
          : (result.given_exact ? "" : "at most ") + pace(*result.given_interval, result.clock_mhz));
  row("baseline", result.baseline, "level, at least 32, rounded up to a power of two");
  row("found", result.total, "<- " + standing(result.total, result.lower_bound, result.optimal));
  if (!result.proofs_withheld) row("lower bound", result.lower_bound, "of any depths that reach the target");
  return "\nCost\n" + table.text();
}

std::string verified(const SizingResult& result) {
  const auto proved = [&](const Interval& interval, bool exact, const std::string& traffic) {
    if (interval.cycles == 0) return fmt::format("  nothing of its interval, {}\n", traffic);
    return fmt::format("  {}{}, {}\n", exact ? "" : "<= ", pace(interval, result.clock_mhz), traffic);
  };
  std::string text = "\nProved by runs\n" + proved(result.interval, result.interval_exact, result.traffic);
  if (result.traffic != "back to back")
    text += proved(result.interval_back_to_back, result.interval_back_to_back_exact, "back to back");
  if (result.latency)
    text += fmt::format("  latency of the first frame, back to back: {} cycles\n", grouped(*result.latency));
  return text + fmt::format("  latency of frames admitted every {} cycles: at most {} cycles\n",
                            cycles(result.target), grouped(result.latency_paced));
}

std::string trade_off(const SizingResult& result) {
  Table table({"interval", "frames/s", result.cost_unit, "at least"}, 0);
  for (const TradeOff& point : result.trade_off) {
    table.row({(point.exact ? "" : "<= ") + cycles(point.interval),
               scaled(frames_per_s(point.interval, result.clock_mhz)), grouped(point.cost.units),
               grouped(point.lower_bound.units)},
              point.optimal ? "optimal" : "");
  }
  const std::string latency =
      result.latency_target ? fmt::format(", none of which, admitted so often, takes more than {} cycles",
                                          grouped(*result.latency_target))
                            : "";
  return fmt::format("\nTrade-off (cost, in {}, of a frame every so many cycles{})\n{}", result.cost_unit,
                     latency, table.text());
}

std::string effort(const SizingResult& result) {
  const auto runs = static_cast<double>(result.runs);
  std::string text = fmt::format("\n{} runs, {} beats, {:.2f} s", grouped(result.runs),
                                 scaled(static_cast<double>(result.beats)), result.wall_s);
  if (result.runs > 0 && result.wall_s > 0) {
    text +=
        fmt::format(": {} runs/s, {:.3f} ms a run", scaled(runs / result.wall_s), 1e3 * result.wall_s / runs);
  }
  return text + "\n";
}

// Which other folding would reach a target that no depths do.
std::string refolds(const SizingResult& result) {
  if (result.refolds.empty()) return "";
  const auto folded = [](const Folding& folding) {
    return fmt::format("pe {}, simd {}{}", grouped(folding.pe), grouped(folding.simd),
                       folding.parallel_window ? ", parallel_window" : "");
  };
  std::string text = "\nFolding (layers that take longer than the target by themselves)\n";
  for (const Refold& refold : result.refolds) {
    text += fmt::format("  {}: {} cycles a frame with {}; ", refold.layer, cycles(refold.alone),
                        folded(refold.now));
    text += refold.wanted
                ? fmt::format("{} would take {}\n", folded(*refold.wanted), grouped(refold.wanted->cycles))
                : "no pe and simd of it take no longer than the target\n";
  }
  return text;
}

std::string remark(const SizingResult& result) {
  switch (result.end) {
    case SizingEnd::kUnreachable:
      return fmt::format(": {} {} cycles a frame{}{}: {}",
                         result.proofs_withheld ? "depths that reach" : "no depths reach",
                         cycles(result.target), result.latency_target ? " at that latency" : "",
                         result.proofs_withheld ? " were not found" : "", result.out_of_reach);
    case SizingEnd::kInterrupted:
      return ", before any depths were found";
    case SizingEnd::kSized:
      break;
  }
  return result.interrupted ? "; these are the best depths verified by then" : "";
}

}  // namespace

std::string sizing_text(const SizingResult& result) {
  std::string text = fmt::format("{}: {}\n{}, {:g} MHz, cost in {}, {}\n", result.scenario, result.intent,
                                 result.traffic, result.clock_mhz, result.cost_unit,
                                 result.proofs_withheld ? "depths found by trial" : result.mode + " search");
  text += target(result);
  if (result.end == SizingEnd::kSized) {
    text += streams(result) + totals(result) + verified(result);
    if (!result.trade_off.empty()) text += trade_off(result);
  }
  text += refolds(result) + effort(result);
  if (!result.notes.empty()) text += "\n";
  for (const std::string& note : result.notes) text += "note: " + note + "\n";
  return text + fmt::format("\nverdict: {}{}\n", verdict(result), remark(result));
}

}  // namespace weir::report
