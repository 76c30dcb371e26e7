// The golden engine behind the common interface: converts its tensors to beats.
#include <algorithm>
#include <chrono>

#include "golden/golden.hpp"
#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/packing.hpp"

namespace weir::testbench {

namespace {

// Frames per batch. Large batches make small networks fast; in a large network, one frame's tensors already
// fill the memory.
std::size_t batch_of(const Network& network) {
  constexpr std::int64_t kFrames = 64;
  constexpr std::int64_t kElements = std::int64_t{1} << 25;  // 256 MB, as each is held twice for a moment
  std::int64_t elements = 0;
  for (const Stream& stream : network.streams) elements += elements_of(stream.shape);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(kElements / elements, 1, kFrames));
}

}  // namespace

EngineRun run_golden(const Network& network, const std::vector<std::vector<Tensor>>& frames,
                     const Share& share) {
  EngineRun run;
  run.trace.engine = "golden";
  run.trace.has_values = true;
  for (const Stream& stream : network.streams)
    run.trace.streams.emplace_back().values = Beats(stream.width_bits);
  const Golden golden(network);
  const std::size_t batch = batch_of(network);
  for (std::size_t first = 0; first < frames.size(); first += batch) {
    check_interrupt();
    if (share) share(static_cast<double>(first), static_cast<double>(frames.size()));
    const auto begin = std::chrono::steady_clock::now();
    const auto tensors =
        golden.evaluate_batch(std::span(frames).subspan(first, std::min(batch, frames.size() - first)));
    run.wall_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (const std::vector<Tensor>& frame : tensors) {
      for (std::size_t s = 0; s < network.streams.size(); ++s) {
        append_frame(run.trace.streams[s].values, network.streams[s], frame[s]);
      }
    }
  }
  run.trace.complete = true;
  return run;
}

}  // namespace weir::testbench
