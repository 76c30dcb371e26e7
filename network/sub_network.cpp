#include "network/sub_network.hpp"

#include <algorithm>

namespace weir {

namespace {

void sort_unique(std::vector<int>& indices) {
  std::ranges::sort(indices);
  indices.erase(std::ranges::unique(indices).begin(), indices.end());
}

// Where `index` stands among `sorted`; kBorder if it does not, or is kBorder.
int place(const std::vector<int>& sorted, int index) {
  const auto found = std::ranges::lower_bound(sorted, index);
  return found != sorted.end() && *found == index ? static_cast<int>(found - sorted.begin()) : kBorder;
}

}  // namespace

SubNetwork sub_network(const Network& whole, std::vector<int> layers, std::vector<int> streams) {
  sort_unique(layers);
  for (const int l : layers) {
    const Layer& layer = whole.layer(l);
    streams.insert(streams.end(), layer.inputs.begin(), layer.inputs.end());
    streams.insert(streams.end(), layer.outputs.begin(), layer.outputs.end());
  }
  sort_unique(streams);

  SubNetwork part{{}, std::move(layers), std::move(streams)};
  Network& network = part.network;
  network.name = whole.name;
  network.finn = whole.finn;
  if (network.finn && part.layers.size() < whole.layers.size()) network.finn->part = true;
  for (const int l : part.layers) {
    Layer& layer = network.layers.emplace_back(whole.layer(l));
    for (int& s : layer.inputs) s = place(part.streams, s);
    for (int& s : layer.outputs) s = place(part.streams, s);
  }
  for (const int s : part.streams) {
    const auto index = static_cast<int>(network.streams.size());
    Stream& stream = network.streams.emplace_back(whole.stream(s));
    stream.from = place(part.layers, stream.from);
    stream.to = place(part.layers, stream.to);
    if (stream.from == kBorder) network.inputs.push_back(index);
    if (stream.to == kBorder) network.outputs.push_back(index);
  }
  return part;
}

void cut(Stream& stream) {
  if (stream.wire) return;
  stream.depth = 2;
  stream.delays = {};
  stream.further.clear();
}

}  // namespace weir
