#include "models/analysis/alone.hpp"

#include <algorithm>
#include <vector>

#include "models/analysis/bounds.hpp"
#include "network/sub_network.hpp"

namespace weir::models {

namespace {

constexpr std::int64_t kMostBeats = 20'000'000;
constexpr std::int64_t kLeastFrames = 64;
constexpr std::int64_t kMostFrames = 4096;

}  // namespace

std::optional<Interval> interval_alone(const Network& network, const Traffic& traffic, int layer) {
  std::vector<int> members{layer};
  for (std::size_t m = 0; m < members.size(); ++m) {
    for (const int s : network.layer(members[m]).inputs) {
      if (network.endless(s)) members.push_back(network.stream(s).from);
    }
  }
  const std::vector<int>& outputs = network.layer(layer).outputs;
  if (std::ranges::any_of(outputs, [&](int s) { return network.endless(s); })) return std::nullopt;
  SubNetwork alone = sub_network(network, std::move(members));
  Traffic own = Traffic::back_to_back(alone.network);
  std::int64_t beats = 0;
  for (std::size_t s = 0; s < alone.streams.size(); ++s) {
    Stream& stream = alone.network.streams[s];
    beats += stream.beats_per_frame;
    const StreamTraffic& ends = traffic.stream(alone.streams[s]);
    if (stream.from != kBorder) own.streams[s].push = ends.push;
    if (stream.to != kBorder) own.streams[s].pop = ends.pop;
    if (stream.from == kBorder || stream.to == kBorder) cut(stream);
  }
  BoundsQuery query;
  query.most_frames = std::clamp(kMostBeats / beats, kLeastFrames, kMostFrames);
  const Bounds bounds = bound_interval(alone.network, own, query);
  return bounds.interval.met() ? bounds.interval.at_most : std::nullopt;
}

}  // namespace weir::models
