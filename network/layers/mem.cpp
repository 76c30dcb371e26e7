#include "network/layers/mem.hpp"

#include "network/error.hpp"

namespace weir {

void check(Mem& mem) {
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  const auto within = [](const char* key, std::int64_t value, std::int64_t least) {
    if (value < least || value > kMost) {
      throw BadInput(key, std::to_string(value), std::to_string(least) + " to " + std::to_string(kMost));
    }
  };
  within("latency", mem.latency, 0);
  within("cycles_per_beat", mem.cycles_per_beat, 1);
  within("burst_gap", mem.burst_gap, 0);
  if (mem.burst == 0) mem.burst = mem.beats();
  if (mem.burst < 1 || mem.burst > kMaxElements) {
    throw BadInput("burst", std::to_string(mem.burst), "at least 1 beat");
  }
}

void Mem::infer(const DataType& element, const Shape& shape, std::int64_t width_bits) {
  stream = {element, shape, width_bits};
  check(*this);
}

}  // namespace weir
