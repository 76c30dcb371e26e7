// Shared by the tests of the reference: the outputs of single-layer networks for one frame.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "golden/golden.hpp"
#include "tests/network_rig.hpp"

namespace weir::tests {

using Values = std::vector<std::int64_t>;

// The values of the network's first output for one frame.
inline Values output(const Network& network, const Tensor& frame) {
  return evaluate(network, {frame}).at(static_cast<std::size_t>(network.outputs.at(0))).values;
}

struct Input {
  DataType element;
  Tensor frame;
};

// The values of each output of a layer that reads all of the inputs, each with one element in a beat.
inline std::vector<Values> outputs(const std::vector<Input>& inputs, LayerParams layer) {
  NetworkBuilder builder("n");
  std::vector<std::string> names;
  std::vector<Tensor> frames;
  for (const Input& input : inputs) {
    names.push_back("in" + std::to_string(names.size()));
    frames.push_back(input.frame);
    builder.input(names.back(), input.element, input.frame.shape, 1);
  }
  builder.add("layer", std::move(layer), names);
  const Network network = builder.finish();
  const std::vector<Tensor> streams = evaluate(network, frames);
  std::vector<Values> found;
  for (const int stream : network.layers.back().outputs) {
    const auto index = static_cast<std::size_t>(stream);
    CHECK(streams[index].shape == network.streams[index].shape);
    found.push_back(streams[index].values);
  }
  return found;
}

inline Values output(const std::vector<Input>& inputs, LayerParams layer) {
  const std::vector<Values> found = outputs(inputs, std::move(layer));
  REQUIRE(found.size() == 1);
  return found[0];
}

}  // namespace weir::tests
