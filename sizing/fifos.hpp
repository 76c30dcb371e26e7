// The FIFO depths that a network's hardware can have.
#pragma once

#include <cstddef>
#include <cstdint>

#include "network/network.hpp"

namespace weir::sizing {

// The stream's index as an unsigned number.
[[nodiscard]] inline std::size_t at(int stream) { return static_cast<std::size_t>(stream); }
// Whether the stream has a FIFO whose depth can be chosen: a wire has none.
[[nodiscard]] inline bool has_fifo(const Stream& stream) { return !stream.wire; }

// The least depth >= `beats` that can be built. FINN builds FIFOs of 2 to 256 beats as shift registers, and
// deeper ones with the vendor's FIFO: a power of two of memory, plus two beats.
[[nodiscard]] std::int64_t built_depth(const Network& network, std::int64_t beats);
// The greatest depth < `depth` that can be built; 0 if there is none.
[[nodiscard]] std::int64_t built_below(const Network& network, std::int64_t depth);
// The depth as stated in the hardware's own files: for a vendor's FIFO, FINN states only its memory.
[[nodiscard]] std::int64_t stated_depth(const Network& network, std::int64_t depth);
// Replaces the stream's FIFO, or its chain of FIFOs, by one of that depth or kUnlimited. Not for a wire.
void set_depth(const Network& network, Stream& stream, std::int64_t depth);

}  // namespace weir::sizing
