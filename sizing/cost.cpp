#include "sizing/cost.hpp"

#include <algorithm>

namespace weir::sizing {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The memories of AMD's 7 series (UG474, UG473), each of which UltraScale and UltraScale+ have too (UG574,
// UG573); those also have a LUT-RAM of 32 x 14 or 64 x 7 in eight LUTs, a seventh fewer per bit, which is not
// used.
//
// Each function below never falls as depth or width grows, so neither does the least of them.

// A LUT is two shift registers of 16 bits or one of 32, and only the latter can be cascaded to another LUT
// (UG474, "Shift Registers").
constexpr std::int64_t kSrl16Bits = 16;
constexpr std::int64_t kSrl32Bits = 32;

std::int64_t shift_register_luts(std::int64_t width_bits, std::int64_t depth) {
  if (depth <= kSrl16Bits) return ceil_div(width_bits, 2);
  return width_bits * ceil_div(depth, kSrl32Bits);
}

// LUT-RAM of one port to write and one to read (UG474, table "Distributed RAM Configuration"): four LUTs are
// 32 x 6 (RAM32M) or 64 x 3 (RAM64M), and two are 32 x 1 (RAM32X1D) or 64 x 1 (RAM64X1D).
struct LutRam {
  std::int64_t depth;
  std::int64_t bits_of_four_luts;
};
constexpr LutRam kLutRams[] = {{32, 6}, {64, 3}};

std::int64_t lut_ram_luts(const LutRam& ram, std::int64_t width_bits, std::int64_t depth) {
  const std::int64_t rest = width_bits % ram.bits_of_four_luts;
  const std::int64_t luts = 4 * (width_bits / ram.bits_of_four_luts) + std::min<std::int64_t>(2 * rest, 4);
  return luts * ceil_div(depth, ram.depth);
}

// A block RAM of 18 kbit with one port to write and one to read (UG473 and UG573, port aspect ratios).
struct BlockRam {
  std::int64_t depth;
  std::int64_t width_bits;
};
constexpr BlockRam kBlockRams[] = {{16384, 1}, {8192, 2}, {4096, 4}, {2048, 9}, {1024, 18}, {512, 36}};

std::int64_t block_rams(const BlockRam& ram, std::int64_t width_bits, std::int64_t depth) {
  return ceil_div(width_bits, ram.width_bits) * ceil_div(depth, ram.depth);
}

}  // namespace

// FINN's own estimate (StreamingFIFO.lut_estimation and bram_estimation) counts half a LUT per bit for every
// 32 of depth, although a LUT-RAM takes two thirds, adds 2 ceil(log2(depth)) LUTs for addressing, and chooses
// the block RAM's aspect ratio by the width.
Cost CostModel::of(std::int64_t width_bits, std::int64_t depth) const {
  const std::int64_t bits = width_bits * depth;
  if (kind == Kind::kBits) return {bits, bits};
  std::int64_t luts = shift_register_luts(width_bits, depth);
  for (const LutRam& ram : kLutRams) luts = std::min(luts, lut_ram_luts(ram, width_bits, depth));
  for (const BlockRam& ram : kBlockRams) {
    luts = std::min(luts, luts_per_bram18 * block_rams(ram, width_bits, depth));
  }
  return {luts, bits};
}

std::string CostModel::name() const { return kind == Kind::kBits ? "bits" : "lut-bram"; }

std::string CostModel::unit() const { return kind == Kind::kBits ? "bits" : "LUTs"; }

}  // namespace weir::sizing
