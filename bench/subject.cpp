#include "bench/subject.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <numeric>
#include <vector>

#include "network/scenario.hpp"
#include "testbench/packing.hpp"

namespace weir::bench {

namespace {

std::vector<Speed>& speeds() {
  static std::vector<Speed> all;
  return all;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

Subject Subject::of_scenario(const std::string& name) {
  Scenario scenario = load_scenario(std::string(WEIR_SCENARIOS) + "/" + name + ".yaml");
  return {std::move(scenario.network), std::move(scenario.traffic), std::move(scenario.inputs.at(0))};
}

Subject Subject::of_network(Network network) {
  const Stream& input = network.stream(network.inputs.at(0));
  FrameSource frames(input.element, input.shape, 1);
  Traffic traffic = Traffic::back_to_back(network);
  return {std::move(network), std::move(traffic), std::move(frames)};
}

Stimulus Subject::with_data(std::int64_t count) const {
  Stimulus stimulus = timing_only(count);
  const Stream& input = network.stream(network.inputs.at(0));
  Beats& beats = stimulus.inputs.emplace_back(input.width_bits);
  for (std::int64_t f = 0; f < count; ++f) testbench::append_frame(beats, input, frames.frame(f));
  return stimulus;
}

Stimulus Subject::timing_only(std::int64_t count) const {
  Stimulus stimulus;
  stimulus.frames = count;
  stimulus.traffic = traffic;
  return stimulus;
}

std::int64_t Subject::beats_per_frame() const {
  return std::accumulate(network.streams.begin(), network.streams.end(), std::int64_t{0},
                         [](std::int64_t sum, const Stream& stream) { return sum + stream.beats_per_frame; });
}

void note(const Speed& speed) {
  const auto it = std::ranges::find_if(speeds(), [&](const Speed& other) {
    return other.network == speed.network && other.engine == speed.engine;
  });
  if (it == speeds().end()) {
    speeds().push_back(speed);
  } else if (speed.ns_per_beat < it->ns_per_beat) {
    *it = speed;
  }
}

void print_speeds() {
  if (speeds().empty()) return;
  const auto hardware =
      std::ranges::find_if(speeds(), [](const Speed& speed) { return speed.optimisation.has_value(); });
  const std::string ratio_to =
      hardware == speeds().end() ? "x rtl" : fmt::format("x rtl -O{}", *hardware->optimisation);
  fmt::print("\nTiming only, every beat simulated, one core:\n{:<12} {:<12} {:>16} {:>10} {:>10}\n",
             "network", "engine", "M cycles/s", "ns/beat", ratio_to);
  for (const Speed& speed : speeds()) {
    const auto rtl = std::ranges::find_if(speeds(), [&](const Speed& other) {
      return other.network == speed.network && other.optimisation.has_value();
    });
    const std::string cycles = speed.cycles_per_s > 0 ? fmt::format("{:.3f}", speed.cycles_per_s / 1e6) : "-";
    const std::string ratio = rtl != speeds().end() && speed.cycles_per_s > 0
                                  ? fmt::format("{:.0f}", speed.cycles_per_s / rtl->cycles_per_s)
                                  : "-";
    fmt::print("{:<12} {:<12} {:>16} {:>10.2f} {:>10}\n", speed.network, speed.engine, cycles,
               speed.ns_per_beat, ratio);
  }
}

double processor_seconds() {
  double seconds = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    seconds += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  }
  return seconds;
}

Timed timed(const std::function<testbench::EngineRun()>& engine) {
  const double begin = processor_seconds();
  Timed result{engine(), 0};
  const double used = processor_seconds() - begin;
  // The processor's clock may be coarse: a figure of next to nothing is none.
  result.seconds = used > 0.02 ? std::min(used, result.run.wall_s) : result.run.wall_s;
  return result;
}

void register_timed(const std::string& name, std::function<void(benchmark::State&)> body) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [body = std::move(body)](benchmark::State& state) {
                                 try {
                                   body(state);
                                 } catch (const std::exception& error) {
                                   state.SkipWithError(error.what());
                                 }
                               })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace weir::bench
