// `mvtu`: the loop nest over neuron folds and synapse folds, and its arithmetic, packed where operands are
// single bits.
#include <bit>
#include <span>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "models/kinds.hpp"
#include "models/lanes.hpp"

namespace weir::models {

namespace {

// Packed weights stand in groups of four rows, word by word: rows r .. r + 3 of word 0, then of word 1, and
// so on.
constexpr std::int64_t kGroup = 4;

// For each of `groups` groups of rows, in how many bits each row differs from the vector.
void differing_bits_portable(const std::uint64_t* vector, const std::uint64_t* weights, std::int64_t groups,
                             std::int64_t words, std::int64_t* counts) {
  for (; groups > 0; --groups, counts += kGroup) {
    std::fill_n(counts, kGroup, 0);
    for (std::int64_t i = 0; i < words; ++i) {
      for (std::int64_t r = 0; r < kGroup; ++r) counts[r] += std::popcount(vector[i] ^ *weights++);
    }
  }
}

#ifdef __x86_64__
// The same with a group's four counts side by side in one register: bits are counted in a table by half
// bytes, and summed in bytes, which hold the counts of 31 words, before they are widened (Mula, Kurz, Lemire
// 2018).
[[gnu::target("avx2")]] void differing_bits_avx2(const std::uint64_t* vector, const std::uint64_t* weights,
                                                 std::int64_t groups, std::int64_t words,
                                                 std::int64_t* counts) {
  const __m256i ones =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i low = _mm256_set1_epi8(0x0f);
  for (; groups > 0; --groups, counts += kGroup) {
    __m256i sum = _mm256_setzero_si256();
    for (std::int64_t done = 0; done < words;) {
      const std::int64_t end = std::min<std::int64_t>(done + 31, words);
      __m256i bytes = _mm256_setzero_si256();
      for (; done < end; ++done, weights += kGroup) {
        const __m256i rows = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights));
        const __m256i bits = _mm256_xor_si256(rows, _mm256_set1_epi64x(static_cast<long long>(vector[done])));
        const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bits, 4), low);
        bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, _mm256_and_si256(bits, low)));
        bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, high));
      }
      sum = _mm256_add_epi64(sum, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(counts), sum);
  }
}
#endif

void differing_bits(const std::uint64_t* vector, const std::uint64_t* weights, std::int64_t groups,
                    std::int64_t words, std::int64_t* counts) {
#ifdef __x86_64__
  static const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  if (avx2) return differing_bits_avx2(vector, weights, groups, words, counts);
#endif
  differing_bits_portable(vector, weights, groups, words, counts);
}

[[gnu::target_clones("avx2", "default"), gnu::optimize("O3")]] std::int64_t dot(const std::int16_t* a,
                                                                                const std::int16_t* b,
                                                                                std::int64_t size) {
  std::int32_t sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

// The same for operands of more than 16 bits, or sums of more than 32.
std::int64_t dot(const std::int64_t* a, const std::int64_t* b, std::int64_t size) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

bool fits(const DataType& type, int bits) {
  return type.min() >= DataType::sint(bits).min() && type.max() <= DataType::sint(bits).max();
}

// The rows' sums of products with mmv input vectors at a time. With both operands bipolar, vectors are packed
// bits.
class Products {
 public:
  explicit Products(const Mvtu& mvtu)
      : mvtu_(mvtu),
        packed_(mvtu.input.kind == DataType::Kind::kBipolar && mvtu.weight.kind == DataType::Kind::kBipolar),
        wide_(!fits(mvtu.input, 16) || !fits(mvtu.weight, 16) || !fits(mvtu.accumulator, 32)),
        stride_((mvtu.cols + 15) / 16 * 16),
        row_words_((mvtu.cols + 63) / 64),
        groups_((mvtu.pe + kGroup - 1) / kGroup) {
    if (packed_) {
      bits_.resize(static_cast<std::size_t>(mvtu.mmv * row_words_));
      weight_bits_.resize(static_cast<std::size_t>(mvtu.neuron_folds() * groups_ * kGroup * row_words_));
      counts_.resize(static_cast<std::size_t>(groups_ * kGroup));
    } else if (wide_) {
      wide_vector_.resize(static_cast<std::size_t>(mvtu.mmv * stride_));
      wide_weights_.resize(static_cast<std::size_t>(mvtu.rows * stride_));
    } else {
      vector_.resize(static_cast<std::size_t>(mvtu.mmv * stride_));
      weights_.resize(static_cast<std::size_t>(mvtu.rows * stride_));
    }
    if (mvtu.weights_streamed) return;
    for (std::int64_t row = 0; row < mvtu.rows; ++row) {
      const auto values = mvtu.weights.row(row);
      if (packed_) {
        for (std::int64_t first = 0; first < mvtu.cols; first += 64) {
          std::uint64_t bits = 0;
          for (std::int64_t c = 0; c < std::min<std::int64_t>(64, mvtu.cols - first); ++c) {
            bits |= std::uint64_t{values[static_cast<std::size_t>(first + c)] > 0} << c;
          }
          weight_word(row, first) = bits;
        }
        continue;
      }
      for (std::int64_t col = 0; col < mvtu.cols; ++col) {
        set_weight(row, col, values[static_cast<std::size_t>(col)]);
      }
    }
  }

  // Stores the simd elements of synapse fold `sf` of every vector.
  void gather(std::int64_t sf, const std::uint64_t* beat) {
    if (packed_ && sf == 0) std::ranges::fill(bits_, 0);
    for (std::int64_t m = 0; m < mvtu_.mmv; ++m) {
      const std::int64_t from = m * mvtu_.simd * mvtu_.input.bits;
      if (packed_ && mvtu_.mmv == 1 && mvtu_.simd <= 64) {
        or_bits(bits_.data(), sf * mvtu_.simd, static_cast<int>(mvtu_.simd), beat[0]);
      } else if (packed_) {
        or_run(bits_.data() + m * row_words_, sf * mvtu_.simd, beat, from, mvtu_.simd);
      } else {
        for (std::int64_t s = 0; s < mvtu_.simd; ++s) {
          const std::uint64_t code = get_bits(beat, from + s * mvtu_.input.bits, mvtu_.input.bits);
          const auto at = static_cast<std::size_t>(m * stride_ + sf * mvtu_.simd + s);
          const std::int64_t value = value_of(code, mvtu_.input);
          if (wide_) {
            wide_vector_[at] = value;
          } else {
            vector_[at] = static_cast<std::int16_t>(value);
          }
        }
      }
    }
  }

  // Stores a beat of streamed weights.
  void gather_weights(std::int64_t nf, std::int64_t sf, const std::uint64_t* beat) {
    for (std::int64_t p = 0; p < mvtu_.pe; ++p) {
      for (std::int64_t s = 0; s < mvtu_.simd; ++s) {
        const std::int64_t lane = p * mvtu_.simd + s;
        const std::uint64_t code = get_bits(beat, lane * mvtu_.weight.bits, mvtu_.weight.bits);
        set_weight(nf * mvtu_.pe + p, sf * mvtu_.simd + s, value_of(code, mvtu_.weight));
      }
    }
  }

  // The sums of the pe rows of neuron fold `nf` with vector m.
  void sums(std::int64_t nf, std::int64_t m, std::span<std::int64_t> sums) {
    if (!packed_) {
      for (std::size_t p = 0; p < sums.size(); ++p) {
        const std::int64_t at = (nf * mvtu_.pe + static_cast<std::int64_t>(p)) * stride_;
        sums[p] = wide_ ? dot(wide_vector_.data() + m * stride_, wide_weights_.data() + at, stride_)
                        : dot(vector_.data() + m * stride_, weights_.data() + at, stride_);
      }
      return;
    }
    differing_bits(bits_.data() + m * row_words_, weight_bits_.data() + nf * groups_ * kGroup * row_words_,
                   groups_, row_words_, counts_.data());
    // Bits beyond the columns are 0 in both.
    for (std::size_t p = 0; p < sums.size(); ++p) sums[p] = mvtu_.cols - 2 * counts_[p];
  }

 private:
  // The packed word that holds the weight of this row and column.
  std::uint64_t& weight_word(std::int64_t row, std::int64_t col) {
    const std::int64_t in_fold = row % mvtu_.pe;
    const std::int64_t group = row / mvtu_.pe * groups_ + in_fold / kGroup;
    return weight_bits_[static_cast<std::size_t>((group * row_words_ + col / 64) * kGroup +
                                                 in_fold % kGroup)];
  }
  void set_weight(std::int64_t row, std::int64_t col, std::int64_t value) {
    if (!packed_) {
      const auto at = static_cast<std::size_t>(row * stride_ + col);
      if (wide_) {
        wide_weights_[at] = value;
      } else {
        weights_[at] = static_cast<std::int16_t>(value);
      }
      return;
    }
    std::uint64_t& word = weight_word(row, col);
    const std::uint64_t bit = std::uint64_t{1} << (col % 64);
    word = value > 0 ? word | bit : word & ~bit;
  }

  const Mvtu& mvtu_;
  const bool packed_;
  const bool wide_;
  const std::int64_t stride_;  // of unpacked rows: whole vector registers, zeros beyond the columns
  const std::int64_t row_words_;
  const std::int64_t groups_;  // of packed rows in a neuron fold
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> weight_bits_;
  std::vector<std::int64_t> counts_;
  std::vector<std::int16_t> vector_;
  std::vector<std::int16_t> weights_;
  std::vector<std::int64_t> wide_vector_;
  std::vector<std::int64_t> wide_weights_;
};

// The beats out.
class Outputs {
 public:
  Outputs(const Mvtu& mvtu, std::int64_t words)
      : mvtu_(mvtu), sums_(static_cast<std::size_t>(mvtu.pe)), beat_(static_cast<std::size_t>(words)) {}

  // The beat of neuron fold `nf`.
  const std::uint64_t* beat(std::int64_t nf, Products& products) {
    std::ranges::fill(beat_, 0);
    for (std::int64_t m = 0; m < mvtu_.mmv; ++m) {
      products.sums(nf, m, sums_);
      append(nf, m * mvtu_.pe * mvtu_.output().bits);
    }
    return beat_.data();
  }

 private:
  // Writes the outputs of the current sums into the beat, from bit `at` on.
  void append(std::int64_t nf, std::int64_t at) {
    const DataType type = mvtu_.output();
    if (mvtu_.thresholds && mvtu_.thresholds->steps() == 1 && type.bits == 1) {
      // One threshold, one bit: the comparison is the code.
      const std::int64_t* step = mvtu_.thresholds->values.values.data() + nf * mvtu_.pe;
      for (const std::int64_t sum : sums_) {
        beat_[static_cast<std::size_t>(at / 64)] |= static_cast<std::uint64_t>(sum >= *step++) << (at % 64);
        ++at;
      }
      return;
    }
    if (mvtu_.thresholds) activate(nf * mvtu_.pe);
    for (const std::int64_t value : sums_) {
      or_bits(beat_.data(), at, type.bits, code_of(value, type));
      at += type.bits;
    }
  }

  // Replaces the sums of the rows from `first` on by their threshold results.
  void activate(std::int64_t first) {
    const Thresholds& thresholds = *mvtu_.thresholds;
    for (std::int64_t& sum : sums_) sum = activation(thresholds, first++, sum);
  }

  const Mvtu& mvtu_;
  std::vector<std::int64_t> sums_;  // of the pe rows of a neuron fold
  std::vector<std::uint64_t> beat_;
};

}  // namespace

Schedule schedule(const Mvtu& mvtu) {
  const std::int64_t synapse_folds = mvtu.synapse_folds();
  Schedule schedule(mvtu.thresholds ? 4 : 3);
  schedule.repeat(mvtu.vectors / mvtu.mmv, [&] {
    const std::uint32_t weights = mvtu.weights_streamed ? 0b10 : 0;
    schedule.step({.reads = 0b01 | weights, .count = synapse_folds - 1});
    schedule.step({.reads = 0b01 | weights, .writes = 1});
    if (!mvtu.weights_streamed) {
      schedule.step({.writes = 1, .count = mvtu.neuron_folds() - 1, .idle = synapse_folds - 1});
      return;
    }
    schedule.repeat(mvtu.neuron_folds() - 1, [&] {
      schedule.step({.reads = weights, .count = synapse_folds - 1});
      schedule.step({.reads = weights, .writes = 1});
    });
  });
  return schedule;
}

Computation compute(const Mvtu& mvtu, ValuePorts ports) {
  ValueQueue& output = *ports.outputs[0];
  Products products(mvtu);
  Outputs outputs(mvtu, output.words());
  const std::int64_t last_sf = mvtu.synapse_folds() - 1;
  for (;;) {
    for (std::int64_t nf = 0; nf < mvtu.neuron_folds(); ++nf) {
      // With its own weights, later neuron folds use the stored vector, so only their last iteration touches
      // a stream.
      for (std::int64_t sf = nf == 0 || mvtu.weights_streamed ? 0 : last_sf; sf <= last_sf; ++sf) {
        co_await Iteration{};
        if (mvtu.weights_streamed) products.gather_weights(nf, sf, ports.inputs[1]->read());
        if (nf == 0) products.gather(sf, ports.inputs[0]->read());
      }
      output.write(outputs.beat(nf, products));
    }
  }
}

}  // namespace weir::models
