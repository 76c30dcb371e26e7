// Draws random networks of finn-rtllib's blocks, and computes every handshake in them in every cycle with the
// blocks' registers (blocks.hpp). Compares native and systemc with these. tests/rtllib/compare reads the
// output, and compares it with the blocks' own sources.
//
// Usage: rtllib_model BLOCK SEED FIRST COUNT: cases FIRST .. FIRST + COUNT - 1, as JSON.
//        rtllib_model SCENARIO: that scenario, with the seconds that native takes for the timing alone, and
//        cycles.
// Exit status 1 if an engine is not equal.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/error.hpp"
#include "network/scenario.hpp"
#include "testbench/engines.hpp"
#include "tests/rtllib/blocks.hpp"
#include "tests/rtllib/drawn.hpp"

namespace {

using namespace weir;
using namespace weir::tests;
using nlohmann::json;

constexpr Cycle kDeadlock = 3'000;

// --- The registers' run ---

// A handshake between two of these: a source, blocks, FIFOs, a sink.
struct Link {
  std::string name;
  int stream = 0;
  bool pushes = false;  // it leads into the stream's FIFO, or is its wire
  bool pops = false;
  std::string valid, ready;  // one character for each cycle
  std::vector<Cycle> transfers = {};
};

struct Node {
  std::string name;
  std::string kind;  // "fifo" for a FIFO
  std::unique_ptr<RegisterBlock> block;
  std::vector<int> inputs;
  int output = 0;
  const Layer* layer = nullptr;
  std::int64_t depth = 0;
};

struct Run {
  std::vector<Link> links;
  std::vector<Node> nodes;  // from upstream to downstream
  int source = 0, sink = 0;
  std::int64_t source_beats = 0;
  std::string source_open, sink_open;
  bool complete = false;
};

Run connect(const Network& network) {
  Run run;
  std::vector<int> producer(network.streams.size()), consumer(network.streams.size());
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    const int index = static_cast<int>(s);
    producer[s] = static_cast<int>(run.links.size());
    run.links.push_back({stream.name, index, true, stream.wire, "", ""});
    if (!stream.wire) run.links.push_back({stream.name + "_behind", index, false, true, "", ""});
    consumer[s] = static_cast<int>(run.links.size()) - 1;
  }
  const auto add_fifo = [&](int s) {
    if (network.stream(s).wire) return;
    Node node{network.stream(s).name + "_fifo", "fifo", register_fifo(network.stream(s).depth), {}, 0};
    node.inputs = {producer[static_cast<std::size_t>(s)]};
    node.output = consumer[static_cast<std::size_t>(s)];
    node.depth = network.stream(s).depth;
    run.nodes.push_back(std::move(node));
  };
  for (const int s : network.inputs) add_fifo(s);
  for (const Layer& layer : network.layers) {
    Node node{layer.name, std::string(layer.kind()), register_block(layer), {}, 0};
    for (const int s : layer.inputs) node.inputs.push_back(consumer[static_cast<std::size_t>(s)]);
    node.output = producer[static_cast<std::size_t>(layer.outputs[0])];
    node.layer = &layer;
    run.nodes.push_back(std::move(node));
    add_fifo(layer.outputs[0]);
  }
  run.source = producer[static_cast<std::size_t>(network.inputs[0])];
  run.sink = consumer[static_cast<std::size_t>(network.outputs[0])];
  return run;
}

Run step(const DrawnRtllib& drawn) {
  const Network& network = drawn.scenario.network;
  Run run = connect(network);
  run.source_beats = drawn.scenario.frames * network.stream(network.inputs[0]).beats_per_frame;
  Gate arrives(drawn.scenario.traffic.stream(network.inputs[0]).push);
  Gate takes(drawn.scenario.traffic.stream(network.outputs[0]).pop);
  std::vector<char> valid(run.links.size()), ready(run.links.size());
  bool offered = false;
  Cycle last = 0;
  const auto at = [](int link) { return static_cast<std::size_t>(link); };
  for (Cycle cycle = 0; !run.complete && cycle - last < kDeadlock; ++cycle) {
    const bool arrival = arrives.is_open(cycle);
    const bool taking = takes.is_open(cycle);
    run.source_open += arrival ? '1' : '0';
    run.sink_open += taking ? '1' : '0';
    const auto sent = static_cast<std::int64_t>(run.links[at(run.source)].transfers.size());
    offered = offered || (arrival && sent < run.source_beats);
    valid[at(run.source)] = offered ? 1 : 0;
    for (const Node& node : run.nodes) valid[at(node.output)] = node.block->valid() ? 1 : 0;
    ready[at(run.sink)] = taking ? 1 : 0;
    const auto shown = [&](const Node& node) {
      unsigned mask = 0;
      for (std::size_t i = 0; i < node.inputs.size(); ++i) mask |= unsigned(valid[at(node.inputs[i])]) << i;
      return mask;
    };
    for (std::size_t n = run.nodes.size(); n-- > 0;) {
      const Node& node = run.nodes[n];
      const unsigned mask = node.block->ready(shown(node), ready[at(node.output)] != 0);
      for (std::size_t i = 0; i < node.inputs.size(); ++i)
        ready[at(node.inputs[i])] = static_cast<char>(mask >> i & 1U);
    }
    for (Node& node : run.nodes) node.block->clock(shown(node), ready[at(node.output)] != 0);
    run.complete = true;
    for (std::size_t l = 0; l < run.links.size(); ++l) {
      Link& link = run.links[l];
      link.valid += valid[l] != 0 ? '1' : '0';
      link.ready += ready[l] != 0 ? '1' : '0';
      if (valid[l] != 0 && ready[l] != 0) {
        link.transfers.push_back(cycle);
        last = cycle;
      }
      const std::int64_t beats = drawn.scenario.frames * network.stream(link.stream).beats_per_frame;
      run.complete = run.complete && static_cast<std::int64_t>(link.transfers.size()) >= beats;
    }
    if (valid[at(run.source)] != 0 && ready[at(run.source)] != 0) offered = false;
  }
  return run;
}

// --- Engines ---

// The cycles of the link's transfers that belong to the frames.
std::vector<Cycle> frames_beats(const DrawnRtllib& drawn, const Link& link) {
  std::vector<Cycle> cycles = link.transfers;
  const std::int64_t beats =
      drawn.scenario.frames * drawn.scenario.network.stream(link.stream).beats_per_frame;
  if (static_cast<std::int64_t>(cycles.size()) > beats) cycles.resize(static_cast<std::size_t>(beats));
  return cycles;
}

std::string unequal(const DrawnRtllib& drawn, const Run& run, const Trace& trace) {
  for (const Link& link : run.links) {
    const StreamTrace& stream = trace.streams[static_cast<std::size_t>(link.stream)];
    const std::vector<Cycle> wanted = frames_beats(drawn, link);
    for (const auto& [is, found] : {std::pair(link.pushes, &stream.push), {link.pops, &stream.pop}}) {
      if (!is) continue;
      for (std::size_t beat = 0; beat < std::max(wanted.size(), found->size()); ++beat) {
        const Cycle w = beat < wanted.size() ? wanted[beat] : -1;
        const Cycle f = beat < found->size() ? (*found)[beat] : -1;
        if (w != f)
          return fmt::format("{}: {} beat {}: found cycle {}, wanted {}", trace.engine, link.name, beat, f,
                             w);
      }
    }
  }
  return "";
}

// The block's parameters, under the names in its own sources.
json parameters(const Node& node, const DrawnRtllib& drawn) {
  json own{{"name", node.name}, {"kind", node.kind}, {"inputs", node.inputs}, {"output", node.output}};
  if (node.layer == nullptr) {
    own["depth"] = node.depth;
    return own;
  }
  const Network& network = drawn.scenario.network;
  const Layer& layer = *node.layer;
  for (const int s : layer.inputs) own["in_bits"].push_back(network.stream(s).width_bits);
  own["out_bits"] = network.stream(layer.outputs[0]).width_bits;
  if (const auto* pad = std::get_if<Pad>(&layer.params)) {
    own["before"] = {pad->before.height, pad->before.width};
    own["after"] = {pad->after.height, pad->after.width};
    own["size"] = {pad->map.size.height, pad->map.size.width};
    own["channels"] = pad->map.channels;
    own["simd"] = pad->simd;
    own["bits"] = pad->element.bits;
  } else if (const auto* threshold = std::get_if<Threshold>(&layer.params)) {
    own["output_bits"] = threshold->output().bits;
    own["input"] = threshold->input.bits;
    own["channels"] = threshold->channels;
    own["pe"] = threshold->pe;
    own["deep"] = layer.rtllib->deep_pipeline;
  } else if (const auto* swu = std::get_if<Swu>(&layer.params)) {
    const auto both = [](const Extent& extent) { return json{extent.height, extent.width}; };
    own["size"] = both(swu->map.size);
    own["kernel"] = both(swu->kernel);
    own["stride"] = both(swu->stride);
    own["dilation"] = both(swu->dilation);
    own["channels"] = swu->map.channels;
    own["simd"] = swu->simd;
    own["bits"] = swu->element.bits;
    own["depthwise"] = swu->depthwise;
    own["parallel"] = swu->parallel_window;
  } else if (const auto* mvtu = std::get_if<Mvtu>(&layer.params)) {
    own["columns"] = mvtu->cols;
    own["rows"] = mvtu->rows;
    own["input"] = mvtu->input.bits;
    own["weight"] = mvtu->weight.bits;
    own["accumulator"] = mvtu->accumulator.bits;
  } else if (const auto* vvtu = std::get_if<Vvtu>(&layer.params)) {
    own["columns"] = vvtu->kernel;
    own["rows"] = vvtu->channels;
    own["input"] = vvtu->input.bits;
    own["weight"] = vvtu->weight.bits;
    own["accumulator"] = vvtu->accumulator.bits;
  } else if (const auto* memory = std::get_if<Memstream>(&layer.params)) {
    own["depth"] = memory->depth();
  }
  if (const auto core = drawn.cores.find(layer.name); core != drawn.cores.end()) {
    own["pe"] = layer.pe();
    own["simd"] = layer.simd();
    own["core"] = core->second.name;
    own["segment"] = core->second.segment;
  }
  return own;
}

json compared(const DrawnRtllib& drawn, std::uint64_t number) {
  const Run run = step(drawn);
  json entry{{"case", number}, {"frames", drawn.scenario.frames}, {"complete", run.complete}};
  for (const Node& node : run.nodes) entry["nodes"].push_back(parameters(node, drawn));
  for (const Link& link : run.links)
    entry["links"].push_back({{"name", link.name}, {"valid", link.valid}, {"ready", link.ready}});
  entry["source"] = {{"link", run.source}, {"beats", run.source_beats}, {"open", run.source_open}};
  entry["sink"] = {{"link", run.sink}, {"open", run.sink_open}};
  const Stimulus stimulus{drawn.scenario.frames, drawn.scenario.traffic, {}};
  const testbench::ModelOptions options{.values = false};
  std::string difference =
      unequal(drawn, run, testbench::run_native(drawn.scenario.network, stimulus, options).trace);
  if (difference.empty())
    difference =
        unequal(drawn, run, testbench::run_systemc(drawn.scenario.network, stimulus, {options}).trace);
  entry["engines"] = difference;
  return entry;
}

json drawn_cases(const std::string& block, std::uint64_t seed, std::uint64_t first, std::uint64_t count) {
  json all = json::array();
  for (std::uint64_t i = first; i < first + count; ++i) {
    all.push_back(compared(draw_rtllib(block, seed, i), i));
  }
  return all;
}

json given_case(const std::string& file) {
  DrawnRtllib given{load_scenario(file), {}};
  const Network& network = given.scenario.network;
  if (network.inputs.size() != 1 || network.outputs.size() != 1)
    throw BadInput(file, "another number of inputs or outputs", "one each");
  for (const Layer& layer : network.layers) {
    if (!layer.rtllib) throw BadInput(file, "layer " + layer.name, "blocks of finn-rtllib alone");
    const auto* mvtu = std::get_if<Mvtu>(&layer.params);
    const auto* vvtu = std::get_if<Vvtu>(&layer.params);
    if (mvtu == nullptr && vvtu == nullptr) continue;
    if (layer.inputs.size() != 2) throw BadInput(file, "weights of " + layer.name, "streamed: true");
    const bool narrow = mvtu != nullptr && mvtu->weight.bits <= 4 && mvtu->input.bits <= 4;
    const bool dsp58 = vvtu != nullptr || layer.rtllib->core == Rtllib::Core::kDsp58;
    given.cores[layer.name] = {dsp58    ? "mvu_vvu_8sx9_dsp58"
                               : narrow ? "mvu_4sx4u_dsp48e2"
                                        : "mvu_8sx8u_dsp48",
                               layer.rtllib->segment};
  }
  json entry = compared(given, 0);
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const Trace trace = testbench::run_native(network, {given.scenario.frames, given.scenario.traffic, {}},
                                              {.values = false, .record = false})
                            .trace;
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    entry["cycles"] = trace.last_cycle + 1;
  }
  entry["native_s"] = best;
  return json::array({std::move(entry)});
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2 && (argc != 5 || !draws_rtllib(argv[1]))) {
      std::cerr << "usage: rtllib_model BLOCK SEED FIRST COUNT | SCENARIO\n";
      return 2;
    }
    const json all =
        argc == 2 ? given_case(argv[1])
                  : drawn_cases(argv[1], std::stoull(argv[2]), std::stoull(argv[3]), std::stoull(argv[4]));
    std::cout << all.dump() << '\n';
    const bool equal = std::ranges::all_of(all, [](const json& entry) { return entry["engines"] == ""; });
    return equal ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "rtllib_model: " << error.what() << '\n';
    return 2;
  }
}
