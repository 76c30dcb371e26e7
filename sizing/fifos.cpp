#include "sizing/fifos.hpp"

#include <algorithm>
#include <bit>

namespace weir::sizing {

namespace {

// FINN's `max_qsrl_depth`.
constexpr std::int64_t kMostShiftRegister = 256;
constexpr std::int64_t kLeastShiftRegister = 2;
// Beats that the vendor's FIFO holds behind its memory.
const std::int64_t kBehindMemory = vendor_fifo(0).depth;

std::int64_t power_of_two(std::int64_t beats) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(beats)));
}

// FINN's shift registers have two beats at least.
std::int64_t least_built(const Network& network) {
  const bool finn = network.finn || std::ranges::any_of(network.layers, [](const Layer& layer) {
                      return layer.rtllib || layer.hls;
                    });
  return finn ? kLeastShiftRegister : 1;
}

}  // namespace

std::int64_t built_depth(const Network& network, std::int64_t beats) {
  if (!network.finn) return std::max(beats, least_built(network));
  if (beats <= kMostShiftRegister) return std::max(beats, kLeastShiftRegister);
  const std::int64_t memory = power_of_two(std::max(beats - kBehindMemory, kMostShiftRegister + 1));
  return memory + kBehindMemory;
}

std::int64_t built_below(const Network& network, std::int64_t depth) {
  if (!network.finn) return depth > least_built(network) ? depth - 1 : 0;
  if (depth <= kLeastShiftRegister) return 0;
  if (depth <= kMostShiftRegister) return depth - 1;
  const std::int64_t memory = power_of_two(depth - kBehindMemory) / 2;
  return memory > kMostShiftRegister ? memory + kBehindMemory : kMostShiftRegister;
}

std::int64_t stated_depth(const Network& network, std::int64_t depth) {
  return network.finn && depth > kMostShiftRegister ? depth - kBehindMemory : depth;
}

void set_depth(const Network& network, Stream& stream, std::int64_t depth) {
  if (!has_fifo(stream)) return;
  stream.depth = depth;
  if (!network.finn) return;
  stream.further.clear();
  const bool shift_register = depth != kUnlimited && depth <= kMostShiftRegister;
  stream.delays = shift_register ? FifoDelays{} : vendor_fifo(0).delays;
}

}  // namespace weir::sizing
