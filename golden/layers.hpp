// The definition of each layer kind's computation: one function per kind, in the file of its name.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "network/layers.hpp"

namespace weir {

// Some frames of one stream: a row for each frame, which holds the frame's tensor in row-major order.
using Batch = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A batch for each input stream, in the layer's order.
using Inputs = std::vector<const Batch*>;

// Computes a batch for each output stream from the inputs' batches of `frames` frames. Constructed from a
// function that returns all outputs, or the only one.
class Reference {
 public:
  template <class Function>
  requires std::invocable<Function&, const Inputs&, Eigen::Index> Reference(Function function)
      : outputs_([function = std::move(function)](const Inputs& inputs, Eigen::Index frames) {
          if constexpr (std::is_same_v<std::invoke_result_t<const Function&, const Inputs&, Eigen::Index>,
                                       std::vector<Batch>>) {
            return function(inputs, frames);
          } else {
            std::vector<Batch> outputs;
            outputs.push_back(function(inputs, frames));
            return outputs;
          }
        }) {}

  [[nodiscard]] std::vector<Batch> operator()(const Inputs& inputs, Eigen::Index frames) const {
    return outputs_(inputs, frames);
  }

 private:
  std::function<std::vector<Batch>(const Inputs&, Eigen::Index)> outputs_;
};

// What depends on the parameters alone is prepared once, here.
#define WEIR_DECLARE(Kind) Reference reference(const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

// The activation of `thresholds`, of values whose last extent (channels) is innermost.
void activate(const Thresholds& thresholds, Batch& values);

}  // namespace weir
