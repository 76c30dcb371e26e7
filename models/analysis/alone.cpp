#include "models/analysis/alone.hpp"

#include <algorithm>
#include <vector>

#include "models/hosts/native.hpp"
#include "network/sub_network.hpp"

namespace weir::models {

namespace {

constexpr std::int64_t kMostFrames = 64;

}  // namespace

std::optional<Interval> interval_alone(const Network& network, int layer) {
  std::vector<int> members{layer};
  for (std::size_t m = 0; m < members.size(); ++m) {
    for (const int s : network.layer(members[m]).inputs) {
      if (network.endless(s)) members.push_back(network.stream(s).from);
    }
  }
  const std::vector<int>& outputs = network.layer(layer).outputs;
  if (std::ranges::any_of(outputs, [&](int s) { return network.endless(s); })) return std::nullopt;
  Network alone = sub_network(network, std::move(members)).network;
  for (Stream& stream : alone.streams) {
    if (stream.from == kBorder || stream.to == kBorder) cut(stream);
  }
  NativeOptions options;
  options.find_steady_state = options.stop_when_steady = true;
  const NativeResult run = run_native(alone, {kMostFrames, Traffic::back_to_back(alone), {}}, options);
  if (!run.steady) return std::nullopt;
  return run.steady->interval();
}

}  // namespace weir::models
