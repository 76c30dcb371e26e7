// Converts a trained quantized network, exported with QONNX's operators, to layers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "import/draft.hpp"
#include "import/front/constant.hpp"
#include "import/front/plan.hpp"
#include "import/front/quantizer.hpp"
#include "import/front/value.hpp"
#include "import/graph.hpp"
#include "network/data_type.hpp"

namespace weir::importer {

struct FrontOptions {
  std::optional<DataType> input_type;  // the integer type of the graph's inputs
  float input_scale = 1;               // the scale of these integers
  std::int64_t top_k = 0;              // output the labels of this many largest outputs; 0: the outputs
                                       // themselves
  std::filesystem::path folding;       // JSON; empty: none
  std::int64_t target_cycles = 0;      // a frame, at most; 0: none
};

// Whether this is a QONNX graph: without hardware nodes, but with products or quantizers.
bool is_front_end(const Graph& graph);
// "QONNX (onnx.brevitas)": by the domain of its quantizers.
std::string front_generation(const Graph& graph);

// A value's stream: its type and the order of its elements.
struct MappedValue {
  std::size_t node = 0;
  std::string tensor;
  std::string stream;
  Integers integers;  // value = (k + offset) x scale
  Layout layout;
};

struct FrontEnd {
  std::vector<std::string> host;  // nodes that stay there, in words
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::vector<MappedValue> values;  // those that cross streams
  std::string folding;              // PE and SIMD of the layers, in the format of FINN's folding JSON
};

// Adds the graph's layers to `draft` and fills in `draft.mapped`. Throws BadInput with the node that cannot
// be imported, the reason, and the change of the training script that cures it.
FrontEnd import_front_end(const Graph& graph, const FrontOptions& options, Draft& draft);

}  // namespace weir::importer
