// Drawings of a run: the page (`--html`) and the Perfetto trace (`--perfetto`) of `weir run` and others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/scenario.hpp"
#include "report/file.hpp"
#include "testbench/picture.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct PageArguments {
  std::string html;
  std::string perfetto;
  std::optional<std::int64_t> at;
  std::vector<std::string> beats;
};

void add_page_options(CLI::App& command, PageArguments& arguments);
[[nodiscard]] std::vector<report::Output> outputs_of(const PageArguments& arguments);
// What to record for the drawings; none if nothing is drawn. Throws BadInput.
std::optional<testbench::PictureOptions> picture_options(const PageArguments& arguments,
                                                         const Scenario& scenario);
// Writes the requested drawings. `command`: repeats the run.
void write_page(const PageArguments& arguments, const RunResult& result, const std::string& command);

}  // namespace weir::cli
