#include "network/joined.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace weir {

std::vector<std::vector<int>> parts_apart(const Network& network) {
  std::vector<int> first(network.layers.size());
  std::iota(first.begin(), first.end(), 0);
  const auto root = [&](int layer) {
    while (first[static_cast<std::size_t>(layer)] != layer) layer = first[static_cast<std::size_t>(layer)];
    return layer;
  };
  for (const Stream& stream : network.streams) {
    if (stream.from == kBorder || stream.to == kBorder) continue;
    const auto [less, more] = std::minmax({root(stream.from), root(stream.to)});
    first[static_cast<std::size_t>(more)] = less;
  }
  std::map<int, std::vector<int>> parts;
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) parts[root(l)].push_back(l);
  std::vector<std::vector<int>> all;
  for (auto& [layer, part] : parts) all.push_back(std::move(part));
  return all;
}

std::string describe_parts_apart(const Network& network) {
  const std::vector<std::vector<int>> parts = parts_apart(network);
  if (parts.size() < 2) return "";
  std::string names;
  for (const std::vector<int>& part : parts) {
    names += names.empty() ? "" : "; ";
    const std::string& from = network.layer(part.front()).name;
    names += part.size() == 1 ? from : from + " to " + network.layer(part.back()).name;
  }
  return "parts are not joined, and each has a pace of its own: " + names;
}

}  // namespace weir
