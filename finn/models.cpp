#include "finn/models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "finn/contents.hpp"
#include "network/error.hpp"

namespace weir::finn {

namespace {

using importer::Node;
using importer::own_name;

// A module of finn-rtllib, of any version, for a node or for the memory of its weights. Throws BadInput if it
// has no model.
class Instance {
 public:
  Instance(const Modules& modules, const Node& node, const std::string& module)
      : node_(own_name(node.name)), contents_(contents_of(modules, module, node_)) {}

  void check_version() const {
    std::vector<std::string> unknown;
    for (const Content& content : contents_) {
      if (content.logic && !release_of(content.code))
        unknown.push_back(
            fmt::format("{} ({:016x})", content.source->path.filename().string(), content.code));
    }
    if (!unknown.empty())
      refuse(fmt::format("an unknown version of {}", fmt::join(unknown, ", ")),
             "one of finn-rtllib that has a model");
  }

  // Whether it has that module.
  [[nodiscard]] bool has(const std::string& module) const {
    return std::ranges::any_of(contents_, [&](const Content& content) {
      return std::ranges::find(content.source->defines, module) != content.source->defines.end();
    });
  }

  [[nodiscard]] Rtllib block() const {
    Rtllib rtllib;
    if (const std::string core = setting(contents_, "COMPUTE_CORE", node_); !core.empty()) {
      if (core == "mvu_vvu_8sx9_dsp58") {
        rtllib.core = Rtllib::Core::kDsp58;
        rtllib.segment = number("SEGMENTLEN");
      } else if (core.starts_with("mvu_4sx4u") || core == "mvu_8sx8u_dsp48") {
        rtllib.core = Rtllib::Core::kDsp48;
      } else {
        refuse("compute core " + core, "one that has a model");
      }
    }
    rtllib.deep_pipeline = number("DEEP_PIPELINE") != 0;
    rtllib.release = release();
    for (const char* pumped : {"PUMPED_COMPUTE", "PUMPED_MEMORY"}) {
      if (number(pumped) != 0) refuse(pumped, "a single clock");
    }
    return rtllib;
  }

  // Whether it only passes beats through: a converter to the same width.
  [[nodiscard]] bool passes() const {
    return has("dwc") && number("IBITS") > 0 && number("IBITS") == number("OBITS");
  }

  // The latest of its files.
  [[nodiscard]] Rtllib::Release release() const {
    auto latest = Rtllib::Release::k2024;
    for (const Content& content : contents_)
      latest = std::max(latest, release_of(content.code).value_or(latest));
    return latest;
  }

  // Checks that the memory of a node's weights streams a single set with a single clock.
  void check_memory() const {
    if (number("PUMPED_MEMORY") != 0) refuse("PUMPED_MEMORY", "a single clock");
    if (number("SETS") > 1) refuse(fmt::format("{} sets of weights", number("SETS")), "one");
    if (number("NSTREAMS") > 1) refuse(fmt::format("{} streams of weights", number("NSTREAMS")), "one");
  }

  // Checks that the block was built for the layer: throws if a stated parameter differs from the layer's.
  void check_built_for(const Layer& layer) const {
    const auto check = [&](const char* parameter, std::int64_t wanted) {
      const std::string stated = setting(contents_, parameter, node_);
      if (!stated.empty() && stated != std::to_string(wanted))
        refuse(fmt::format("{} = {} in the RTL", parameter, stated),
               fmt::format("{}, as in the graph", wanted));
    };
    if (const auto* mvtu = std::get_if<Mvtu>(&layer.params)) {
      check("MW", mvtu->cols);
      check("MH", mvtu->rows);
      check("PE", mvtu->pe);
      check("SIMD", mvtu->simd);
    } else if (const auto* vvtu = std::get_if<Vvtu>(&layer.params)) {
      check("PE", vvtu->pe);
      check("SIMD", vvtu->simd);
    } else if (const auto* threshold = std::get_if<Threshold>(&layer.params)) {
      check("N", threshold->output().bits);
      check("PE", threshold->pe);
    } else if (const auto* swu = std::get_if<Swu>(&layer.params)) {
      check("SIMD", swu->simd);
      check("LAST_READ_ELEM", swu->beats_in() - 1);
    } else if (const auto* dwc = std::get_if<Dwc>(&layer.params)) {
      check("IBITS", dwc->in_bits);
      check("OBITS", dwc->out_bits);
    }
  }

  // Of a StreamingFIFO.
  [[nodiscard]] Fifo fifo() const {
    if (!has("Q_srl") || count("Q_srl") != 1) refuse("a FIFO that is not one Q_srl", "one that has a model");
    if (const std::string core = setting(contents_, "fifo_core", node_); !core.empty() && core != "q_srl")
      refuse("fifo_core " + core, "q_srl");
    const std::int64_t depth = number("depth");
    if (depth < 2) refuse(fmt::format("a FIFO of depth {}", depth), "2 or more");
    return {depth, {1, 1, 0}};
  }

  // Whether it is the vendor's FIFO (axis_data_fifo 2.0).
  [[nodiscard]] bool of_vendor() const {
    return std::ranges::any_of(contents_, [](const Content& content) {
      return std::ranges::any_of(content.source->defines, [](const std::string& module) {
        return module.starts_with("axis_data_fifo_v2_0_") && module.ends_with("_top");
      });
    });
  }
  [[nodiscard]] Fifo vendor_fifo() const {
    const std::int64_t depth = number("C_FIFO_DEPTH");
    for (const auto& [parameter, wanted] : {std::pair{"C_FIFO_MODE", 1}, std::pair{"C_IS_ACLK_ASYNC", 0},
                                            std::pair{"C_ECC_MODE", 0}, std::pair{"C_ACLKEN_CONV_MODE", 0}}) {
      if (number(parameter) != wanted)
        refuse(fmt::format("{} = {} of the vendor's FIFO", parameter, number(parameter)),
               fmt::format("{}", wanted));
    }
    if (depth < 16) refuse(fmt::format("the vendor's FIFO of depth {}", depth), "16 or more");
    return weir::vendor_fifo(depth);
  }

 private:
  // How often the node's own modules contain the name.
  [[nodiscard]] std::int64_t count(std::string_view name) const {
    std::int64_t times = 0;
    for (const Content& content : contents_) {
      if (content.generated) times += occurrences(*content.source, name);
    }
    return times;
  }
  // 0: not set.
  [[nodiscard]] std::int64_t number(const char* parameter) const {
    return std::strtoll(setting(contents_, parameter, node_).c_str(), nullptr, 10);
  }
  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const {
    throw BadInput(fmt::format("node '{}'", node_), found, wanted);
  }

  std::string node_;
  std::vector<Content> contents_;
};

class Finder {
 public:
  Finder(const Build& build, const Network& network, const Modules& modules, const Placement& placement,
         const Wires& wires)
      : build_(build), modules_(modules), placement_(placement), wires_(wires), found_{network, {}, {}, {}} {}

  Models find() {
    std::map<int, const Node*> nodes;
    for (const auto& [node, layer] : wires_.layers()) nodes[layer] = node;
    for (const auto& [layer, node] : nodes) model(layer, *node);
    for (std::size_t s = 0; s < found_.network.streams.size(); ++s) lay(static_cast<int>(s));
    for (const auto& [layer, why] : without_) {
      take_as_rtl(layer);
      for (const int memory : memories(layer)) take_as_rtl(memory);
    }
    std::ranges::sort(found_.rtl);
    note();
    return std::move(found_);
  }

 private:
  // The layers that stream a layer's weights.
  [[nodiscard]] std::vector<int> memories(int layer) const {
    std::vector<int> layers;
    for (const int s : found_.network.layer(layer).inputs) {
      if (found_.network.endless(s)) layers.push_back(found_.network.stream(s).from);
    }
    return layers;
  }

  void take_as_rtl(int layer) {
    found_.network.layer(layer).rtllib.reset();
    found_.network.layer(layer).hls.reset();
    found_.rtl.push_back(layer);
  }

  void model(int index, const Node& node) {
    Layer& layer = found_.network.layer(index);
    try {
      const Placed& at = placement_.at(node);
      if (node.op.ends_with("_rtl")) {
        const Instance instance = known(node, at.module);
        instance.check_built_for(layer);
        layer.rtllib = instance.block();
      } else {
        layer.hls = measured(layer.name, at.module);
      }
      check_hardware(found_.network, layer);
      for (const int memory : memories(index)) {
        const Instance instance = known(node, at.memory);
        instance.check_memory();
        found_.network.layer(memory).rtllib = Rtllib{.release = instance.release()};
        check_hardware(found_.network, found_.network.layer(memory));
      }
    } catch (const BadInput& error) {
      without_[index] = fmt::format("found {}, wanted {}", error.found(), error.wanted());
    }
  }

  [[nodiscard]] Instance known(const Node& node, const std::string& module) const {
    Instance instance(modules_, node, module);
    instance.check_version();
    return instance;
  }

  [[nodiscard]] HlsBlock measured(const std::string& layer, const std::string& module) const {
    const auto& all = build_.stated.measured;
    const auto found = all.find(layer);
    if (found == all.end())
      throw BadInput("measured", "a block that HLS made and nobody measured", "weir import --measure");
    if (const std::uint64_t rtl = code_of_rtl(modules_, module); rtl != found->second.rtl)
      throw BadInput("measured", fmt::format("RTL {:016x}", rtl),
                     fmt::format("{:016x}, which was measured", found->second.rtl));
    return found->second.block;
  }

  // A stream whose FIFOs have no model becomes part of the RTL of the layers beside it.
  void lay(int index) {
    Stream& stream = found_.network.stream(index);
    std::vector<Fifo> fifos;
    for (const Node* node : wires_.nodes_of(index)) {
      try {
        const Instance instance(modules_, *node, placement_.at(*node).module);
        if (instance.of_vendor()) {
          fifos.push_back(instance.vendor_fifo());
          continue;
        }
        instance.check_version();
        if (!instance.passes()) fifos.push_back(instance.fifo());
      } catch (const BadInput& error) {
        if (stream.from == kBorder || stream.to == kBorder)
          build_.fail(*node, fmt::format("{} at the network's border", error.found()), error.wanted());
        for (const int layer : {stream.from, stream.to})
          without_.emplace(layer, fmt::format("beside {}: found {}, wanted {}", own_name(node->name),
                                              error.found(), error.wanted()));
        return;
      }
    }
    stream.wire = fifos.empty();
    if (stream.wire) return;
    stream.depth = fifos.front().depth;
    stream.delays = fifos.front().delays;
    stream.further.assign(fifos.begin() + 1, fifos.end());
  }

  void note() {
    std::map<std::string, std::vector<std::string>> reasons;
    for (const auto& [layer, why] : without_) reasons[why].push_back(found_.network.layer(layer).name);
    for (const auto& [why, layers] : reasons)
      found_.notes.push_back(fmt::format("no model of {}: {}", fmt::join(layers, ", "), why));
  }

  const Build& build_;
  const Modules& modules_;
  const Placement& placement_;
  const Wires& wires_;
  Models found_;
  std::map<int, std::string> without_;  // layers, and why they have no model
};

}  // namespace

Rtllib rtllib_of(const Modules& modules, const Placed& at) {
  return Instance(modules, *at.node, at.module).block();
}

Rtllib memory_of(const Modules& modules, const Placed& at) {
  return {.release = Instance(modules, *at.node, at.memory).release()};
}

void Models::check_complete(const std::string& key, const std::string& wanted) const {
  if (rtl.empty()) return;
  throw BadInput(network.finn->file, network.finn->line, key,
                 fmt::format("{} of {} layers without a model ({})", rtl.size(), network.layers.size(),
                             fmt::join(notes, "; ")),
                 wanted);
}

Models models_of(const Build& build, const Network& network, const Modules& modules,
                 const Placement& placement, const Wires& wires) {
  return Finder(build, network, modules, placement, wires).find();
}

}  // namespace weir::finn
