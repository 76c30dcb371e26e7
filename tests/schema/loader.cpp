// Loads scenarios for tests/schema_test.py, many in one process. Reads one JSON object a line: `file`, the
// path of the scenario; `text`, its contents; and optionally `other`, a text to compare it with. Answers each
// with an object: `mistakes`, the reader's errors ("" if there are none), and with `other` also `same`,
// whether both are equal.
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "network/error.hpp"
#include "network/scenario.hpp"

namespace weir {

namespace {

bool same(const Layer& a, const Layer& b) {
  const auto rest = [](const Layer& layer) {
    return std::tie(layer.name, layer.params, layer.inputs, layer.outputs, layer.freezing, layer.slices,
                    layer.rtllib, layer.hls);
  };
  if (a.block.has_value() != b.block.has_value() || rest(a) != rest(b)) return false;
  return !a.block ||
         (a.block->module == b.block->module && a.block->reset == b.block->reset &&
          a.block->reset_is_high == b.block->reset_is_high && a.block->ties == b.block->ties &&
          a.block->parameters == b.block->parameters && a.block->longest_idle == b.block->longest_idle);
}

bool same(const Stream& a, const Stream& b) {
  const auto all = [](const Stream& stream) {
    return std::tie(stream.name, stream.from, stream.to, stream.element, stream.shape, stream.width_bits,
                    stream.depth, stream.delays, stream.wire, stream.further);
  };
  return all(a) == all(b);
}

bool same(const StreamTraffic& a, const StreamTraffic& b) { return a.push == b.push && a.pop == b.pop; }

bool same(const FrameSource& a, const FrameSource& b) {
  return a.available() == b.available() && a.frame(0) == b.frame(0) && a.label(0) == b.label(0);
}

bool same(const Expect::Output& a, const Expect::Output& b) {
  return a.stream == b.stream && a.frames == b.frames;
}

bool same(const std::optional<FinnBuild>& a, const std::optional<FinnBuild>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  const auto measured = [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.block == y.second.block && x.second.rtl == y.second.rtl;
  };
  return a->folder == b->folder && a->graph == b->graph && a->nodes == b->nodes && a->idle == b->idle &&
         a->own_top == b->own_top && std::ranges::equal(a->measured, b->measured, measured);
}

template <class Item>
bool all_same(const std::vector<Item>& a, const std::vector<Item>& b) {
  return std::ranges::equal(a, b, [](const Item& x, const Item& y) { return same(x, y); });
}

bool same(const Scenario& a, const Scenario& b) {
  const auto header = [](const Scenario& scenario) {
    return std::tie(scenario.name, scenario.intent, scenario.clock_mhz, scenario.fpga_part, scenario.seed,
                    scenario.frames, scenario.engines, scenario.reset_after_cycles, scenario.order_seed,
                    scenario.rtl_layers, scenario.reshapes, scenario.patterns, scenario.sources,
                    scenario.reported, scenario.network.inputs, scenario.network.outputs);
  };
  const auto figures = [](const Expect& expect) {
    return std::tie(expect.interval_cycles, expect.latency_cycles, expect.accuracy_at_least, expect.correct);
  };
  return header(a) == header(b) && figures(a.expect) == figures(b.expect) &&
         all_same(a.expect.outputs, b.expect.outputs) && all_same(a.network.layers, b.network.layers) &&
         all_same(a.network.streams, b.network.streams) && all_same(a.traffic.streams, b.traffic.streams) &&
         all_same(a.inputs, b.inputs) && same(a.network.finn, b.network.finn) &&
         a.assumed.has_value() == b.assumed.has_value() && (!a.assumed || a.assumed->seen == b.assumed->seen);
}

nlohmann::json answer(const nlohmann::json& asked) {
  const std::string file = asked.at("file");
  try {
    const Scenario scenario = parse_scenario(asked.at("text"), file);
    nlohmann::json answer{{"mistakes", ""}};
    if (asked.contains("other")) answer["same"] = same(scenario, parse_scenario(asked.at("other"), file));
    return answer;
  } catch (const BadInput& error) {
    return {{"mistakes", error.what()}};
  }
}

}  // namespace

}  // namespace weir

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);)
      std::cout << weir::answer(nlohmann::json::parse(line)).dump() << std::endl;
  } catch (const std::exception& error) {
    std::cerr << "schema_loader: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
