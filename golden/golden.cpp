#include "golden/golden.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

namespace weir {

Golden::Golden(const Network& network) : network_(&network) {
  for (const Layer& layer : network.layers) {
    layers_.push_back(std::visit([](const auto& params) { return reference(params); }, layer.params));
  }
}

std::vector<std::vector<Tensor>> Golden::evaluate_batch(std::span<const std::vector<Tensor>> frames) const {
  const auto count = static_cast<Eigen::Index>(frames.size());
  std::vector<Batch> streams(network_->streams.size());
  for (std::size_t i = 0; i < network_->inputs.size(); ++i) {
    const auto stream = static_cast<std::size_t>(network_->inputs[i]);
    const Shape& shape = network_->streams[stream].shape;  // differs from the frame's shape after a reshape
    Batch& batch = streams[stream];
    batch.resize(count, static_cast<Eigen::Index>(elements_of(shape)));
    for (Eigen::Index f = 0; f < count; ++f) {
      const Tensor& frame = frames[static_cast<std::size_t>(f)].at(i);
      if (frame.size() != elements_of(shape)) {
        throw std::logic_error("golden: a frame of shape " + to_string(frame.shape) + " for input " +
                               network_->streams[stream].name + " of shape " + to_string(shape));
      }
      std::ranges::copy(frame.values, batch.row(f).begin());
    }
  }
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = network_->layers[l];
    Inputs inputs;
    for (const int stream : layer.inputs) inputs.push_back(&streams[static_cast<std::size_t>(stream)]);
    std::vector<Batch> outputs = layers_[l](inputs, count);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      streams[static_cast<std::size_t>(layer.outputs.at(o))] = std::move(outputs[o]);
    }
  }
  std::vector<std::vector<Tensor>> result(frames.size());
  for (std::size_t s = 0; s < streams.size(); ++s) {
    for (Eigen::Index f = 0; f < count; ++f) {
      const auto values = streams[s].row(f);
      result[static_cast<std::size_t>(f)].emplace_back(
          network_->streams[s].shape, std::vector<std::int64_t>(values.begin(), values.end()));
    }
    streams[s].resize(0, 0);  // a large network's streams are not held twice
  }
  return result;
}

std::vector<Tensor> Golden::evaluate(const std::vector<Tensor>& inputs) const {
  return std::move(evaluate_batch(std::span(&inputs, 1)).front());
}

std::vector<Tensor> evaluate(const Network& network, const std::vector<Tensor>& inputs) {
  return Golden(network).evaluate(inputs);
}

}  // namespace weir
