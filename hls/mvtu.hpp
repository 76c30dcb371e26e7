// Matrix-vector-threshold unit: Rows x Cols weights, Pe rows by Simd columns of them each iteration.
#pragma once

#include "hls/activation.hpp"
#include "hls/dot_product.hpp"
#include "hls/operand.hpp"
#include "hls/weights.hpp"

namespace weir {
namespace hls {

// Reads an input beat while nf = 0 and keeps it for the other neuron folds; writes a beat of Pe elements with
// the last synapse fold. Mmv adjacent vectors share the weights and are computed at once: column s of vector
// m is in lane m * Simd + s of the input, its row p in lane m * Pe + p of the output. `weights` is a memory
// [Rows / Pe * (Cols / Simd)][words] or a stream with one beat for each iteration, weight (p, s) in lane
// p * Simd + s. `thresholds` is [Rows / Pe][Pe][steps] or NoThresholds.
template <int Rows, int Cols, int Pe, int Simd, int Vectors, int Mmv, class Input, class Weight,
          class Accumulator, class Output, class Weights, class Thresholds>
void mvtu(::hls::stream<ap_uint<Mmv * Simd * Input::kBits> >& in, Weights& weights,
          const Thresholds& thresholds, ::hls::stream<ap_uint<Mmv * Pe * Output::kBits> >& out,
          unsigned frames) {
  static_assert(Rows % Pe == 0, "pe divides the rows");
  static_assert(Cols % Simd == 0, "simd divides the columns");
  static_assert(Mmv >= 1 && Vectors >= Mmv && Vectors % Mmv == 0, "vectors at once divide a frame's");
  static_assert(Mmv == 1 || Pe == Rows, "several vectors at once leave the rows unfolded");
  constexpr int kNeuronFolds = Rows / Pe;
  constexpr int kSynapseFolds = Cols / Simd;
  constexpr int kRowBits = Simd * Weight::kBits;
  constexpr int kColumnBits = Simd * Input::kBits;
  using InputBeat = ap_uint<Mmv * Simd * Input::kBits>;
  using OutputBeat = ap_uint<Mmv * Pe * Output::kBits>;
  using Tile = ap_uint<Pe * kRowBits>;
  using Dot = DotProduct<Input, Weight, Cols, Simd, Accumulator>;

  InputBeat vectors[kSynapseFolds];
  typename Dot::Sum sums[Mmv][Pe];
#pragma HLS ARRAY_PARTITION variable = sums complete dim = 0
mvtu_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  mvtu_vectors:
    for (int v = 0; v < Vectors / Mmv; ++v) {
    mvtu_neuron_folds:
      for (int nf = 0; nf < kNeuronFolds; ++nf) {
      mvtu_synapse_folds:
        for (int sf = 0; sf < kSynapseFolds; ++sf) {
#pragma HLS PIPELINE II = 1  // trip count: frames * (Vectors / Mmv) * (Rows / Pe) * (Cols / Simd)
          // A vector's beat is not stored and loaded in the same iteration: the memory's latency would
          // lengthen it.
          InputBeat inputs;
          if (nf == 0) {
            inputs = in.read();
            vectors[sf] = inputs;
          } else {
            inputs = vectors[sf];
          }
          const Tile tile = weight_beat<Pe * kRowBits>(weights, nf * kSynapseFolds + sf);
          OutputBeat outputs = 0;
        mvtu_at_once:
          for (int m = 0; m < Mmv; ++m) {
#pragma HLS UNROLL
            const ap_uint<kColumnBits> columns = lane<kColumnBits>(inputs, m);
          mvtu_rows:
            for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
              const typename Dot::Sum so_far = sf == 0 ? typename Dot::Sum(0) : sums[m][p];
              sums[m][p] = Dot::add(so_far, lane<kRowBits>(tile, p), columns);
              if (sf == kSynapseFolds - 1) {
                outputs.range((m * Pe + p + 1) * Output::kBits - 1, (m * Pe + p) * Output::kBits) =
                    activate<Output>(Dot::value(sums[m][p]), thresholds, nf, p);
              }
            }
          }
          if (sf == kSynapseFolds - 1) out.write(outputs);
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
