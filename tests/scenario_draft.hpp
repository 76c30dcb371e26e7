// A scenario file for tests: edits its lines, loads it, and checks its errors.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include "network/error.hpp"
#include "network/scenario.hpp"

namespace weir::tests {

namespace fs = std::filesystem;

// The lines of a scenario file, in a folder of its own.
class Draft {
 public:
  Draft() { fs::create_directories(folder_); }
  ~Draft() { fs::remove_all(folder_); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // Replaces line `number`, counted from 1.
  Draft& line(std::size_t number, const std::string& text) {
    lines_.at(number - 1) = text;
    return *this;
  }
  // Puts these lines in place of the layer and its depth, from line 7 on, and the input in line 5.
  Draft& layers(const std::string& input, const std::vector<std::string>& entries) {
    lines_.resize(6);
    lines_[4] = "input: " + input;
    lines_.insert(lines_.end(), entries.begin(), entries.end());
    return *this;
  }
  // The same for one layer, in line 7. It reads pixels of that type, [6, 5, 4], or [6, 4] in one dimension.
  Draft& layer(const std::string& entry, const std::string& type = "uint4") {
    return layers("{type: " + type + ", shape: [6, 5, 4], elements_per_beat: 4}", {"  - " + entry});
  }
  Draft& row(const std::string& entry, const std::string& type = "bipolar") {
    return layers("{type: " + type + ", shape: [6, 4], elements_per_beat: 4}", {"  - " + entry});
  }
  // The same for one layer, in line 8, behind a fork of the input `a` and inputs of other types and shapes.
  Draft& joined(const std::string& entry) {
    return layers("", {"  - {kind: fork, name: branch, from: a}", "  - " + entry})
        .line(
            5,
            "inputs: [{name: a, type: uint4, shape: [3, 4], elements_per_beat: 4}, {name: b, type: int2, "
            "shape: [3, 4], elements_per_beat: 4}, {name: c, type: uint4, shape: [2, 4], elements_per_beat: "
            "4}, {name: d, type: int31, shape: [3, 4], elements_per_beat: 4}]");
  }
  Draft& append(const std::string& text) {
    lines_.push_back(text);
    return *this;
  }
  Draft& data(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return *this;
  }
  [[nodiscard]] fs::path file() const { return folder_ / "s.yaml"; }
  [[nodiscard]] Scenario load(const Overrides& overrides = {}) const {
    std::ofstream stream(file());
    for (const std::string& each : lines_) stream << each << '\n';
    stream.close();
    return load_scenario(file(), overrides);
  }
  // The last layer.
  template <class Kind>
  [[nodiscard]] Kind last() const {
    return std::get<Kind>(load().network.layers.back().params);
  }
  // The shape of the last stream.
  [[nodiscard]] Shape shape() const { return load().network.streams.back().shape; }
  void rejected(int line, const std::string& key, const std::string& found, const std::string& wanted) const {
    try {
      (void)load();
    } catch (const BadInput& error) {
      CAPTURE(std::string(error.what()));
      CHECK(error.file() == file().string());
      CHECK(error.line() == line);
      CHECK(error.key() == key);
      CHECK_THAT(error.found(), Catch::Contains(found));
      CHECK_THAT(error.wanted(), Catch::Contains(wanted));
      return;
    }
    FAIL("accepted, but line " << line << ", " << key << " is wrong");
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("weir_scenario_" + std::to_string(::getpid()));
  std::vector<std::string> lines_{
      "scenario: s",
      "intent: One layer.",
      "seed: 1",
      "engines: [golden, native]",
      "input: {type: bipolar, shape: [8], elements_per_beat: 4}",
      "layers:",
      "  - kind: mvtu",
      "    name: fc",
      "    rows: 4",
      "    pe: 2",
      "    simd: 4",
      "    weights: {type: bipolar, seed: 1}",
      "    thresholds: {seed: 2}",
      "    output: bipolar",
      "depths: {fc_out: 3}",
  };
};

}  // namespace weir::tests
