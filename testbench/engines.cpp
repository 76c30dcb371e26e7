#include "testbench/engines.hpp"

#include <algorithm>
#include <utility>

#include "testbench/packing.hpp"

namespace weir::testbench {

Feed feed_of(const Scenario& scenario) {
  const Network& network = scenario.network;
  Feed feed{{scenario.frames, scenario.traffic, {}}, {}};
  for (const int s : network.inputs) feed.stimulus.inputs.emplace_back(network.stream(s).width_bits);
  const bool tensors_wanted = std::ranges::find(scenario.engines, "golden") != scenario.engines.end();
  for (std::int64_t f = 0; f < scenario.frames; ++f) {
    std::vector<Tensor> frame;
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      frame.push_back(scenario.inputs[i].frame(f));
      append_frame(feed.stimulus.inputs[i], network.stream(network.inputs[i]), frame.back());
    }
    if (tensors_wanted) feed.frames.push_back(std::move(frame));
  }
  return feed;
}

EngineRun run_engine(const std::string& engine, const Scenario& scenario, const Feed& feed,
                     EngineOptions options) {
  const Network& network = scenario.network;
  options.seed = scenario.seed;
  options.order_seed = scenario.order_seed;
  options.reset_after_cycles = scenario.reset_after_cycles;
  if (engine == "golden") return run_golden(network, feed.frames);
  if (engine == "hls") return run_hls(network, feed.stimulus);
  if (engine == "native") return run_native(network, feed.stimulus, options);
  if (engine == "systemc") return run_systemc(network, feed.stimulus, options, scenario.rtl_layers);
  return run_rtl(network, feed.stimulus, options);
}

}  // namespace weir::testbench
