// Model of `mvtu`: the loop nest over vectors, neuron folds and synapse folds, whose iterations that touch no
// stream are jumped over, and the arithmetic, packed where operands are single bits.
#include <bit>

#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

// Number of equal bits of two packed vectors; bits beyond the vectors' end are equal to none.
[[gnu::target_clones("arch=icelake-server", "popcnt", "default")]] std::int64_t agreeing_bits(
    const std::uint64_t* a, const std::uint64_t* b, std::int64_t words) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < words; ++i) count += std::popcount(~(a[i] ^ b[i]));
  return count;
}

[[gnu::target_clones("avx2", "default")]] std::int64_t dot(const std::int16_t* a, const std::int16_t* b,
                                                           std::int64_t size) {
  std::int32_t sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

// The rows' sums of products with one input vector at a time. With both operands bipolar, vectors are packed
// bits.
class Products {
 public:
  explicit Products(const Mvtu& mvtu)
      : mvtu_(mvtu),
        packed_(mvtu.input.kind == DataType::Kind::kBipolar && mvtu.weight.kind == DataType::Kind::kBipolar),
        row_words_((mvtu.cols + 63) / 64) {
    if (packed_) {
      bits_.resize(static_cast<std::size_t>(row_words_));
      weight_bits_.resize(static_cast<std::size_t>(mvtu.rows * row_words_));
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
      vector_[static_cast<std::size_t>(sf * mvtu_.simd + s)] =
          static_cast<std::int16_t>(value_of(code, mvtu_.input));
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

  [[nodiscard]] std::int64_t sum(std::int64_t row) const {
    if (!packed_) return dot(vector_.data(), weights_.data() + row * mvtu_.cols, mvtu_.cols);
    // Bits beyond the columns are 0 in both and count as agreeing.
    const std::int64_t agreeing =
        agreeing_bits(bits_.data(), weight_bits_.data() + row * row_words_, row_words_) -
        (row_words_ * 64 - mvtu_.cols);
    return 2 * agreeing - mvtu_.cols;
  }

 private:
  void set_weight(std::int64_t row, std::int64_t col, std::int32_t value) {
    if (!packed_) {
      weights_[static_cast<std::size_t>(row * mvtu_.cols + col)] = static_cast<std::int16_t>(value);
      return;
    }
    std::uint64_t& word = weight_bits_[static_cast<std::size_t>(row * row_words_ + col / 64)];
    const std::uint64_t bit = std::uint64_t{1} << (col % 64);
    word = value > 0 ? word | bit : word & ~bit;
  }

  const Mvtu& mvtu_;
  const bool packed_;
  const std::int64_t row_words_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> weight_bits_;
  std::vector<std::int16_t> vector_;
  std::vector<std::int16_t> weights_;
};

class MvtuModel final : public LayerModel {
 public:
  MvtuModel(const Mvtu& mvtu, const Ends& ends)
      : LayerModel(*ends.outputs[0], mvtu.thresholds ? 4 : 3,
                   mvtu.synapse_folds() == 1),  // L: docs/timing.md
        mvtu_(mvtu),
        input_(*ends.inputs[0]),
        weights_(mvtu.weights_streamed ? ends.inputs[1] : nullptr),
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
          sf += clock_.read_run(input_, last_sf - sf, [this, sf](std::int64_t i) { gather(sf + i, i); });
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
            nf += clock_.write_run(output_, neuron_folds - nf, synapse_folds, latency_);
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
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < mvtu_.pe; ++p) {
      const std::int64_t row = nf * mvtu_.pe + p;
      or_bits(beat_.data(), p * type.bits, type.bits, code_of(activated(row, products_->sum(row)), type));
    }
    output_.offer(issued + latency_, beat_.data());
  }

  [[nodiscard]] std::int64_t activated(std::int64_t row, std::int64_t sum) const {
    if (!mvtu_.thresholds) return sum;
    std::int64_t passed = 0;
    for (const std::int32_t step : mvtu_.thresholds->values.row(row)) passed += sum >= step;
    return mvtu_.output().kind == DataType::Kind::kBipolar ? 2 * passed - 1
                                                           : passed + mvtu_.thresholds->bias();
  }

  const Mvtu& mvtu_;
  Channel& input_;
  Channel* weights_;
  std::unique_ptr<Products> products_;
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Mvtu& mvtu, const Ends& ends) {
  return std::make_unique<MvtuModel>(mvtu, ends);
}

}  // namespace weir::models
