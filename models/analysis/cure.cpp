#include "models/analysis/cure.hpp"

#include <algorithm>
#include <optional>

#include "models/analysis/least.hpp"
#include "models/hosts/native.hpp"

namespace weir::models {

namespace {

// Frames within which the cured network's steady state is looked for, if the run has fewer.
constexpr std::int64_t kMostFrames = 16;

class Trials {
 public:
  Trials(const Network& network, const Stimulus& stimulus)
      : network_(network),
        stimulus_{std::max(stimulus.frames, kMostFrames), Traffic::back_to_back(network), {}} {
    options_.find_steady_state = options_.stop_when_steady = true;
  }

  NativeResult run(const std::vector<Deepened>& depths) {
    Network tried = network_;
    for (const Deepened& each : depths) tried.stream(each.stream).depth = each.depth;
    return run_native(tried, stimulus_, options_);
  }
  bool cured_by(const std::vector<Deepened>& depths) { return runs_through(run(depths)); }
  static bool runs_through(const NativeResult& result) { return result.steady || result.trace.complete; }

  [[nodiscard]] std::int64_t frames() const { return stimulus_.frames; }
  [[nodiscard]] std::int64_t depth(int stream) const { return at(stream).depth; }
  // So deep that it locks nothing: a frame needs nothing of those that follow it, and so never more than its
  // own beats and what is left of the frame before.
  [[nodiscard]] std::int64_t unlimited(int stream) const {
    return std::clamp(2 * at(stream).beats_per_frame, depth(stream), kMaxDepth);
  }
  [[nodiscard]] std::int64_t bits(const Deepened& deepened) const {
    return (deepened.depth - depth(deepened.stream)) * at(deepened.stream).width_bits;
  }
  // The least depth of depths[index] with which they cure it, as they do with the one it has: a deeper FIFO
  // never makes a beat later, nor a lock.
  std::int64_t least(std::vector<Deepened> depths, std::size_t index) {
    return least_depth(depth(depths[index].stream), depths[index].depth, [&](std::int64_t tried) {
      depths[index].depth = tried;
      return cured_by(depths) ? 0 : kUnknownExcess;
    });
  }

 private:
  [[nodiscard]] const Stream& at(int stream) const { return network_.stream(stream); }

  const Network& network_;
  Stimulus stimulus_;
  NativeOptions options_;
};

// Streams that, without a limit, cure the network: those that are full in its ring, in the ring that is left
// then, and so on. Empty if that leads nowhere.
std::vector<Deepened> sufficient(const Network& network, Trials& trials) {
  std::vector<Deepened> depths;
  for (;;) {
    const NativeResult result = trials.run(depths);
    if (Trials::runs_through(result)) return depths;
    const std::size_t before = depths.size();
    for (const Wait& wait : find_ring(network, result.waits)) {
      const auto known = std::ranges::find(depths, wait.stream, &Deepened::stream);
      if (wait.for_room && known == depths.end())
        depths.push_back({wait.stream, trials.unlimited(wait.stream)});
    }
    if (depths.size() == before) return {};
  }
}

}  // namespace

Cure smallest_cure(const Network& network, const Stimulus& stimulus) {
  Trials trials(network, stimulus);
  std::vector<Deepened> depths = sufficient(network, trials);
  Cure cure;
  if (depths.empty()) return cure;

  std::optional<Deepened> best;
  for (const Deepened& candidate : depths) {
    if (!trials.cured_by({candidate})) continue;
    const Deepened alone{candidate.stream, trials.least({candidate}, 0)};
    if (!best || trials.bits(alone) < trials.bits(*best)) best = alone;
  }
  if (best) {
    depths = {*best};
  } else {
    for (std::size_t i = depths.size(); i-- > 0;) {
      std::vector<Deepened> fewer = depths;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (trials.cured_by(fewer)) depths = std::move(fewer);
    }
    for (std::size_t i = 0; i < depths.size(); ++i) depths[i].depth = trials.least(depths, i);
  }
  const NativeResult cured = trials.run(depths);
  cure.depths = std::move(depths);
  cure.proved = cured.steady.has_value();
  cure.frames = trials.frames();
  return cure;
}

}  // namespace weir::models
