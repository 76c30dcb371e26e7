// The golden engine behind the engines' common form: its tensors, cut into beats.
#include <chrono>

#include "golden/golden.hpp"
#include "testbench/engines.hpp"
#include "testbench/packing.hpp"

namespace weir::testbench {

EngineRun run_golden(const Network& network, const std::vector<std::vector<Tensor>>& frames) {
  constexpr std::size_t kBatch = 64;
  EngineRun run;
  run.trace.engine = "golden";
  run.trace.has_values = true;
  for (const Stream& stream : network.streams)
    run.trace.streams.emplace_back().values = Beats(stream.width_bits);
  const Golden golden(network);
  for (std::size_t first = 0; first < frames.size(); first += kBatch) {
    const auto begin = std::chrono::steady_clock::now();
    const auto tensors =
        golden.evaluate_batch(std::span(frames).subspan(first, std::min(kBatch, frames.size() - first)));
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
