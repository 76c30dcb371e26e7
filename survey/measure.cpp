#include "survey/measure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "survey/blocks.hpp"
#include "survey/fit.hpp"
#include "survey/handshakes.hpp"
#include "survey/model.hpp"

namespace weir::survey {

namespace {

// Vivado HLS, up to 2020.1, stops a loop whose input is missing; Vitis HLS lets a bubble enter.
bool freezes_by_tool(const std::string& tool) { return tool < "HLS 2020.2"; }

}  // namespace

Measurement measure(const std::filesystem::path& folder,
                    const std::function<void(const std::string&)>& progress) {
  Measurement measurement;
  for (Block& block : blocks_of(folder, Maker::kHls)) {
    progress(block.node);
    const std::string layer = block.network.layer(block.layer).name;
    const std::vector<Handshakes> seen = observe(block.network, block.layer, block.content, {});
    const Fit found = fit(block.network.layer(block.layer), seen);
    std::string difference;
    for (const Handshakes& each : seen) {
      if (difference.empty()) difference = each.fault;
    }
    if (difference.empty() && found.difference)
      difference = fmt::format("no rule fits: the nearest differs under \"{}\" in cycle {}, {}",
                               stall_patterns()[found.difference->pattern].name, found.difference->cycle,
                               found.difference->port);
    if (difference.empty()) {
      block.hls = hls_block(found.candidate);
      const std::vector<std::string> open =
          undecided(block.network.layer(block.layer), found.candidate, seen);
      if (!open.empty())
        measurement.assumed.push_back(
            fmt::format("{}: the least {} that fit; others do, too", block.node, fmt::join(open, ", ")));
      if (!found.freezing_shows && block.hls->depth > 0) {
        block.hls->freezes = freezes_by_tool(block.tool);
        measurement.assumed.push_back(fmt::format("{}: {} on a missing input, as blocks by {} do", block.node,
                                                  block.hls->freezes ? "it freezes" : "a bubble enters",
                                                  block.tool));
      }
      difference = fit_model(block, seen).difference;
    }
    if (difference.empty()) {
      measurement.blocks.emplace_back(layer, FinnBuild::Measured{*block.hls, block.rtl});
    } else {
      measurement.unfitted.push_back(fmt::format("{}: {}", block.node, difference));
    }
  }
  return measurement;
}

std::string line_of(const std::string& layer, const FinnBuild::Measured& measured) {
  const HlsBlock& block = measured.block;
  const HlsBlock usual;
  const auto name = std::ranges::find(kHlsControls, block.control, &HlsControlName::control);
  std::string text = fmt::format("{}: {{rtl: \"{:016x}\", control: {}, depth: {}", layer, measured.rtl,
                                 name->name, block.depth);
  const auto number = [&](const char* key, std::int64_t value, std::int64_t otherwise) {
    if (value != otherwise) text += fmt::format(", {}: {}", key, value);
  };
  number("start", block.start, usual.start);
  number("frames", block.frames, usual.frames);
  number("before", block.before, usual.before);
  number("between", block.between, usual.between);
  number("after", block.after, usual.after);
  const auto flag = [&](const char* key, bool value, bool otherwise) {
    if (value != otherwise) text += fmt::format(", {}: {}", key, value);
  };
  flag("exit", block.exit, usual.exit);
  flag("freezes", block.freezes, usual.freezes);
  flag("completes", block.completes, usual.completes);
  return text + "}";
}

}  // namespace weir::survey
