#include "finn/stitch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "finn/build.hpp"
#include "finn/core.hpp"
#include "finn/image_set.hpp"
#include "finn/modules.hpp"
#include "finn/own_top.hpp"
#include "finn/placement.hpp"
#include "finn/rewrites.hpp"
#include "finn/wires.hpp"

namespace weir::finn {

namespace fs = std::filesystem;

struct Stitch::Plan {
  explicit Plan(const Network& of)
      : network(of), build(*of.finn), modules(build), placement(build, modules), wires(build, network) {
    for (const auto& [node, layer] : wires.layers()) (void)placement.place(*node);
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      for (const importer::Node* node : wires.nodes_of(static_cast<int>(s))) (void)placement.place(*node);
    }
    images = image_set(build, modules, placement);
    if (build.stated.own_top && !build.stated.part)
      top = own_top(build, network, placement, modules, own_top_note);
  }

  // Streams from a module with a stand-in on, up to the network's end: their cycles depend on it. If it fills
  // up, earlier streams also depend on it through back-pressure.
  [[nodiscard]] std::vector<int> assumed() const {
    const auto assumes = [&](const importer::Node* node) {
      const Placed& at = placement.at(*node);
      return modules.rests_on_assumption(at.module) ||
             (!at.memory.empty() && modules.rests_on_assumption(at.memory));
    };
    std::vector<bool> late(network.layers.size(), false);
    for (const auto& [node, layer] : wires.layers()) late[static_cast<std::size_t>(layer)] = assumes(node);
    const auto is_assumed = [&](int s) {
      const int from = network.stream(s).from;
      return (from != kBorder && late[static_cast<std::size_t>(from)]) ||
             std::ranges::any_of(wires.nodes_of(s), assumes);
    };
    // Layers are in topological order.
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      late[l] = late[l] || std::ranges::any_of(network.layers[l].inputs, is_assumed);
    std::vector<int> streams;
    for (int s = 0; s < static_cast<int>(network.streams.size()); ++s) {
      if (is_assumed(s)) streams.push_back(s);
    }
    return streams;
  }

  // By the names of their files, which go by what a file says.
  [[nodiscard]] std::vector<StitchedBlock> blocks(const std::map<std::string, std::string>& name_of) const {
    std::set<std::string> wanted;
    for (const auto& [node, at] : placement.all()) {
      wanted.insert(at.module);
      if (!at.memory.empty()) wanted.insert(at.memory);
    }
    std::vector<StitchedBlock> blocks;
    for (const std::string& module : wanted) {
      StitchedBlock& block = blocks.emplace_back(module, std::vector<std::string>{}, false);
      std::set<std::string> files;
      for (const Source* source : modules.closure(module)) {
        files.insert(name_of.at(source->tokens));
        block.system_verilog |= source->path.extension() == ".sv";
      }
      block.files.assign(files.begin(), files.end());
    }
    return blocks;
  }

  [[nodiscard]] Stitched write(const std::string& image_folder) const {
    Stitched out;
    out.core = network.name + "_core";
    out.assumed = assumed();
    std::map<std::string, int> rewrites;
    std::set<std::string> names;
    std::map<std::string, std::string> name_of;  // by a file's code
    const auto keep = [&](const fs::path& path, const std::string& text) {
      Rewritten rewritten = rewrite(text, build.nodes, image_folder);
      for (const auto& [name, count] : rewritten.counts) rewrites[name] += count;
      std::string name = path.filename().string();
      for (int n = 2; !names.insert(name).second; ++n)
        name = fmt::format("{}_{}{}", path.stem().string(), n, path.extension().string());
      out.sources.push_back({name, std::move(rewritten.text)});
      return name;
    };
    for (const fs::path& header : modules.headers()) keep(header, read_file(header));
    for (const Source* source : modules.in_order())
      name_of.emplace(source->tokens, keep(source->path, source->text));
    out.blocks = blocks(name_of);
    for (const char* module : {"weir_stable", "weir_gate"})
      keep(std::string(module) + ".sv", rtl::library_source(module));
    keep(out.core + ".sv", core_text(build, network, placement, wires, top));
    const auto note = [&](const std::vector<std::string>& notes) {
      out.notes.insert(out.notes.end(), notes.begin(), notes.end());
    };
    note(placement.notes());
    note(modules.notes());
    note(images.notes);
    if (!own_top_note.empty()) out.notes.push_back(own_top_note);
    for (const auto& [name, count] : rewrites)
      out.notes.push_back(fmt::format("rewritten for Verilator: {}, {} times", name, count));
    return out;
  }

  const Network& network;
  Build build;
  Modules modules;
  Placement placement;
  Wires wires;
  ImageSet images;
  std::optional<OwnTop> top;
  std::string own_top_note;
};

Stitch::Stitch(const Network& network) : plan_(std::make_unique<Plan>(network)) {}
Stitch::~Stitch() = default;

const std::vector<rtl::EmittedFile>& Stitch::images() const { return plan_->images.files; }

Models Stitch::models() const {
  Models models = models_of(plan_->build, plan_->network, plan_->modules, plan_->placement, plan_->wires);
  models.assumed = plan_->assumed();
  return models;
}

const Placed& Stitch::placed(int layer) const {
  const auto of_layer = [&](const auto& each) { return each.second == layer; };
  const auto node = std::ranges::find_if(plan_->wires.layers(), of_layer);
  if (node == plan_->wires.layers().end()) throw std::invalid_argument("stitch: a layer of no node");
  return plan_->placement.at(*node->first);
}

const Modules& Stitch::modules() const { return plan_->modules; }

Stitched Stitch::stitched(const fs::path& images) const { return plan_->write(images.string()); }

}  // namespace weir::finn
