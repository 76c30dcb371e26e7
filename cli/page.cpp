#include "cli/page.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>

#include "cli/checks.hpp"
#include "cli/stream_number.hpp"
#include "network/error.hpp"
#include "report/page.hpp"
#include "report/perfetto.hpp"

namespace weir::cli {

void add_page_options(CLI::App& command, PageArguments& arguments) {
  CLI::Option* html = command.add_option("--html", arguments.html, "write a page that shows the run there");
  command.add_option("--html-at", arguments.at, "the cycle around which the page shows single cycles")
      ->check(whole_number(0))
      ->needs(html);
  command
      .add_option("--html-beat", arguments.beats,
                  "STREAM=BEAT, counted over all frames: tell why it came when it did; repeatable")
      ->needs(html);
  command.add_option("--perfetto", arguments.perfetto, "write a trace for Perfetto (ui.perfetto.dev) there");
}

std::vector<report::Output> outputs_of(const PageArguments& arguments) {
  return {{"--html", arguments.html}, {"--perfetto", arguments.perfetto}};
}

std::optional<testbench::PictureOptions> picture_options(const PageArguments& arguments,
                                                         const Scenario& scenario) {
  const Network& network = scenario.network;
  if (arguments.html.empty() && arguments.perfetto.empty()) return std::nullopt;
  testbench::PictureOptions options;
  options.focus = arguments.at;
  for (const std::string& entry : arguments.beats) {
    const auto [name, beat] = parse_stream_number("--html-beat", entry, "STREAM=BEAT");
    if (beat < 0) throw BadInput("--html-beat", '"' + entry + '"', "STREAM=BEAT, which is 0 or more");
    const int stream = network.find_stream(name);
    if (stream < 0)
      throw BadInput("--html-beat", '"' + name + "\", which is no stream", network.stream_names(name));
    const std::int64_t beats = network.stream(stream).beats_per_frame;
    if (!network.runs_ahead(stream) && beat / beats >= scenario.frames)
      throw BadInput(
          "--html-beat",
          fmt::format("{} of {}, which has beats 0 to {} in {} frame{}", beat, name,
                      scenario.frames * beats - 1, scenario.frames, scenario.frames == 1 ? "" : "s"),
          "one of these");
    options.beats.emplace_back(stream, beat);
  }
  return options;
}

void write_page(const PageArguments& arguments, const RunResult& result, const std::string& command) {
  if (!arguments.html.empty())
    report::write_file_atomically(arguments.html, report::page(result, command), "--html");
  if (!arguments.perfetto.empty())
    report::write_file_atomically(arguments.perfetto, report::perfetto(result), "--perfetto");
}

}  // namespace weir::cli
