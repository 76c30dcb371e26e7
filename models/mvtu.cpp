// Model of `mvtu`: the loop nest over vectors, neuron folds and synapse folds, whose iterations that touch no
// stream are jumped over, and the arithmetic, packed where operands are single bits.
#include <bit>
#include <span>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

// For each of `rows` packed rows, how many of its bits equal the vector's. Four rows at a time, so that four
// counts are under way at once.
[[gnu::target_clones("popcnt", "default")]] void agreeing_bits(const std::uint64_t* vector,
                                                               const std::uint64_t* row, std::int64_t rows,
                                                               std::int64_t words, std::int64_t* counts) {
  for (; rows >= 4; rows -= 4, row += 4 * words, counts += 4) {
    std::int64_t a = 0, b = 0, c = 0, d = 0;
    for (std::int64_t i = 0; i < words; ++i) {
      const std::uint64_t inverse = ~vector[i];
      a += std::popcount(inverse ^ row[i]);
      b += std::popcount(inverse ^ row[words + i]);
      c += std::popcount(inverse ^ row[2 * words + i]);
      d += std::popcount(inverse ^ row[3 * words + i]);
    }
    counts[0] = a;
    counts[1] = b;
    counts[2] = c;
    counts[3] = d;
  }
  for (; rows > 0; --rows, row += words, ++counts) {
    *counts = 0;
    for (std::int64_t i = 0; i < words; ++i) *counts += std::popcount(~(vector[i] ^ row[i]));
  }
}

[[gnu::target_clones("avx2", "default")]] std::int64_t dot(const std::int16_t* a, const std::int16_t* b,
                                                           std::int64_t size) {
  std::int32_t sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

// The same for operands of more than 16 bits.
std::int64_t dot(const std::int32_t* a, const std::int32_t* b, std::int64_t size) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += std::int64_t{a[i]} * b[i];
  return sum;
}

bool fits_16_bits(const DataType& type) { return type.min() >= INT16_MIN && type.max() <= INT16_MAX; }

// The rows' sums of products with one input vector at a time. With both operands bipolar, vectors are packed
// bits.
class Products {
 public:
  explicit Products(const Mvtu& mvtu)
      : mvtu_(mvtu),
        packed_(mvtu.input.kind == DataType::Kind::kBipolar && mvtu.weight.kind == DataType::Kind::kBipolar),
        wide_(!fits_16_bits(mvtu.input) || !fits_16_bits(mvtu.weight)),
        row_words_((mvtu.cols + 63) / 64) {
    if (packed_) {
      bits_.resize(static_cast<std::size_t>(row_words_));
      weight_bits_.resize(static_cast<std::size_t>(mvtu.rows * row_words_));
    } else if (wide_) {
      wide_vector_.resize(static_cast<std::size_t>(mvtu.cols));
      wide_weights_.resize(static_cast<std::size_t>(mvtu.rows * mvtu.cols));
    } else {
      vector_.resize(static_cast<std::size_t>(mvtu.cols));
      weights_.resize(static_cast<std::size_t>(mvtu.rows * mvtu.cols));
    }
    if (mvtu.weights_streamed) return;
    for (std::int64_t row = 0; row < mvtu.rows; ++row) {
      const auto values = mvtu.weights.row(row);
      for (std::int64_t col = 0; col < mvtu.cols; ++col)
        set_weight(row, col, values[static_cast<std::size_t>(col)]);
    }
  }

  // Takes in the simd elements of synapse fold `sf`.
  void gather(std::int64_t sf, const std::uint64_t* beat) {
    if (packed_) {
      if (sf == 0) std::ranges::fill(bits_, 0);
      or_run(bits_.data(), sf * mvtu_.simd, beat, 0, mvtu_.simd);
      return;
    }
    for (std::int64_t s = 0; s < mvtu_.simd; ++s) {
      const std::uint64_t code = get_bits(beat, s * mvtu_.input.bits, mvtu_.input.bits);
      const auto col = static_cast<std::size_t>(sf * mvtu_.simd + s);
      const std::int32_t value = value_of(code, mvtu_.input);
      if (wide_) {
        wide_vector_[col] = value;
      } else {
        vector_[col] = static_cast<std::int16_t>(value);
      }
    }
  }

  // Takes in a beat of streamed weights.
  void gather_weights(std::int64_t nf, std::int64_t sf, const std::uint64_t* beat) {
    for (std::int64_t p = 0; p < mvtu_.pe; ++p) {
      for (std::int64_t s = 0; s < mvtu_.simd; ++s) {
        const std::int64_t lane = p * mvtu_.simd + s;
        const std::uint64_t code = get_bits(beat, lane * mvtu_.weight.bits, mvtu_.weight.bits);
        set_weight(nf * mvtu_.pe + p, sf * mvtu_.simd + s, value_of(code, mvtu_.weight));
      }
    }
  }

  // The sums of rows first .. first + sums.size() - 1.
  void sums(std::int64_t first, std::span<std::int64_t> sums) const {
    if (!packed_) {
      for (std::size_t r = 0; r < sums.size(); ++r) {
        const std::int64_t at = (first + static_cast<std::int64_t>(r)) * mvtu_.cols;
        sums[r] = wide_ ? dot(wide_vector_.data(), wide_weights_.data() + at, mvtu_.cols)
                        : dot(vector_.data(), weights_.data() + at, mvtu_.cols);
      }
      return;
    }
    agreeing_bits(bits_.data(), weight_bits_.data() + first * row_words_,
                  static_cast<std::int64_t>(sums.size()), row_words_, sums.data());
    // Bits beyond the columns are 0 in both and count as agreeing.
    const std::int64_t beyond = row_words_ * 64 - mvtu_.cols;
    for (std::int64_t& sum : sums) sum = 2 * (sum - beyond) - mvtu_.cols;
  }

 private:
  void set_weight(std::int64_t row, std::int64_t col, std::int32_t value) {
    if (!packed_) {
      const auto at = static_cast<std::size_t>(row * mvtu_.cols + col);
      if (wide_) {
        wide_weights_[at] = value;
      } else {
        weights_[at] = static_cast<std::int16_t>(value);
      }
      return;
    }
    std::uint64_t& word = weight_bits_[static_cast<std::size_t>(row * row_words_ + col / 64)];
    const std::uint64_t bit = std::uint64_t{1} << (col % 64);
    word = value > 0 ? word | bit : word & ~bit;
  }

  const Mvtu& mvtu_;
  const bool packed_;
  const bool wide_;
  const std::int64_t row_words_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> weight_bits_;
  std::vector<std::int16_t> vector_;
  std::vector<std::int16_t> weights_;
  std::vector<std::int32_t> wide_vector_;
  std::vector<std::int32_t> wide_weights_;
};

class MvtuModel final : public LayerModel {
 public:
  MvtuModel(const Mvtu& mvtu, const Ends& ends)
      : LayerModel(*ends.outputs[0], mvtu.thresholds ? 4 : 3,
                   mvtu.synapse_folds() == 1),  // L: docs/timing.md
        mvtu_(mvtu),
        input_(*ends.inputs[0]),
        weights_(mvtu.weights_streamed ? ends.inputs[1] : nullptr),
        sums_(static_cast<std::size_t>(mvtu.pe)),
        beat_(static_cast<std::size_t>(output_.words())) {
    if (ends.values) products_ = std::make_unique<Products>(mvtu);
  }

  Process run() override { return weights_ == nullptr ? with_own_weights() : with_streamed_weights(); }

 private:
  Process with_own_weights() {
    const std::int64_t neuron_folds = mvtu_.neuron_folds();
    const std::int64_t synapse_folds = mvtu_.synapse_folds();
    const std::int64_t last_sf = synapse_folds - 1;
    for (;;) {
      for (std::int64_t v = 0; v < mvtu_.vectors; ++v) {
        // nf = 0 reads the vector; its last iteration writes.
        for (std::int64_t sf = 0; sf < last_sf;) {
          co_await BeatOf{input_};
          sf += read_run(input_, last_sf - sf, [this, sf](std::int64_t i) { gather(sf + i, i); });
        }
        const Cycle arrived = co_await BeatOf{input_};
        const Cycle credit = co_await CreditOf{output_};
        const Cycle issued = clock_.issue(arrived, credit);
        gather(last_sf, 0);
        input_.pop(issued, clock_.wanted());
        write(0, issued);
        // The other neuron folds take it from the buffer: only their last iterations touch a stream.
        for (std::int64_t nf = 1; nf < neuron_folds;) {
          const Cycle free = co_await CreditOf{output_};
          if (!products_) {
            nf += write_run(neuron_folds - nf, synapse_folds);
          } else {
            clock_.run(last_sf);
            write(nf++, clock_.issue(0, free));
          }
        }
      }
      frame_done();
    }
  }

  Process with_streamed_weights() {
    const std::int64_t last_sf = mvtu_.synapse_folds() - 1;
    for (;;) {
      for (std::int64_t v = 0; v < mvtu_.vectors; ++v) {
        for (std::int64_t nf = 0; nf < mvtu_.neuron_folds(); ++nf) {
          for (std::int64_t sf = 0; sf <= last_sf; ++sf) {
            const Cycle arrived = nf == 0 ? co_await BeatOf{input_} : 0;
            const Cycle weights_arrived = co_await BeatOf{*weights_};
            const Cycle both = std::max(arrived, weights_arrived);
            const Cycle credit = sf == last_sf ? co_await CreditOf{output_} : 0;
            const Cycle issued = sf == last_sf ? clock_.issue(both, credit) : clock_.issue(both);
            const Cycle wanted = clock_.wanted();
            if (products_) products_->gather_weights(nf, sf, weights_->value(0));
            weights_->pop(issued, std::max(wanted, arrived));
            if (nf == 0) {
              gather(sf, 0);
              input_.pop(issued, std::max(wanted, weights_arrived));
            }
            if (sf == last_sf) write(nf, issued);
          }
        }
      }
      frame_done();
    }
  }

  // Keeps the elements of synapse fold `sf`: the beat `ahead` beats behind the oldest.
  void gather(std::int64_t sf, std::int64_t ahead) {
    if (products_) products_->gather(sf, input_.value(ahead));
  }

  void write(std::int64_t nf, Cycle issued) {
    if (!products_) return output_.offer(issued + latency_);
    const DataType type = mvtu_.output();
    products_->sums(nf * mvtu_.pe, sums_);
    if (mvtu_.thresholds) activate(nf * mvtu_.pe);
    std::ranges::fill(beat_, 0);
    std::int64_t at = 0;
    for (const std::int64_t value : sums_) {
      or_bits(beat_.data(), at, type.bits, code_of(value, type));
      at += type.bits;
    }
    output_.offer(issued + latency_, beat_.data());
  }

  // Turns the sums of the rows from `first` on into the values that the thresholds make of them.
  void activate(std::int64_t first) {
    const Thresholds& thresholds = *mvtu_.thresholds;
    const bool bipolar = thresholds.output.kind == DataType::Kind::kBipolar;
    const std::int64_t bias = thresholds.bias();
    const std::int64_t steps = thresholds.steps();
    const std::int32_t* step = thresholds.values.values.data() + first * steps;
    for (std::int64_t& sum : sums_) {
      std::int64_t passed = 0;
      for (std::int64_t k = 0; k < steps; ++k) passed += sum >= *step++;
      sum = bipolar ? 2 * passed - 1 : passed + bias;
    }
  }

  const Mvtu& mvtu_;
  Channel& input_;
  Channel* weights_;
  std::unique_ptr<Products> products_;
  std::vector<std::int64_t> sums_;  // of the pe rows at hand
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Mvtu& mvtu, const Ends& ends) {
  return std::make_unique<MvtuModel>(mvtu, ends);
}

}  // namespace weir::models
