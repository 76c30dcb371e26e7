// FINN's hardware graphs, and QONNX's graphs of trained networks, as scenarios: `weir import`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "import/front/front_end.hpp"
#include "network/scenario.hpp"

namespace weir::importer {

struct Options {
  std::filesystem::path model;          // an .onnx file, or the folder of a build
  std::filesystem::path output;         // NAME.yaml; NAME.npz is written beside it
  std::filesystem::path folding;        // FINN's folding JSON to apply; empty: none
  std::filesystem::path write_folding;  // where to write the graph's; empty: nowhere
  bool finn_hardware = false;  // the RTL of the build's folder is the network's hardware; else ours is
  std::filesystem::path map;   // where to write the result for each node, as JSON; empty: nowhere
  // QONNX graphs only.
  std::string input_type =
      {};  // of the network's inputs, which are integers of that type; empty: as the graph says
  std::string input_scale = {};  // "0.5", "1/255": a step of these integers; empty: 1
  std::int64_t top_k = 0;        // labels of so many largest outputs in their place; 0: the outputs
  double target_fps = 0;         // frames a second that every layer must keep up with; 0: none
  double clock_mhz = 0;          // 0: as the graph says, else 100
  bool assume = false;  // FINN's hardware of which no RTL is there, with assumed numbers (assumed.hpp)
  std::function<void(const Scenario&)> check =
      {};  // called before anything is written; an exception from it refuses the import
};

// The result for a node.
struct ImportedNode {
  std::string name;
  std::string op;
  std::string layer;   // "": none
  std::string stream;  // that carries its output 0; "": none
  std::string note;
  std::optional<std::int64_t> estimate;  // FINN's cycles_estimate, if it is one
  std::int64_t ideal_cycles = 0;         // Weir's, of the layer
  std::string why;                       // why ideal_cycles may differ from the estimate
  std::string tensor;                    // its output 0; "": none
};

struct Imported {
  Scenario scenario;
  std::filesystem::path graph;  // the file that was read
  std::string generation;
  std::vector<std::string> host;  // nodes that stay there, in words
  std::vector<ImportedNode> nodes;
  std::vector<std::string> notes;
  std::vector<std::string> warnings;  // legal, but probably not intended
  std::vector<MappedValue> values;    // of QONNX's graphs: the tensors that cross streams
  std::string folding;                // of QONNX's graphs: PE and SIMD as FINN's folding JSON has them
  bool front_end = false;             // it is one of these
};

// Whether the path is a model or a folder, and not a scenario.
bool is_model(const std::filesystem::path& path);

// A scenario's name for a model of that path.
std::string scenario_name(const std::filesystem::path& model);

// Reads the model, checks the resulting scenario, and writes the requested files: all of them, or none.
// Throws BadInput with the node that cannot be imported.
Imported import_model(const Options& options);

// What was read and written, for the terminal.
std::string text(const Imported& imported, const Options& options, double seconds);

}  // namespace weir::importer
