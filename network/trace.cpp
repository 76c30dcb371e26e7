#include "network/trace.hpp"

namespace weir {

void drop_surplus(const Network& network, std::int64_t frames, Trace& trace) {
  const auto endless = [&](int s) { return network.endless(s); };
  for (std::size_t s = 0; s < trace.streams.size(); ++s) {
    if (!network.runs_ahead(static_cast<int>(s))) continue;
    StreamTrace& stream = trace.streams[s];
    const auto used = static_cast<std::size_t>(frames * network.streams[s].beats_per_frame);
    for (std::vector<Cycle>* cycles : {&stream.push, &stream.pop, &stream.offered, &stream.wanted})
      cycles->resize(std::min(cycles->size(), used));
    std::vector<std::uint64_t>& words = stream.values.words;
    words.resize(std::min(words.size(), used * static_cast<std::size_t>(stream.values.words_per_beat)));
  }
  for (std::size_t l = 0; l < trace.layers.size(); ++l) {
    if (std::ranges::all_of(network.layers[l].outputs, endless)) trace.layers[l] = {};
  }
}

}  // namespace weir
