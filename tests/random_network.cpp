#include "tests/random_network.hpp"

#include <filesystem>

#include "network/scenario.hpp"
#include "regress/draw_network.hpp"

namespace weir::tests {

namespace {

// Few beats, so that the oracle, which steps every cycle, can check thousands of these graphs.
const regress::Size kGraph{.channels = {1, 2, 3, 4},
                           .side = 4,
                           .length = 8,
                           .least_layers = 3,
                           .most_layers = 10,
                           .meetings = 4,
                           .most = {.cycles = 160, .elements = 200, .bits = 128, .products = 64}};

regress::Size chain() {
  regress::Size size = kGraph;
  size.branches = false;
  size.least_layers = 2;
  size.most_layers = 6;
  return size;
}

Network draw(const std::string& name, const regress::Size& size, Random& random) {
  regress::Dice dice(Random(random.next()));
  return regress::draw_graph(name, size, dice).load().network;
}

}  // namespace

Network random_graph(const std::string& name, Random& random) {
  Network network = draw(name, kGraph, random);
  for (Stream& stream : network.streams) stream.depth = random.between(0, 3) == 0 ? 64 : random.between(1, 4);
  return network;
}

Network random_chain(const std::string& name, Random& random) {
  static const regress::Size kChain = chain();
  Network network = draw(name, kChain, random);
  for (Stream& stream : network.streams) stream.depth = random.between(1, 6);
  return network;
}

Network fixed_network(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(WEIR_SOURCE_DIR) / "tests" / "networks";
  return load_scenario(folder / (name + ".yaml")).network;
}

}  // namespace weir::tests
