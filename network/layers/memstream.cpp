#include "network/layers/memstream.hpp"

#include "network/error.hpp"

namespace weir {

void check(Memstream& memstream) {
  if (memstream.elements_per_beat < 1 || memstream.contents.size() % memstream.elements_per_beat != 0) {
    throw BadInput("elements_per_beat", std::to_string(memstream.elements_per_beat),
                   "a divisor of the " + std::to_string(memstream.contents.size()) + " elements");
  }
  if (memstream.cycles_per_beat < 1 || memstream.cycles_per_beat > (std::int64_t{1} << 20)) {
    throw BadInput("cycles_per_beat", std::to_string(memstream.cycles_per_beat), "1 to 2^20");
  }
}

void Memstream::infer(const DataType& /*element*/, const Shape& /*shape*/, std::int64_t /*width_bits*/) {
  throw BadInput("kind", "memstream", "a layer that reads a stream");
}

}  // namespace weir
