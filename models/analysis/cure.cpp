#include "models/analysis/cure.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "models/analysis/bounds.hpp"
#include "models/analysis/least.hpp"
#include "models/hosts/native.hpp"

namespace weir::models {

namespace {

// The outcome of a trial.
struct Outcome {
  bool holds = false;         // what is wanted
  bool proved = false;        // for every later frame
  std::vector<int> suspects;  // if not: FIFOs whose room was waited for
};

// Tries depths of a network against a goal: to complete without deadlock, or to reach an interval.
class Trials {
 public:
  explicit Trials(const Network& network) : network_(network) {}
  Trials(const Trials&) = delete;
  Trials& operator=(const Trials&) = delete;
  virtual ~Trials() = default;

  Outcome run(const std::vector<Deepened>& depths) {
    Network tried = network_;
    for (const Deepened& each : depths) tried.stream(each.stream).depth = each.depth;
    return try_network(tried);
  }
  bool holds(const std::vector<Deepened>& depths) { return run(depths).holds; }
  // Whether no more trials are to be begun.
  [[nodiscard]] virtual bool spent() const = 0;

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] std::int64_t depth(int stream) const { return at(stream).depth; }
  [[nodiscard]] bool can_deepen(int stream) const { return !at(stream).wire; }
  // A depth that never blocks: a frame does not depend on later frames, so a FIFO never holds more than the
  // frame's own beats and the rest of the previous frame.
  [[nodiscard]] std::int64_t unlimited(int stream) const {
    return std::clamp(2 * at(stream).beats_per_frame, depth(stream), kMaxDepth);
  }
  [[nodiscard]] std::int64_t bits(const Deepened& deepened) const {
    return (deepened.depth - depth(deepened.stream)) * at(deepened.stream).width_bits;
  }
  // The least value of depths[index] that still reaches the goal; its current value must reach it. A deeper
  // FIFO never delays a beat and never causes a deadlock.
  std::int64_t least(std::vector<Deepened> depths, std::size_t index) {
    return least_depth(depth(depths[index].stream), depths[index].depth, [&](std::int64_t tried) {
      depths[index].depth = tried;
      return holds(depths) ? 0 : kUnknownExcess;
    });
  }

 private:
  virtual Outcome try_network(const Network& tried) = 0;
  [[nodiscard]] const Stream& at(int stream) const { return network_.stream(stream); }

  const Network& network_;
};

class LockTrials final : public Trials {
 public:
  LockTrials(const Network& network, const Stimulus& stimulus, const std::function<void()>& check)
      : Trials(network),
        stimulus_{std::max(stimulus.frames, kMostFrames), Traffic::back_to_back(network), {}} {
    options_.find_steady_state = options_.stop_when_steady = true;
    options_.check = check;
  }
  [[nodiscard]] bool spent() const override { return false; }
  [[nodiscard]] std::int64_t frames() const { return stimulus_.frames; }

 private:
  // Frames within which the cured network's steady state is looked for, if the run has fewer.
  static constexpr std::int64_t kMostFrames = 16;

  Outcome try_network(const Network& tried) override {
    const NativeResult result = run_native(tried, stimulus_, options_);
    Outcome outcome{result.steady || result.trace.complete, result.steady.has_value(), {}};
    if (outcome.holds) return outcome;
    for (const Wait& wait : find_ring(tried, result.waits)) {
      if (wait.for_room) outcome.suspects.push_back(wait.stream);
    }
    return outcome;
  }

  Stimulus stimulus_;
  NativeOptions options_;
};

class IntervalTrials final : public Trials {
 public:
  IntervalTrials(const Network& network, const Traffic& traffic, const Interval& target,
                 std::int64_t most_beats, const std::function<void()>& check)
      : Trials(network), traffic_(traffic), left_(most_beats) {
    std::int64_t frame_beats = 0;
    for (const Stream& stream : network.streams) frame_beats += stream.beats_per_frame;
    query_.target = target;
    query_.culprits = true;
    query_.check = check;
    query_.most_frames = std::clamp(kMostTrialBeats / frame_beats, kLeastFrames, kMostFrames);
  }
  [[nodiscard]] bool spent() const override { return left_ <= 0; }
  [[nodiscard]] std::int64_t frames() const { return frames_; }

 private:
  // Limits of a trial: beats, and frames.
  static constexpr std::int64_t kMostTrialBeats = 20'000'000;
  static constexpr std::int64_t kLeastFrames = 16;
  static constexpr std::int64_t kMostFrames = 4096;

  // A trial that starts after the budget is spent counts as failed.
  Outcome try_network(const Network& tried) override {
    if (spent()) return {};
    const Bounds bounds = bound_interval(tried, traffic_, query_);
    left_ -= std::max<std::int64_t>(bounds.beats, 1);
    frames_ = std::max(frames_, bounds.frames);
    const bool holds = bounds.within(*query_.target);
    return {holds, holds, bounds.culprits};
  }

  const Traffic& traffic_;
  BoundsQuery query_;
  std::int64_t left_;
  std::int64_t frames_ = 0;
};

// Streams that reach the goal if made unlimited: the full FIFOs of the network's ring, then those of the ring
// that remains, and so on. `enough`: they do reach it.
std::vector<Deepened> sufficient(Trials& trials, bool& enough, std::vector<int>& first) {
  std::vector<Deepened> depths;
  for (;;) {
    const Outcome outcome = trials.run(depths);
    if (depths.empty()) first = outcome.suspects;
    enough = outcome.holds;
    if (enough) return depths;
    const std::size_t before = depths.size();
    for (const int stream : outcome.suspects) {
      const bool known = std::ranges::find(depths, stream, &Deepened::stream) != depths.end();
      if (!known && trials.can_deepen(stream)) depths.push_back({stream, trials.unlimited(stream)});
    }
    if (depths.size() == before) return depths;
  }
}

// Finds the depths that reach the goal, as far as the budget of trials allows, and stores them in `cure`.
void find(Trials& trials, Cure& cure) {
  bool enough = false;
  std::vector<Deepened> depths = sufficient(trials, enough, cure.suspects);
  if (enough && depths.empty()) return;  // as they are
  const auto try_alone = [&](const Deepened& candidate) {
    if (!trials.holds({candidate})) return;
    const Deepened alone{candidate.stream, trials.least({candidate}, 0)};
    if (!trials.spent()) cure.alone.push_back(alone);
  };
  for (const Deepened& candidate : depths) try_alone(candidate);
  // The ring may have been a different one, or none was found, as for hardware that is not monotone.
  for (int s = 0; cure.alone.empty() && s < static_cast<int>(trials.network().streams.size()); ++s) {
    const bool tried = std::ranges::find(depths, s, &Deepened::stream) != depths.end();
    if (!tried && trials.can_deepen(s)) try_alone({s, trials.unlimited(s)});
  }
  // By the current depth's share of the required depth.
  std::ranges::stable_sort(cure.alone, [&](const Deepened& a, const Deepened& b) {
    return trials.depth(a.stream) * b.depth < trials.depth(b.stream) * a.depth;
  });
  if (!cure.alone.empty()) {
    cure.depths = {*std::ranges::min_element(
        cure.alone, {}, [&](const Deepened& each) { return std::pair(trials.bits(each), each.stream); })};
    return;
  }
  if (!enough) return;
  for (std::size_t i = depths.size(); i-- > 0;) {
    std::vector<Deepened> fewer = depths;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (trials.holds(fewer)) depths = std::move(fewer);
  }
  for (std::size_t i = 0; i < depths.size(); ++i) depths[i].depth = trials.least(depths, i);
  if (!trials.spent()) cure.depths = std::move(depths);
}

}  // namespace

Cure smallest_cure(const Network& network, const Stimulus& stimulus, const std::function<void()>& check) {
  LockTrials trials(network, stimulus, check);
  Cure cure;
  find(trials, cure);
  if (cure.depths.empty()) return cure;
  cure.proved = trials.run(cure.depths).proved;
  cure.frames = trials.frames();
  return cure;
}

Cure smallest_cure(const Network& network, const Traffic& traffic, const Interval& target,
                   std::int64_t most_beats, const std::function<void()>& check) {
  IntervalTrials trials(network, traffic, target, most_beats, check);
  Cure cure;
  find(trials, cure);
  cure.proved = !cure.depths.empty();
  cure.frames = trials.frames();
  return cure;
}

}  // namespace weir::models
