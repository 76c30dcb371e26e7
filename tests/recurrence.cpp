#include "tests/recurrence.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "models/hosts/native.hpp"

namespace weir::tests {

namespace {

// The cycle up to which a run's frames pass as in a run without end. After the last frame a pipeline that a
// missing input stops keeps its contents. None of those drawn is deeper than this.
Cycle untouched(const Network& network, const Trace& trace) {
  constexpr Cycle kDeepest = 16;
  if (std::ranges::none_of(network.layers,
                           [](const Layer& layer) { return layer.hls && layer.hls->freezes; }))
    return INT64_MAX;
  Cycle last = INT64_MAX;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (!network.endless(static_cast<int>(s))) last = std::min(last, trace.streams[s].push.back());
  }
  return last - kDeepest;
}

// Checks that every transfer of the frames after the transient recurs a period later.
void check_recurs(const Network& network, const Trace& trace, const models::SteadyState& steady) {
  const Cycle end = untouched(network, trace);
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    for (const std::vector<Cycle>* cycles : {&trace.streams[s].push, &trace.streams[s].pop}) {
      const auto begin = static_cast<std::size_t>(steady.transient_frames * stream.beats_per_frame);
      const auto later = static_cast<std::size_t>(steady.period_frames * stream.beats_per_frame);
      const auto counts = [&](std::size_t beat) {
        return beat + later < cycles->size() && (*cycles)[beat + later] < end;
      };
      std::size_t beat = begin;
      while (counts(beat) && (*cycles)[beat + later] == (*cycles)[beat] + steady.period_cycles) ++beat;
      INFO(stream.name << ", " << (cycles == &trace.streams[s].push ? "push" : "pop") << " of beat " << beat);
      CHECK_FALSE(counts(beat));
    }
  }
}

}  // namespace

Traffic random_periodic_traffic(const Network& network, Random& random) {
  Traffic traffic = Traffic::back_to_back(network);
  const std::int64_t share = random.between(0, 3);  // of 6 ends, so many get a pattern
  for (StreamTraffic& stream : traffic.streams) {
    for (Pattern* pattern : {&stream.push, &stream.pop}) {
      if (random.between(1, 6) > share) continue;
      const std::int64_t open = random.between(1, 3);
      const std::int64_t closed = random.between(1, 3);
      *pattern = {open, open, closed, closed, 0};
    }
  }
  return traffic;
}

bool check_recurrence(const Network& network, const Traffic& traffic) {
  constexpr std::int64_t kMost = 40;  // the most frames before the state recurs
  models::NativeOptions options;
  options.find_steady_state = true;
  const models::NativeResult found = models::run_native(network, {kMost, traffic, {}}, options);
  if (!found.steady) return false;
  INFO(found.steady->period_frames << " frames in " << found.steady->period_cycles << " cycles, from frame "
                                   << found.steady->transient_frames << " on, seen after "
                                   << found.steady->frames_needed);
  const Stimulus stimulus{found.steady->frames_needed + 3 * found.steady->period_frames, traffic, {}};
  models::NativeOptions recorded;
  recorded.recording.cycles = true;
  const Trace trace = models::run_native(network, stimulus, recorded).trace;
  for (recorded.order_seed = 1; recorded.order_seed < 4; ++recorded.order_seed) {  // no order changes a cycle
    const Trace shuffled = models::run_native(network, stimulus, recorded).trace;
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      INFO(network.streams[s].name << ", processes in order " << recorded.order_seed);
      CHECK(shuffled.streams[s].push == trace.streams[s].push);
      CHECK(shuffled.streams[s].pop == trace.streams[s].pop);
    }
  }
  check_recurs(network, trace, *found.steady);
  const models::Timing timing = models::time_frames(network, stimulus);
  REQUIRE(timing.steady);
  CHECK(timing.steady->transient_frames == found.steady->transient_frames);
  CHECK(timing.steady->period_frames == found.steady->period_frames);
  CHECK(timing.steady->period_cycles == found.steady->period_cycles);
  CHECK(timing.complete == trace.complete);
  CHECK(timing.last_cycle == trace.last_cycle);
  CHECK(timing.layers == trace.layers);
  return true;
}

}  // namespace weir::tests
