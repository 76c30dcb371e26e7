#include "network/layers/fork.hpp"

#include "network/error.hpp"

namespace weir {

void check(Fork& fork) {
  if (fork.copies < 2 || fork.copies > 16) throw BadInput("copies", std::to_string(fork.copies), "2 to 16");
}

void Fork::infer(const DataType& element, const Shape& shape, std::int64_t width_bits) {
  stream = {element, shape, width_bits};
  check(*this);
}

}  // namespace weir
