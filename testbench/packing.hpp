// Tensors to beats and back, for the scoreboard and the stimulus. No emitter and no model uses it.
#pragma once

#include "network/network.hpp"
#include "network/tensor.hpp"
#include "network/trace.hpp"

namespace weir::testbench {

// Appends a frame's tensor as the stream's beats. The last beat is padded with zeros.
void append_frame(Beats& beats, const Stream& stream, const Tensor& tensor);

// Element `element` of frame `frame`, as a value; 0-based, in the order in which elements cross the stream.
std::int64_t element_of(const Beats& beats, const Stream& stream, std::int64_t frame, std::int64_t element);

// The tensor of a frame.
Tensor frame_of(const Beats& beats, const Stream& stream, std::int64_t frame);

// The first `frames` frames, [frames, the stream's shape].
Tensor frames_of(const Beats& beats, const Stream& stream, std::int64_t frames);

}  // namespace weir::testbench
