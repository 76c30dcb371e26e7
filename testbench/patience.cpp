#include "testbench/patience.hpp"

#include <algorithm>

#include "models/kinds.hpp"

namespace weir::testbench {

namespace {

// The cycles for which a layer may run on its own before it stops or moves a beat. While nothing moves, no
// beat arrives and no credit comes back, so an iteration that reads cannot issue: its beat would be popped.
// The layer issues iterations that touch no stream, and those that only write, as long as it has credits: L +
// 1 of each output. Each of these iterations comes at most longest_pause() cycles after the one before it.
// After one more pause the layer is at an iteration that waits for others, and L cycles later the last beat
// written is offered.
Cycle longest_solo(const Layer& layer) {
  if (layer.block) return layer.block->longest_idle;
  const models::Schedule schedule = models::schedule(layer);
  const auto credits = static_cast<Cycle>(layer.outputs.size()) * (schedule.latency() + 1);
  return schedule.latency() + (credits + 1) * schedule.longest_pause();
}

}  // namespace

// No layer learns anything of another one without a transfer, so all of them go on by themselves at the same
// time, and the slowest one counts. A beat is then offered, or shown, or can be soon: it is visible, and a
// slot is free, after the FIFO's delays, and a gate opens after closed_max cycles at the latest. A beat
// passes one gate where it is pushed. Where it is popped, each of a layer's beats passes its own, all at the
// same time, and once shown stays. So the next transfer is one FIFO and two gates away at most. A memory's
// surplus does not count as a transfer, and no beat of a frame waits for it.
Cycle patience(const Network& network, const Traffic& traffic) {
  Cycle solo = 0;
  if (network.finn) {
    // For other hardware we only know that a layer moves a beat within a frame's time; doubled for the cycles
    // that HLS adds.
    constexpr Cycle kLeastIdle = 10'000;
    solo = 2 * network.interval_bound() + kLeastIdle;
  } else {
    for (const Layer& layer : network.layers) solo = std::max(solo, longest_solo(layer));
  }
  Cycle gate = 0;
  Cycle fifo = 0;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    gate = std::max({gate, traffic.streams[s].push.closed_max, traffic.streams[s].pop.closed_max});
    const FifoDelays& delays = network.streams[s].delays;
    fifo = std::max(fifo, delays.write_to_read + delays.read_to_write);
  }
  return solo + 2 * gate + fifo;
}

}  // namespace weir::testbench
