#include "sizing/parts.hpp"

#include <algorithm>
#include <numeric>

namespace weir::sizing {

namespace {

// A stream that was cut: at full rate, and never in the way.
constexpr std::int64_t kCutDepth = 2;

// Layers, then the sources of the inputs, then the sinks of the outputs.
struct Graph {
  std::vector<std::vector<int>> next;

  Graph(const Network& network, const Depths& depths)
      : next(network.layers.size() + network.inputs.size() + network.outputs.size()) {
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      const int from = producer(network, static_cast<int>(s));
      const int to = consumer(network, static_cast<int>(s));
      next[static_cast<std::size_t>(from)].push_back(to);
      if (depths[s] != kUnlimited) next[static_cast<std::size_t>(to)].push_back(from);
    }
  }
  static int producer(const Network& network, int stream) {
    const int from = network.stream(stream).from;
    if (from != kBorder) return from;
    const auto input = std::ranges::find(network.inputs, stream) - network.inputs.begin();
    return static_cast<int>(network.layers.size()) + static_cast<int>(input);
  }
  static int consumer(const Network& network, int stream) {
    const int to = network.stream(stream).to;
    if (to != kBorder) return to;
    const auto output = std::ranges::find(network.outputs, stream) - network.outputs.begin();
    return static_cast<int>(network.layers.size() + network.inputs.size()) + static_cast<int>(output);
  }
};

// Strongly connected components: Tarjan's algorithm, with a stack of its own.
class Components {
 public:
  explicit Components(const Graph& graph)
      : graph_(graph), number_(graph.next.size(), 0), low_(graph.next.size(), 0), of_(graph.next.size(), -1) {
    for (std::size_t node = 0; node < graph.next.size(); ++node) {
      if (number_[node] == 0) visit(static_cast<int>(node));
    }
  }
  [[nodiscard]] const std::vector<int>& of() const { return of_; }  // one a node
  [[nodiscard]] int count() const { return count_; }

 private:
  struct Visit {
    int node;
    std::size_t edge;
  };
  void enter(int node) {
    number_[index(node)] = low_[index(node)] = ++numbers_;
    open_.push_back(node);
    visits_.push_back({node, 0});
  }
  void visit(int root) {
    enter(root);
    while (!visits_.empty()) {
      Visit& at = visits_.back();
      const int node = at.node;
      const std::vector<int>& next = graph_.next[index(node)];
      if (at.edge < next.size()) {
        const int to = next[at.edge++];
        if (number_[index(to)] == 0) {
          enter(to);
        } else if (of_[index(to)] < 0) {
          low_[index(node)] = std::min(low_[index(node)], number_[index(to)]);
        }
        continue;
      }
      visits_.pop_back();
      if (!visits_.empty()) {
        int& before = low_[index(visits_.back().node)];
        before = std::min(before, low_[index(node)]);
      }
      if (low_[index(node)] == number_[index(node)]) close(node);
    }
  }
  void close(int root) {
    for (;;) {
      const int node = open_.back();
      open_.pop_back();
      of_[index(node)] = count_;
      if (node == root) break;
    }
    ++count_;
  }
  static std::size_t index(int node) { return static_cast<std::size_t>(node); }

  const Graph& graph_;
  std::vector<int> number_;
  std::vector<int> low_;
  std::vector<int> of_;
  std::vector<int> open_;
  std::vector<Visit> visits_;
  int numbers_ = 0;
  int count_ = 0;
};

// Of the streams that touch the component.
Part part_of(const Network& network, const Traffic& traffic, const Depths& depths,
             const std::vector<int>& component, int wanted, const std::vector<int>& touching) {
  Part part;
  part.network.name = network.name;
  std::vector<int> layer_in_part(network.layers.size(), kBorder);
  std::vector<int> layers;
  for (const int s : touching) {
    for (const int layer : {network.stream(s).from, network.stream(s).to}) {
      if (layer != kBorder && component[static_cast<std::size_t>(layer)] == wanted) layers.push_back(layer);
    }
  }
  std::ranges::sort(layers);
  layers.erase(std::ranges::unique(layers).begin(), layers.end());
  for (const int layer : layers) {
    layer_in_part[static_cast<std::size_t>(layer)] = static_cast<int>(part.network.layers.size());
    part.network.layers.push_back(network.layer(layer));
  }

  std::vector<int> stream_in_part(network.streams.size(), -1);
  for (const int s : touching) {
    const auto index = static_cast<std::size_t>(s);
    const bool has_producer = component[static_cast<std::size_t>(Graph::producer(network, s))] == wanted;
    const bool has_consumer = component[static_cast<std::size_t>(Graph::consumer(network, s))] == wanted;
    const auto in_part = static_cast<int>(part.network.streams.size());
    stream_in_part[index] = in_part;
    Stream stream = network.streams[index];
    StreamTraffic ends = traffic.streams[index];
    stream.from = stream.from == kBorder ? kBorder : layer_in_part[static_cast<std::size_t>(stream.from)];
    stream.to = stream.to == kBorder ? kBorder : layer_in_part[static_cast<std::size_t>(stream.to)];
    const bool inner = has_producer && has_consumer;
    stream.depth = inner ? depths[index] : kCutDepth;
    if (!has_producer) ends.push = Pattern::back_to_back();
    if (!has_consumer) ends.pop = Pattern::back_to_back();
    if (stream.from == kBorder) part.network.inputs.push_back(in_part);
    if (stream.to == kBorder) part.network.outputs.push_back(in_part);
    part.network.streams.push_back(std::move(stream));
    part.traffic.streams.push_back(ends);
    part.streams.push_back(s);
    part.inner.push_back(inner);
  }
  part.layers = std::move(layers);
  for (Layer& layer : part.network.layers) {
    for (int& s : layer.inputs) s = stream_in_part[static_cast<std::size_t>(s)];
    for (int& s : layer.outputs) s = stream_in_part[static_cast<std::size_t>(s)];
  }
  return part;
}

}  // namespace

std::vector<Part> parts(const Network& network, const Traffic& traffic, const Depths& depths, Which which) {
  const Graph graph(network, depths);
  const Components components(graph);
  std::vector<int> members(static_cast<std::size_t>(components.count()));
  for (const int component : components.of()) ++members[static_cast<std::size_t>(component)];
  std::vector<std::vector<int>> touching(members.size());
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const int from = components.of()[static_cast<std::size_t>(Graph::producer(network, static_cast<int>(s)))];
    const int to = components.of()[static_cast<std::size_t>(Graph::consumer(network, static_cast<int>(s)))];
    touching[static_cast<std::size_t>(from)].push_back(static_cast<int>(s));
    if (to != from) touching[static_cast<std::size_t>(to)].push_back(static_cast<int>(s));
  }
  std::vector<Part> found;
  for (std::size_t c = members.size(); c-- > 0;) {  // numbered from the sinks up
    if (which == Which::kJoined && members[c] == 1) continue;
    found.push_back(part_of(network, traffic, depths, components.of(), static_cast<int>(c), touching[c]));
  }
  return found;
}

}  // namespace weir::sizing
