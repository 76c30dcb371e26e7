#include "report/json.hpp"

#include <optional>
#include <string_view>

#include "report/figures.hpp"
#include "report/json_value.hpp"
#include "report/run_json.hpp"

namespace weir::report {

namespace {

// A frame's label, or its k labels; null where no layer tells any.
Json labels_json(const std::vector<std::vector<std::int64_t>>& labels) {
  if (labels.empty()) return nullptr;
  Json json = Json::array();
  for (const std::vector<std::int64_t>& frame : labels)
    json.push_back(frame.size() == 1 ? Json(frame.front()) : Json(frame));
  return json;
}

Json engine_json(const EngineResult& engine, const RunResult& result) {
  const double clock_mhz = result.clock_mhz;
  return {{"build_s", engine.build_s},
          {"wall_s", engine.wall_s},
          {"optimisation", known(engine.optimisation)},
          {"cycles_per_s", known(cycles_per_s(engine))},
          {"beats_per_s", known(beats_per_s(engine, result))},
          {"ns_per_beat", known(ns_per_beat(engine, result))},
          {"frames", engine.frames},
          {"frames_simulated", engine.frames_simulated},
          {"cycles", known(engine.cycles)},
          {"latency_cycles", known(engine.latency_cycles)},
          {"latency_steady_cycles", known(engine.latency_steady_cycles)},
          {"interval_cycles", known(engine.interval_cycles)},
          {"transient_frames", known(engine.transient_frames)},
          {"period_frames", known(engine.period_frames)},
          {"period_cycles", known(engine.period_cycles)},
          {"throughput_fps", known(throughput_fps(engine, clock_mhz))},
          {"latency_us", known(latency_us(engine, clock_mhz))},
          {"labels", labels_json(engine.labels)},
          {"correct", known(engine.correct)}};
}

Json layer_json(const LayerResult& layer) {
  const auto part = [&](std::int64_t LayerActivity::*cycles) {
    return layer.activity ? Json((*layer.activity).*cycles) : Json(nullptr);
  };
  return {{"name", layer.name},
          {"kind", layer.kind},
          {"pe", layer.pe},
          {"simd", layer.simd},
          {"ideal_cycles", layer.ideal_cycles},
          {"busy_cycles", part(&LayerActivity::busy)},
          {"starved_cycles", part(&LayerActivity::starved)},
          {"blocked_cycles", part(&LayerActivity::blocked)}};
}

Json stream_json(const StreamResult& stream) {
  return {{"name", stream.name},
          {"from", stream.from},
          {"to", stream.to},
          {"width_bits", stream.width_bits},
          {"depth", known(stream.depth)},
          {"beats_per_frame", stream.beats_per_frame},
          {"max_occupancy", known(stream.max_occupancy)},
          {"assumed", stream.assumed}};
}

Json stop_json(const Stop& stop) {
  Json ring = Json::array();
  for (const DeadlockStep& step : stop.ring) {
    ring.push_back({{"layer", step.layer},
                    {"waits_for", step.for_room ? "room" : "data"},
                    {"stream", step.stream},
                    {"depth", known(step.depth)}});
  }
  return {{"engine", stop.engine}, {"kind", stop.ring.empty() ? "starvation" : "deadlock"},
          {"stream", stop.stream}, {"frame", stop.frame},
          {"cycle", stop.cycle},   {"ring", ring}};
}

constexpr std::string_view name_of(Culprit::Kind kind) {
  switch (kind) {
    case Culprit::Kind::kFifo:
      return "fifo";
    case Culprit::Kind::kLayer:
      return "layer";
    case Culprit::Kind::kSource:
      return "source";
    case Culprit::Kind::kSink:
      break;
  }
  return "sink";
}

Json pace_json(const std::optional<PaceResult>& pace) {
  if (!pace) return nullptr;
  Json culprits = Json::array();
  for (const Culprit& culprit : pace->culprits) {
    culprits.push_back({{"kind", name_of(culprit.kind)},
                        {"name", culprit.name},
                        {"cycles", known(culprit.cycles)},
                        {"depth", known(culprit.depth)},
                        {"wanted", known(culprit.wanted)}});
  }
  return {{"best_cycles", pace->best_cycles},
          {"interval_cycles", known(pace->interval_cycles)},
          {"locks", pace->locks},
          {"culprits", culprits},
          {"together", pace->together},
          {"proved", pace->proved}};
}

Json check_json(const Check& check) {
  return {{"name", check.name},   {"engines", check.engines}, {"streams", check.streams},
          {"beats", check.beats}, {"ok", check.ok},           {"detail", check.detail}};
}

}  // namespace

Json run_json(const RunResult& result) {
  Json engines = Json::object();
  for (const EngineResult& engine : result.engines) {
    engines[engine.engine] = engine_json(engine, result);
  }
  Json layers = Json::array();
  for (const LayerResult& layer : result.layers) layers.push_back(layer_json(layer));
  Json streams = Json::array();
  for (const StreamResult& stream : result.streams) streams.push_back(stream_json(stream));
  Json checks = Json::array();
  for (const Check& check : result.checks) checks.push_back(check_json(check));
  Json stops = Json::array();
  for (const Stop& stop : result.stops) stops.push_back(stop_json(stop));
  Json cure = Json::array();
  for (const CureStep& step : result.cure) {
    cure.push_back({{"stream", step.stream}, {"depth", step.depth}, {"wanted", step.wanted}});
  }
  return {{"schema", "weir-report-1"},
          {"scenario", result.scenario},
          {"intent", result.intent},
          {"clock_mhz", result.clock_mhz},
          {"frames", result.frames},
          {"seed", result.seed},
          {"engines", engines},
          {"layers", layers},
          {"bottleneck", said(result.bottleneck)},
          {"pace", pace_json(result.pace)},
          {"streams", streams},
          {"checks", checks},
          {"stops", stops},
          {"cure", cure},
          {"accuracy", known(result.accuracy)},
          {"notes", result.notes},
          {"interrupted", result.interrupted},
          {"verdict", result.passed() ? "pass" : "fail"}};
}

std::string json(const RunResult& result) { return written(run_json(result)); }

}  // namespace weir::report
