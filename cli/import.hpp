// `weir import`: FINN's hardware graphs and QONNX's graphs as scenarios; and models in a scenario's place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct ImportArguments {
  std::string model;
  std::string output;  // -o
  std::string folding;
  std::string write_folding;
  bool assume = false;
  bool measure = false;
  std::string map;
  std::string hardware = "weir";
  std::string input_type;
  std::string input_scale;
  std::int64_t top_k = 0;
  double target_fps = 0;
  double clock_mhz = 0;
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_import_command(CLI::App& app, ImportArguments& arguments);

// Writes the scenario, and prints what was read. Throws BadInput.
Status import_command(const ImportArguments& arguments);

// A scenario's file. For a model or a build folder, a temporary file with the imported scenario.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& path);
  ~ScenarioFile();
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool imported() const { return !folder_.empty(); }

 private:
  std::string path_;
  std::filesystem::path folder_;
};

}  // namespace weir::cli
