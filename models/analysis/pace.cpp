#include "models/analysis/pace.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "models/analysis/alone.hpp"

namespace weir::models {

namespace {

// The interval of a source (sink) that offers (takes) beats by this pattern.
Interval by_pattern(const Stream& stream, const Pattern& pattern) {
  return {stream.beats_per_frame * pattern.period(), pattern.always_open() ? 1 : pattern.open_min};
}

std::vector<Slowest> ends_of(const Network& network, const Traffic& traffic) {
  std::vector<Slowest> ends;
  for (const int s : network.inputs)
    ends.push_back({Slowest::Kind::kSource, s, by_pattern(network.stream(s), traffic.stream(s).push)});
  for (const int s : network.outputs)
    ends.push_back({Slowest::Kind::kSink, s, by_pattern(network.stream(s), traffic.stream(s).pop)});
  return ends;
}

Pace pace_by(const Network& network, std::vector<Slowest> all) {
  Pace pace;
  for (const Slowest& each : all) pace.best = std::max(pace.best, each.alone);
  for (const Slowest& each : all) {
    if (each.alone == pace.best) pace.slowest.push_back(each);
  }
  // Lists converters and forks last: they are as slow as their neighbour, whose folding they follow.
  std::ranges::stable_partition(pace.slowest, [&](const Slowest& each) {
    if (each.kind != Slowest::Kind::kLayer) return false;
    const LayerParams& params = network.layer(each.index).params;
    return !std::holds_alternative<Dwc>(params) && !std::holds_alternative<Fork>(params);
  });
  return pace;
}

bool takes_turns_by_itself(const Network& network, int layer) {
  return std::ranges::none_of(network.layer(layer).outputs, [&](int s) { return network.endless(s); });
}

}  // namespace

std::optional<Pace> slowest_of(const Network& network, const Traffic& traffic) {
  std::vector<Slowest> all;
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    if (!takes_turns_by_itself(network, l)) continue;
    const std::optional<Interval> alone = interval_alone(network, traffic, l);
    if (!alone) return std::nullopt;
    all.push_back({Slowest::Kind::kLayer, l, *alone});
  }
  std::ranges::copy(ends_of(network, traffic), std::back_inserter(all));
  return pace_by(network, std::move(all));
}

std::optional<Pace> pace_of(const Network& network, const Traffic& traffic, std::optional<Interval> interval,
                            std::int64_t most_beats, const std::function<void()>& check) {
  // No layer is faster than its iteration count. If the network is not slower than that, nothing else needs
  // to be measured.
  std::vector<Slowest> ideal;
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    if (takes_turns_by_itself(network, l))
      ideal.push_back({Slowest::Kind::kLayer, l, {network.layer(l).ideal_cycles(), 1}});
  }
  std::ranges::copy(ends_of(network, traffic), std::back_inserter(ideal));
  if (Pace pace = pace_by(network, std::move(ideal)); interval && *interval <= pace.best) return pace;

  std::optional<Pace> pace = slowest_of(network, traffic);
  if (!pace || (interval && *interval <= pace->best)) return pace;
  Cure cure = smallest_cure(network, traffic, pace->best, most_beats, check);
  pace->suspects = std::move(cure.suspects);
  pace->proved = cure.proved;
  pace->together = cure.alone.empty() && cure.depths.size() > 1;
  pace->fifos = cure.alone.empty() ? std::move(cure.depths) : std::move(cure.alone);
  return pace;
}

}  // namespace weir::models
