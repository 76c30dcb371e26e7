#include "golden/layers.hpp"

namespace weir {

// Both outputs by their definition, pixel by pixel.
Reference reference(const TmrCheck& tmr_check) {
  return [tmr_check](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = tmr_check.shape.back();
    const std::int64_t pixels = tmr_check.trip_count();
    Batch voted(frames, pixels * tmr_check.channels_out());
    Batch found = Batch::Zero(frames, 1);
    for (Eigen::Index f = 0; f < frames; ++f) {
      Eigen::Index next = 0;
      for (std::int64_t p = 0; p < pixels; ++p) {
        const auto pixel = inputs[0]->row(f).segment(p * channels, channels);
        auto triplet = tmr_check.triplets.begin();
        for (std::int64_t c = 0; c < channels; ++c) {
          std::int64_t value = pixel(c);
          if (triplet != tmr_check.triplets.end() && *triplet == c) {
            const std::int64_t second = pixel(c + 1);
            const std::int64_t third = pixel(c + 2);
            const bool all_differ = value != second && value != third && second != third;
            const bool all_agree = value == second && value == third;
            if (all_differ) {
              found(f, 0) |= 2;
            } else if (!all_agree) {
              found(f, 0) |= 1;
            }
            if (second == third) value = second;
            c += 2;
            ++triplet;
          }
          voted(f, next++) = value;
        }
      }
    }
    return std::vector<Batch>{voted, found};
  };
}

}  // namespace weir
