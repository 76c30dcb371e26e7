// Trained parameters as the BNN-PYNQ overlays hold them (Xilinx/BNN-PYNQ): one pair of files for each
// processing element of a folded layer, `<layer>-<pe>-weights.bin` and `<layer>-<pe>-thres.bin`.
#pragma once

#include <cstdint>
#include <filesystem>

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// One layer, with the folding for which its files were written.
struct BnnPynqLayer {
  std::filesystem::path folder;
  std::int64_t layer = 0;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t pe = 1;
  std::int64_t simd = 1;
};

// [rows, cols], of that type: the first column of a word in its least significant bits, two's complement, or
// one bit each: 1 for +1, 0 for -1. Throws BadInput if a file is missing or its size does not match the
// folding.
Tensor read_weights(const BnnPynqLayer& layer, const DataType& type);
// [rows, steps], as stored. W1A1 files compare them with the number of products that are +1 (the popcount),
// all others with the sum of products; see popcount_to_sum.
Tensor read_thresholds(const BnnPynqLayer& layer, std::int64_t steps);
// Converts popcounts to sums: if t of `cols` products are +1 and the rest -1, their sum is 2 t - cols.
Tensor popcount_to_sum(Tensor thresholds, std::int64_t cols);
// Removes `bits` fractional bits from thresholds: an integer sum is >= t / 2^bits exactly if it is >= that
// quotient rounded up.
Tensor drop_fraction(Tensor thresholds, int bits);

}  // namespace weir
