#include "regress/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace weir::regress {

namespace {

void shift(std::vector<int>& indices, int by) {
  for (int& index : indices) index += by;
}

}  // namespace

SideBySide side_by_side(const std::vector<Scenario>& scenarios) {
  SideBySide all;
  all.scenario = scenarios.front();
  Scenario& whole = all.scenario;
  whole.network = {};
  whole.network.name = "cases";
  whole.traffic.streams.clear();
  whole.inputs.clear();
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    const auto streams = static_cast<int>(whole.network.streams.size());
    const auto layers = static_cast<int>(whole.network.layers.size());
    all.first_stream.push_back(streams);
    all.first_layer.push_back(layers);
    for (Stream stream : scenario.network.streams) {
      stream.name = fmt::format("c{}_{}", i, stream.name);
      if (stream.from != kBorder) stream.from += layers;
      if (stream.to != kBorder) stream.to += layers;
      whole.network.streams.push_back(std::move(stream));
    }
    for (Layer layer : scenario.network.layers) {
      layer.name = fmt::format("c{}_{}", i, layer.name);
      shift(layer.inputs, streams);
      shift(layer.outputs, streams);
      whole.network.layers.push_back(std::move(layer));
    }
    for (const int s : scenario.network.inputs) whole.network.inputs.push_back(s + streams);
    for (const int s : scenario.network.outputs) whole.network.outputs.push_back(s + streams);
    std::ranges::copy(scenario.traffic.streams, std::back_inserter(whole.traffic.streams));
    std::ranges::copy(scenario.inputs, std::back_inserter(whole.inputs));
  }
  all.first_stream.push_back(static_cast<int>(whole.network.streams.size()));
  all.first_layer.push_back(static_cast<int>(whole.network.layers.size()));
  return all;
}

testbench::EngineRun part_of(const SideBySide& all, std::size_t index, const testbench::EngineRun& run) {
  const int stream = all.first_stream[index];
  const int layer = all.first_layer[index];
  const int end_stream = all.first_stream[index + 1];
  const int end_layer = all.first_layer[index + 1];
  testbench::EngineRun part;
  part.fault = run.fault;
  part.trace.engine = run.trace.engine;
  part.trace.timed = run.trace.timed;
  part.trace.has_values = run.trace.has_values;
  part.trace.last_cycle = run.trace.last_cycle;
  part.trace.complete = run.trace.complete;
  if (!run.trace.streams.empty())
    part.trace.streams.assign(run.trace.streams.begin() + stream, run.trace.streams.begin() + end_stream);
  if (!run.trace.layers.empty())
    part.trace.layers.assign(run.trace.layers.begin() + layer, run.trace.layers.begin() + end_layer);
  for (const Wait& wait : run.waits) {
    if (wait.layer >= layer && wait.layer < end_layer)
      part.waits.push_back({wait.layer - layer, wait.stream - stream, wait.for_room});
  }
  return part;
}

}  // namespace weir::regress
