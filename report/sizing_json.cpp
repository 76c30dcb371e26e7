#include "report/json_value.hpp"
#include "report/sizing.hpp"
#include "report/sizing_figures.hpp"

namespace weir::report {

namespace {

Json cost_json(const Cost& cost) { return {{"units", cost.units}, {"bits", cost.bits}}; }

// Null of none, and of one that was never found out.
Json interval_json(const std::optional<Interval>& interval, double clock_mhz) {
  if (!interval || interval->cycles <= 0) return nullptr;
  return {{"cycles", interval->cycles},
          {"frames", interval->frames},
          {"interval_cycles", interval->value()},
          {"throughput_fps", frames_per_s(*interval, clock_mhz)}};
}

Json one_less_json(const std::optional<OneLess>& proof, double clock_mhz) {
  if (!proof) return nullptr;
  return {{"locks", proof->locks},
          {"latency", proof->latency},
          {"interval", proof->locks ? Json(nullptr) : interval_json(proof->interval, clock_mhz)},
          {"exact", proof->exact}};
}

Json stream_json(const SizedStream& stream, double clock_mhz) {
  return {{"name", stream.name},
          {"from", stream.from},
          {"to", stream.to},
          {"width_bits", stream.width_bits},
          {"beats_per_frame", stream.beats_per_frame},
          {"given", stream.given},
          {"depth", stream.depth},
          {"least", stream.least},
          {"level", known(stream.level)},
          {"baseline", stream.baseline},
          {"cost", cost_json(stream.cost)},
          {"one_less", one_less_json(stream.one_less, clock_mhz)}};
}

Json trade_off_json(const TradeOff& point, const SizingResult& result) {
  Json depths = Json::object();
  for (std::size_t s = 0; s < point.depths.size(); ++s) depths[result.streams[s].name] = point.depths[s];
  return {{"interval", interval_json(point.interval, result.clock_mhz)},
          {"exact", point.exact},
          {"cost", cost_json(point.cost)},
          {"lower_bound", cost_json(point.lower_bound)},
          {"optimal", point.optimal},
          {"depths", depths}};
}

Json end_json(SizingEnd end) {
  switch (end) {
    case SizingEnd::kSized:
      return "sized";
    case SizingEnd::kUnreachable:
      return "unreachable";
    case SizingEnd::kInterrupted:
      return "interrupted";
  }
  return nullptr;
}

Json folding_json(const Folding& folding) {
  return {{"pe", folding.pe},
          {"simd", folding.simd},
          {"parallel_window", folding.parallel_window},
          {"cycles", folding.cycles}};
}

}  // namespace

std::string sizing_json(const SizingResult& result) {
  const bool sized = result.end == SizingEnd::kSized;
  const auto of_sized = [&](Json json) { return sized ? std::move(json) : Json(nullptr); };
  const auto interval = [&](const std::optional<Interval>& each) {
    return interval_json(each, result.clock_mhz);
  };
  const auto of_proved = [&](Json json) { return result.proofs_withheld ? Json(nullptr) : std::move(json); };
  Json streams = Json::array();
  for (const SizedStream& stream : result.streams) streams.push_back(stream_json(stream, result.clock_mhz));
  Json refolds = Json::array();
  for (const Refold& refold : result.refolds) {
    refolds.push_back({{"layer", refold.layer},
                       {"cycles", refold.alone.value()},
                       {"now", folding_json(refold.now)},
                       {"wanted", refold.wanted ? folding_json(*refold.wanted) : Json(nullptr)}});
  }
  Json trade_off = Json::array();
  for (const TradeOff& point : result.trade_off) trade_off.push_back(trade_off_json(point, result));
  const bool is_timed = result.runs > 0 && result.wall_s > 0;
  const auto runs = static_cast<double>(result.runs);
  const Json report = {{"schema", "weir-sizing-1"},
                       {"scenario", result.scenario},
                       {"intent", result.intent},
                       {"clock_mhz", result.clock_mhz},
                       {"traffic", result.traffic},
                       {"mode", result.mode},
                       {"cost_model", result.cost_model},
                       {"cost_unit", result.cost_unit},
                       {"end", end_json(result.end)},
                       {"interrupted", result.interrupted || result.end == SizingEnd::kInterrupted},
                       {"best", interval(result.best)},
                       {"bottleneck", said(result.bottleneck)},
                       {"target", interval(result.target)},
                       {"out_of_reach", said(result.out_of_reach)},
                       {"refolds", refolds},
                       {"latency_target_cycles", known(result.latency_target)},
                       {"streams", streams},
                       {"given", of_sized(cost_json(result.given))},
                       {"total", of_sized(cost_json(result.total))},
                       {"baseline", of_sized(cost_json(result.baseline))},
                       {"lower_bound", of_sized(of_proved(cost_json(result.lower_bound)))},
                       {"gap", of_sized(known(gap(result.total, result.lower_bound)))},
                       {"optimal", of_sized(result.optimal)},
                       {"proofs_withheld", result.proofs_withheld},
                       {"interval", of_sized(interval(result.interval))},
                       {"interval_exact", of_sized(result.interval_exact)},
                       {"interval_back_to_back", of_sized(interval(result.interval_back_to_back))},
                       {"interval_back_to_back_exact", of_sized(result.interval_back_to_back_exact)},
                       {"latency_cycles", known(result.latency)},
                       {"latency_paced_cycles", of_sized(result.latency_paced)},
                       {"given_interval", interval(result.given_interval)},
                       {"given_exact", result.given_exact},
                       {"trade_off", trade_off},
                       {"runs", result.runs},
                       {"beats", result.beats},
                       {"wall_s", result.wall_s},
                       {"runs_per_s", is_timed ? Json(runs / result.wall_s) : Json(nullptr)},
                       {"ms_per_run", is_timed ? Json(1e3 * result.wall_s / runs) : Json(nullptr)},
                       {"notes", result.notes},
                       {"verdict", verdict(result)}};
  return written(report);
}

}  // namespace weir::report
