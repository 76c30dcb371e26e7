// A small build in FINN's layout (tests/finn), with RTL written for the test.
#pragma once

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "import/import.hpp"
#include "network/scenario.hpp"
#include "testbench/run.hpp"
#include "tests/finn_graph.hpp"

namespace weir::tests {

inline const fs::path kBuild = WEIR_SOURCE_DIR "/tests/finn";
inline const std::string kDesign = "stitched_ip/finn_vivado_stitch_proj.gen/sources_1/bd/finn_design/";

inline Model graph_of_build() {
  Model model({1, 5, 4});
  const auto fifo = [&](const char* type, std::int64_t channels, std::int64_t beat) {
    model.add("StreamingFIFO_rtl",
              {{"depth", 4},
               {"folded_shape", std::vector<std::int64_t>{1, 5, channels / beat, beat}},
               {"dataType", type}},
              {1, 5, channels});
  };
  fifo("INT4", 4, 2);
  // [columns, rows]
  model.constant("w", {4, 3}, {1, -2, 0, -1, 1, 1, 0, -2, 1, 1, 0, -1});
  model.add("MVAU_hls",
            {{"MW", 4},
             {"MH", 3},
             {"PE", 1},
             {"SIMD", 2},
             {"noActivation", 1},
             {"mem_mode", "internal_decoupled"},
             {"inputDataType", "INT4"},
             {"weightDataType", "INT2"},
             {"outputDataType", "INT16"},
             {"numInputVectors", std::vector<std::int64_t>{1, 5}}},
            {1, 5, 3}, {"w"});
  fifo("INT16", 3, 1);
  model.node(1).set_name("MVAU_hls_0");
  return model;
}

// A copy of the build, with its graph.
struct Build : Folder {
  Build() {
    fs::copy(kBuild, path / "b", fs::copy_options::recursive);
    // A file of another run, which no cell names.
    std::string other = read("b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v");
    other.replace(other.find("+ x0 * w0"), 9, "- x0 * w0");
    write("b/" + kDesign + "ipshared/81e9/hdl/verilog/MVAU_hls_0.v", other);
    write("b/intermediate_models/step_create_stitched_ip.onnx", graph_of_build().bytes());
    write("b/report/rtlsim_performance.json",
          R"({"N_IN_TXNS": 10, "N": 1, "interval_cycles": 1, "latency_cycles": 32, "cycles": 34})");
  }
  // Imports the build with its RTL as the hardware to s.yaml, appends `more`, and loads the result.
  [[nodiscard]] Scenario imported(const std::string& more = "") const {
    importer::Options options;
    options.model = path / "b";
    options.output = path / "s.yaml";
    options.finn_hardware = true;
    (void)importer::import_model(options);
    write("s.yaml", read("s.yaml") + more);
    return load_scenario(path / "s.yaml");
  }
  [[nodiscard]] RunResult run(const std::string& more = "") const {
    Scenario scenario = imported(more);
    scenario.frames = 3;
    return testbench::run(scenario, {});
  }
  void fails(const std::vector<std::string>& words) const {
    try {
      (void)run();
      FAIL("accepted");
    } catch (const std::runtime_error& error) {
      for (const std::string& word : words) CHECK_THAT(error.what(), Catch::Contains(word));
    }
  }
};

}  // namespace weir::tests
