// FIFOs as a network's hardware can have them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "network/network.hpp"

namespace weir::sizing {

// Where the stream stands among a network's.
[[nodiscard]] inline std::size_t at(int stream) { return static_cast<std::size_t>(stream); }
// Whether the stream has a FIFO whose depth can be chosen: a wire has none.
[[nodiscard]] inline bool has_fifo(const Stream& stream) { return !stream.wire; }

// The least depth from `beats` on that can be built. FINN builds shift registers of 2 to 256 beats, and
// deeper ones of the vendor's FIFO, whose memory holds a power of two and which has room for two beats more.
[[nodiscard]] std::int64_t built_depth(const Network& network, std::int64_t beats);
// The greatest that can be built and is less than that; 0 if there is none.
[[nodiscard]] std::int64_t built_below(const Network& network, std::int64_t depth);
// What the hardware's own files call that depth: FINN's name of a FIFO of the vendor's is its memory's.
[[nodiscard]] std::int64_t stated_depth(const Network& network, std::int64_t depth);
// Makes the stream's FIFO, or the several that it is made of, one of that depth, or kUnlimited; not of a
// wire.
void set_depth(const Network& network, Stream& stream, std::int64_t depth);

}  // namespace weir::sizing
