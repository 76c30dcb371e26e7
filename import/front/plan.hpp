// The network under construction: layers before folding, and the streams between them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "import/draft.hpp"
#include "import/front/periodic.hpp"
#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir::importer {

struct PlannedStream {
  DataType type;
  Shape shape;
  // Of the values that cross, by element.
  Periodic<std::int64_t> low, high;
  int layer = -1;  // that writes it; -1: an input of the network
  std::size_t output = 0;
  std::string tensor;  // of an input
  int made = 0;        // counts the changes of its integers: thresholds, sign changes
};

// The stream that a layer reads, with the shape in which the layer reads it.
struct Edge {
  std::size_t stream = 0;
  Shape shape;
};

struct PlannedLayer {
  std::string kind;  // of the scenario
  std::size_t node = 0;
  std::string name;
  std::vector<Edge> inputs;
  std::vector<std::size_t> outputs;
  Keys keys;  // but for folding and arrays

  // The folded extents: pe divides `channels`, simd divides `inner`. 1: the layer has no such key.
  std::int64_t channels = 1;
  std::int64_t inner = 1;
  std::int64_t pe = 1;
  std::int64_t simd = 1;

  // Of products; of weights [rows, columns].
  std::optional<Tensor> weights;
  std::int64_t kernel = 1;  // positions of a window
  bool depthwise = false;
  Shape padded;  // the map that windows are taken of; empty: no windows

  std::optional<Tensor> thresholds;  // [rows or 1, steps]
  std::int64_t base = 0;
  DataType output;  // with thresholds

  std::optional<Tensor> parameters;  // of channelwise: [channels or 1]

  std::string note;

  [[nodiscard]] DataType parameter_type() const;
  [[nodiscard]] bool has_windows() const { return !padded.empty(); }
  // The least cycles a frame, in that folding.
  [[nodiscard]] std::int64_t cycles(std::int64_t pe_, std::int64_t simd_,
                                    const std::vector<PlannedStream>& streams) const;
};

struct Plan {
  std::vector<PlannedStream> streams;
  std::vector<PlannedLayer> layers;
  std::vector<std::size_t> outputs;  // streams that leave

  std::size_t add_stream(PlannedStream stream) {
    streams.push_back(std::move(stream));
    return streams.size() - 1;
  }
  // Adds a layer with one output.
  std::size_t add_layer(PlannedLayer layer, PlannedStream output);
  // The stream's layer, if it has products without thresholds and no reader yet; else null.
  PlannedLayer* bare_products(std::size_t stream);
  [[nodiscard]] int readers(std::size_t stream) const;
};

// Writes the plan into the draft, with a fork where a stream has several readers. Returns the names of the
// plan's streams.
std::vector<std::string> write_plan(const Plan& plan, Draft& draft);

}  // namespace weir::importer
