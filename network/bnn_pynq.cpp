#include "network/bnn_pynq.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "network/error.hpp"

namespace weir {

namespace {

std::filesystem::path file_of(const BnnPynqLayer& layer, std::int64_t p, const std::string& what) {
  return layer.folder / (std::to_string(layer.layer) + "-" + std::to_string(p) + "-" + what + ".bin");
}

// The 64-bit little-endian words of one file.
std::vector<std::uint64_t> read_words(const BnnPynqLayer& layer, std::int64_t p, const std::string& what,
                                      std::int64_t count) {
  const auto file = file_of(layer, p, what);
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream)
    throw BadInput("", "no file " + file.string(),
                   "one for each of the " + std::to_string(layer.pe) + " processing elements");
  if (static_cast<std::int64_t>(bytes.size()) != 8 * count) {
    throw BadInput("", file.string() + " of " + std::to_string(bytes.size()) + " bytes",
                   std::to_string(8 * count) + " bytes");
  }
  std::vector<std::uint64_t> words(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    words[i / 8] |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * (i % 8));
  }
  return words;
}

void check_folding(const BnnPynqLayer& layer) {
  const auto beyond = file_of(layer, layer.pe, "weights");
  if (std::filesystem::exists(beyond)) {
    throw BadInput("", beyond.string(), "files of " + std::to_string(layer.pe) + " processing elements only");
  }
  if (layer.rows % layer.pe != 0) {
    throw BadInput("pe", std::to_string(layer.pe),
                   "a divisor of the " + std::to_string(layer.rows) + " rows");
  }
  if (layer.cols % layer.simd != 0 || layer.simd > 64) {
    throw BadInput("simd", std::to_string(layer.simd),
                   "a divisor, at most 64, of the " + std::to_string(layer.cols) + " columns");
  }
}

std::int64_t decode(std::uint64_t code, const DataType& type) {
  const std::int64_t span = std::int64_t{1} << type.bits;
  const std::int64_t value = static_cast<std::int64_t>(code) & (span - 1);
  if (type.kind == DataType::Kind::kBipolar) return value != 0 ? 1 : -1;
  const bool negative = type.min() < 0 && value >= span / 2;
  return negative ? value - span : value;
}

}  // namespace

Tensor read_weights(const BnnPynqLayer& layer, const DataType& type) {
  check_folding(layer);
  if (layer.simd * type.bits > 64) {
    throw BadInput("simd", std::to_string(layer.simd) + " weights of " + std::to_string(type.bits) + " bits",
                   "words of at most 64 bits");
  }
  const std::int64_t synapse_folds = layer.cols / layer.simd;
  Tensor weights({layer.rows, layer.cols});
  for (std::int64_t p = 0; p < layer.pe; ++p) {
    const auto words = read_words(layer, p, "weights", layer.rows / layer.pe * synapse_folds);
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(words.size()); ++i) {
      const std::int64_t row = i / synapse_folds * layer.pe + p;
      const std::int64_t first = row * layer.cols + i % synapse_folds * layer.simd;
      for (std::int64_t k = 0; k < layer.simd; ++k) {
        weights.values[static_cast<std::size_t>(first + k)] =
            decode(words[static_cast<std::size_t>(i)] >> (k * type.bits), type);
      }
    }
  }
  return weights;
}

Tensor read_thresholds(const BnnPynqLayer& layer, std::int64_t steps) {
  check_folding(layer);
  Tensor thresholds({layer.rows, steps});
  for (std::int64_t p = 0; p < layer.pe; ++p) {
    const auto words = read_words(layer, p, "thres", layer.rows / layer.pe * steps);
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(words.size()); ++i) {
      const std::int64_t row = i / steps * layer.pe + p;
      thresholds.values[static_cast<std::size_t>(row * steps + i % steps)] =
          static_cast<std::int64_t>(words[static_cast<std::size_t>(i)]);
    }
  }
  return thresholds;
}

Tensor popcount_to_sum(Tensor thresholds, std::int64_t cols) {
  constexpr std::int64_t kBeyond = std::int64_t{1} << kMostBits;  // any count of products
  for (std::int64_t& t : thresholds.values) t = 2 * std::clamp(t, -kBeyond, kBeyond) - cols;
  return thresholds;
}

Tensor drop_fraction(Tensor thresholds, int bits) {
  for (std::int64_t& t : thresholds.values) t = -(-std::max(t, -INT64_MAX) >> bits);
  return thresholds;
}

}  // namespace weir
