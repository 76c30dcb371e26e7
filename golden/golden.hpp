// The reference: what a network computes, tensor by tensor, with no notion of beats or time.
#pragma once

#include <span>
#include <vector>

#include "golden/layers.hpp"
#include "network/network.hpp"

namespace weir {

class Golden {
 public:
  // Keeps a reference to `network`.
  explicit Golden(const Network& network);

  // One tensor for each stream of the network, from one for each network input.
  [[nodiscard]] std::vector<Tensor> evaluate(const std::vector<Tensor>& inputs) const;
  // The same for many frames at once, which is several times faster a frame: [frame][stream].
  [[nodiscard]] std::vector<std::vector<Tensor>> evaluate_batch(
      std::span<const std::vector<Tensor>> frames) const;

 private:
  const Network* network_;
  std::vector<Reference> layers_;
};

// Evaluates a single frame. For several frames, keep a Golden.
std::vector<Tensor> evaluate(const Network& network, const std::vector<Tensor>& inputs);

}  // namespace weir
