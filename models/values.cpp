#include "models/values.hpp"

namespace weir::models {

void ValueQueue::grow() {
  const std::uint64_t mask = 2 * mask_ + 1;
  std::vector<std::uint64_t> ring((mask + 1) * words_);
  for (std::uint64_t beat = read_; beat != written_; ++beat)
    std::copy_n(ring_.data() + (beat & mask_) * words_, words_, ring.data() + (beat & mask) * words_);
  mask_ = mask;
  ring_ = std::move(ring);
}

}  // namespace weir::models
