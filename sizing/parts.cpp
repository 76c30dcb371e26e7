#include "sizing/parts.hpp"

#include <algorithm>
#include <utility>

#include "sizing/fifos.hpp"

namespace weir::sizing {

namespace {

std::size_t index(int number) { return static_cast<std::size_t>(number); }

// Layers, then the sources of the inputs, then the sinks of the outputs.
struct Graph {
  std::vector<std::vector<int>> next;

  Graph(const Network& network, const Depths& depths)
      : next(network.layers.size() + network.inputs.size() + network.outputs.size()) {
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      const int from = producer(network, static_cast<int>(s));
      const int to = consumer(network, static_cast<int>(s));
      next[index(from)].push_back(to);
      if (depths[s] != kUnlimited) next[index(to)].push_back(from);
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

  const Graph& graph_;
  std::vector<int> number_;
  std::vector<int> low_;
  std::vector<int> of_;
  std::vector<int> open_;
  std::vector<Visit> visits_;
  int numbers_ = 0;
  int count_ = 0;
};

// A part in terms of the whole network: its layers, and the streams at its members.
struct Members {
  int count = 0;
  std::vector<int> layers;
  std::vector<int> streams;
};

Part part_of(const Network& network, const Traffic& traffic, const Depths& depths,
             const std::vector<int>& component, int wanted, Members&& members) {
  Part part{sub_network(network, std::move(members.layers), std::move(members.streams)), {}, {}};
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    const int whole = part.streams[s];
    const bool has_producer = component[index(Graph::producer(network, whole))] == wanted;
    const bool has_consumer = component[index(Graph::consumer(network, whole))] == wanted;
    StreamTraffic ends = traffic.stream(whole);
    if (!has_producer) ends.push = Pattern::back_to_back();
    if (!has_consumer) ends.pop = Pattern::back_to_back();
    const bool inner = has_producer && has_consumer;
    Stream& stream = part.network.streams[s];
    if (inner) {
      set_depth(network, stream, depths[index(whole)]);
    } else {
      cut(stream);
    }
    part.traffic.streams.push_back(ends);
    part.inner.push_back(inner);
  }
  return part;
}

}  // namespace

std::vector<Part> parts(const Network& network, const Traffic& traffic, const Depths& depths, Which which) {
  const Graph graph(network, depths);
  const Components components(graph);
  const std::vector<int>& component = components.of();
  std::vector<Members> members(index(components.count()));
  for (std::size_t node = 0; node < component.size(); ++node) {
    Members& own = members[index(component[node])];
    ++own.count;
    if (node < network.layers.size()) own.layers.push_back(static_cast<int>(node));
  }
  for (int s = 0; index(s) < network.streams.size(); ++s) {
    for (const int node : {Graph::producer(network, s), Graph::consumer(network, s)})
      members[index(component[index(node)])].streams.push_back(s);
  }
  std::vector<Part> found;
  for (int c = components.count(); c-- > 0;) {  // numbered from the sinks up
    if (which == Which::kJoined && members[index(c)].count == 1) continue;
    found.push_back(part_of(network, traffic, depths, component, c, std::move(members[index(c)])));
  }
  return found;
}

}  // namespace weir::sizing
