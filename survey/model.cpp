#include "survey/model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "testbench/engines.hpp"

namespace weir::survey {

namespace {

// The block as the models know it.
Network modelled(const Block& block) {
  Network network = block.network;
  network.finn.reset();
  for (Layer& layer : network.layers) layer.rtllib = block.memory;
  Layer& layer = network.layer(block.layer);
  layer.rtllib = block.rtllib;
  layer.hls = block.hls;
  for (const Layer& each : network.layers) check_hardware(network, each);
  for (Stream& stream : network.streams) stream.wire = true;
  return network;
}

Traffic traffic_of(const Network& network, const StallPattern& pattern) {
  Traffic traffic = Traffic::back_to_back(network);
  for (const int s : network.inputs) traffic.stream(s).push = seeded(pattern.source, s);
  for (const int s : network.outputs) traffic.stream(s).pop = seeded(pattern.sink, s);
  return traffic;
}

}  // namespace

ModelFit fit_model(const Block& block, const std::vector<Handshakes>& seen,
                   const std::vector<StallPattern>& patterns) {
  const Network network = modelled(block);
  ModelFit fit;
  for (std::size_t p = 0; p < seen.size(); ++p) {
    const StallPattern& pattern = patterns[p];
    if (!pattern.weights.always_open()) continue;
    ++fit.patterns;
    // So many frames that the source has more to offer than was seen to be taken.
    std::int64_t frames = 2;
    for (const Wave& wave : seen[p].waves) {
      const std::int64_t beats = network.stream(network.find_stream(wave.stream)).beats_per_frame;
      frames = std::max(frames, static_cast<std::int64_t>(wave.transfers().size()) / beats + 2);
    }
    const Trace trace =
        testbench::run_native(network, {frames, traffic_of(network, pattern), {}}, {.values = false}).trace;
    for (const Wave& wave : seen[p].waves) {
      const std::vector<Cycle> wanted = wave.transfers();
      const std::vector<Cycle>& all =
          trace.streams[static_cast<std::size_t>(network.find_stream(wave.stream))].pop;
      const auto end = std::ranges::lower_bound(all, static_cast<Cycle>(wave.cycles.size()));
      const std::vector<Cycle> found(all.begin(), end);
      fit.transfers += static_cast<std::int64_t>(wanted.size());
      if (found == wanted || !fit.difference.empty()) continue;
      const auto [f, w] = std::ranges::mismatch(found, wanted);
      const auto cycle = [](const auto& at, const auto& of) { return at == of.end() ? Cycle{-1} : *at; };
      fit.difference =
          fmt::format("under \"{}\", {}, beat {}: the model has cycle {}, the RTL {}", pattern.name,
                      wave.stream, w - wanted.begin(), cycle(f, found), cycle(w, wanted));
    }
  }
  return fit;
}

}  // namespace weir::survey
