// A quantized network as it is trained and exported, in QONNX's operators, becomes layers.
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
  std::optional<DataType> input_type;  // of the graph's inputs, which are integers of that type
  float input_scale = 1;               // times this
  std::int64_t top_k = 0;              // labels of so many largest outputs; 0: the outputs as they are
  std::filesystem::path folding;       // JSON; empty: none
  std::int64_t target_cycles = 0;      // a frame, at most; 0: none
};

// Whether the graph is one of QONNX's: no hardware, but products or quantizers.
bool is_front_end(const Graph& graph);
// "QONNX (onnx.brevitas)": by the domain of its quantizers.
std::string front_generation(const Graph& graph);

// The type of a value's stream, and which of its elements crosses when.
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
  std::string folding;              // PE and SIMD of the layers, as FINN's folding JSON has them
};

// Makes layers of the graph in `draft`, with `draft.mapped`. Throws BadInput, which names the node that
// cannot be imported, why, and what in the training script cures it.
FrontEnd import_front_end(const Graph& graph, const FrontOptions& options, Draft& draft);

}  // namespace weir::importer
