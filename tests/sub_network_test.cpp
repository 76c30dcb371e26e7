#include "network/sub_network.hpp"

#include <set>

#include "tests/system.hpp"

namespace weir::tests::sub_network_test {

namespace {

using Indices = std::set<int>;

template <class Items>
Indices indices_of(const Items& items, const auto& wanted) {
  Indices indices;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (wanted(items[i])) indices.insert(static_cast<int>(i));
  }
  return indices;
}

std::vector<int> listed(const Indices& indices) { return {indices.begin(), indices.end()}; }

// Each layer and stream of the part equals the whole network's, except for indices and connections that are
// cut.
void check_part(const Network& whole, const SubNetwork& part) {
  const Network& network = part.network;
  CHECK(network.name == whole.name);
  REQUIRE(network.layers.size() == part.layers.size());
  REQUIRE(network.streams.size() == part.streams.size());
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    const Layer& found = network.layer(l);
    const Layer& wanted = whole.layer(part.whole_layer(l));
    INFO("layer " << wanted.name);
    CHECK(found.name == wanted.name);
    CHECK(found.params == wanted.params);
    CHECK(found.freezing == wanted.freezing);
    CHECK(found.slices == wanted.slices);
    const auto check_ports = [&](std::vector<int> Layer::*ports, int Stream::*end) {
      std::vector<int> streams;
      for (const int s : found.*ports) {
        REQUIRE(s >= 0);
        streams.push_back(part.whole_stream(s));
        CHECK(network.stream(s).*end == l);
      }
      CHECK(streams == wanted.*ports);
    };
    check_ports(&Layer::inputs, &Stream::to);
    check_ports(&Layer::outputs, &Stream::from);
  }
  const Indices inside(part.layers.begin(), part.layers.end());
  for (int s = 0; s < static_cast<int>(network.streams.size()); ++s) {
    const Stream& found = network.stream(s);
    const Stream& wanted = whole.stream(part.whole_stream(s));
    INFO("stream " << wanted.name);
    CHECK(found.name == wanted.name);
    CHECK(found.element == wanted.element);
    CHECK(found.shape == wanted.shape);
    CHECK(found.width_bits == wanted.width_bits);
    CHECK(found.beats_per_frame == wanted.beats_per_frame);
    CHECK(found.depth == wanted.depth);
    CHECK(found.delays == wanted.delays);
    CHECK(found.wire == wanted.wire);
    for (const auto end : {&Stream::from, &Stream::to}) {
      const int layer = found.*end == kBorder ? kBorder : part.whole_layer(found.*end);
      CHECK(layer == (inside.contains(wanted.*end) ? wanted.*end : kBorder));
    }
  }
  CHECK(network.inputs == listed(indices_of(network.streams, [](auto& s) { return s.from == kBorder; })));
  CHECK(network.outputs == listed(indices_of(network.streams, [](auto& s) { return s.to == kBorder; })));
}

Indices any_indices(std::size_t size, Random& random) {
  Indices indices;
  const std::int64_t share = random.between(0, 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (random.between(1, 4) <= share) indices.insert(static_cast<int>(i));
  }
  return indices;
}

}  // namespace

TEST_CASE("sub-network: any layers and streams of a random network", "[network]") {
  Random random(test_seed());
  for (int trial = 0; trial < 100; ++trial) {
    INFO("trial " << trial);
    Network whole = trial % 2 == 0 ? random_graph("whole", random) : random_chain("whole", random);
    for (Layer& layer : whole.layers) layer.slices = random.between(0, 1) == 1;
    for (Stream& stream : whole.streams) stream.wire = random.between(0, 1) == 1;
    const Indices layers = any_indices(whole.layers.size(), random);
    const Indices more = trial % 4 < 2 ? Indices{} : any_indices(whole.streams.size(), random);
    Indices streams =
        indices_of(whole.streams, [&](auto& s) { return layers.contains(s.from) || layers.contains(s.to); });
    streams.insert(more.begin(), more.end());
    const SubNetwork part = sub_network(whole, listed(layers), listed(more));
    CHECK(part.layers == listed(layers));
    CHECK(part.streams == listed(streams));
    check_part(whole, part);
  }
}

TEST_CASE("sub-network: the order and number of times in which layers are named do not matter", "[network]") {
  const Network whole = fixed_network("branching");
  const int copies = whole.find_layer("copies");
  const int source = whole.find_layer("source");
  const SubNetwork part = sub_network(whole, {copies, source, copies});
  CHECK(part.layers == std::vector<int>{source, copies});
  check_part(whole, part);
  const auto names = [&](const std::vector<int>& streams) {
    std::vector<std::string> found;
    for (const int s : streams) found.push_back(part.network.stream(s).name);
    return found;
  };
  CHECK(names(part.network.inputs) == std::vector<std::string>{"image"});
  CHECK(names(part.network.outputs) == std::vector<std::string>{"copies_out0", "copies_out1", "copies_out2"});
}

TEST_CASE("sub-network: a stream alone is input and output", "[network]") {
  const Network whole = fixed_network("branching");
  const SubNetwork part = sub_network(whole, {}, {whole.find_stream("gains")});
  CHECK(part.network.layers.empty());
  CHECK(part.network.inputs == std::vector<int>{0});
  CHECK(part.network.outputs == std::vector<int>{0});
  check_part(whole, part);
}

}  // namespace weir::tests::sub_network_test
