// Draws the keys of a layer of each kind, for the streams that it is to read.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"
#include "regress/dice.hpp"

namespace weir::regress {

// A stream to read, and the swu that writes it, if what it carries are windows in depthwise order (for a vvtu
// or a pool) or side by side (for an mvtu).
struct Source {
  Stream stream;
  const Swu* windows = nullptr;

  Source(const Stream& from, const Layer* producer);
};

// A kind that reads one stream.
struct UnaryKind {
  std::string kind;  // as a scenario names it
  // Whether a layer of the kind can read it at all.
  bool (*reads)(const Source& source);
  // Its keys ("pe: 2, simd: 3"). Of what reads() most are good; some the network's reader refuses.
  std::string (*keys)(const Source& source, Dice& dice);
};

// All kinds except fork and split, which have several outputs, and mem_in and mem_out, which are at the
// border.
const std::vector<UnaryKind>& unary_kinds();

std::string keys_of_fork(Dice& dice);
std::string keys_of_split(const Stream& stream, Dice& dice);
std::string keys_of_memory(Dice& dice);
std::string keys_of_eltwise(const Stream& one, Dice& dice);
std::string keys_of_add(const Stream& one, Dice& dice);
std::string keys_of_concat(const std::vector<Stream>& streams, Dice& dice);
// Of a swu before a vvtu or a pool.
std::string keys_of_depthwise_swu(const Source& source, Dice& dice);

}  // namespace weir::regress
