// Results in derived units, shared by the terminal and the JSON reports.
#pragma once

#include <algorithm>
#include <optional>

#include "network/result.hpp"

namespace weir::report {

// Frames a second at that clock.
inline std::optional<double> throughput_fps(const EngineResult& engine, double clock_mhz) {
  if (!engine.interval_cycles || *engine.interval_cycles <= 0) return std::nullopt;
  return clock_mhz * 1e6 / *engine.interval_cycles;
}

// Microseconds at that clock.
inline std::optional<double> latency_us(const EngineResult& engine, double clock_mhz) {
  if (!engine.latency_cycles) return std::nullopt;
  return static_cast<double>(*engine.latency_cycles) / clock_mhz;
}

// Simulated cycles a second of wall clock; none if the steady state saved the simulation of some frames.
inline std::optional<double> cycles_per_s(const EngineResult& engine) {
  if (!engine.cycles || engine.wall_s <= 0 || engine.frames_simulated != engine.frames) return std::nullopt;
  return static_cast<double>(*engine.cycles) / engine.wall_s;
}

// Simulated beats a second of wall clock, a beat being a push and a pop on one stream; none as above, and for
// an engine that stopped before its end.
inline std::optional<double> beats_per_s(const EngineResult& engine, const RunResult& result) {
  const bool stopped = std::ranges::find(result.stops, engine.engine, &Stop::engine) != result.stops.end();
  if (stopped || !cycles_per_s(engine)) return std::nullopt;
  double beats = 0;
  for (const StreamResult& stream : result.streams) beats += static_cast<double>(stream.beats_per_frame);
  return beats * static_cast<double>(engine.frames) / engine.wall_s;
}

inline std::optional<double> ns_per_beat(const EngineResult& engine, const RunResult& result) {
  const std::optional<double> rate = beats_per_s(engine, result);
  return rate && *rate > 0 ? std::optional(1e9 / *rate) : std::nullopt;
}

}  // namespace weir::report
