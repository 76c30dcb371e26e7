#include "finn/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "rtl/verilog.hpp"

namespace weir::finn {

namespace fs = std::filesystem;
using importer::Node;
using importer::own_name;

Placement::Placement(const Build& build, Modules& modules)
    : build_(build), modules_(modules), cells_(cells_in(build.stated.folder)) {
  choose_design();
}

void Placement::choose_design() {
  std::map<fs::path, std::size_t> files;  // that its cells name and that are there
  for (const Cell& cell : cells_) {
    std::size_t& there = files[cell.design];
    for (const fs::path& file : cell.files) there += modules_.sources().at(file) == nullptr ? 0 : 1;
    there += modules_.sources().defining(cell.module).empty() ? 0 : 1;
  }
  for (const auto& [each, there] : files) {
    const bool stitched = build_.relative(each).find("stitched_ip/") != std::string::npos;
    const bool before = build_.relative(design_).find("stitched_ip/") != std::string::npos;
    if (design_.empty() || std::pair(stitched, there) > std::pair(before, files[design_])) design_ = each;
  }
  if (files.size() > 1)
    notes_.push_back(fmt::format("of {} block designs in the folder, {} was taken", files.size(),
                                 build_.relative(design_)));
}

std::string Placement::module_by_name(const Node& node) const {
  const std::string own = own_name(node.name);
  for (const std::string& module : {own, own + "_" + own}) {
    if (!modules_.sources().defining(module).empty()) return module;
  }
  return "";
}

std::vector<Port> Placement::ports_of_module(const Node& node, const std::string& module, const Cell* cell) {
  if (cell != nullptr) {
    for (const fs::path& file : cell->files) {
      std::error_code error;
      if (!fs::exists(file, error))
        build_.fail(node, fmt::format("no {}, which its {}.xml names", build_.relative(file), cell->module),
                    "the whole RTL of the build");
    }
  }
  modules_.want(module, cell, node);
  const Source* source = modules_.chosen(module);
  if (source == nullptr) build_.fail(node, "no module " + module, "its RTL in the folder");
  return ports_of(*source, module);
}

const Placed& Placement::place(const Node& node) {
  const auto known = placed_.find(&node);
  if (known != placed_.end()) return known->second;
  const std::string own = own_name(node.name);
  Placed at;
  at.node = &node;
  const Cell* memory = nullptr;
  for (const Cell& cell : cells_) {
    if (cell.design != design_ || (cell.node() != own && cell.node() != node.name)) continue;
    if (cell.streams_weights()) {
      memory = &cell;
    } else if (at.cell != nullptr) {
      build_.fail(
          node, fmt::format("cells {} and {} in {}", at.cell->path, cell.path, build_.relative(cell.folder)),
          "one, and one of its weights");
    } else {
      at.cell = &cell;
    }
  }
  at.module = at.cell != nullptr ? at.cell->module : module_by_name(node);
  if (at.module.empty())
    build_.fail(node, "no RTL of it in the folder",
                "a cell of its name in stitched_ip, or a module of its name");
  at.ports = ports_of_module(node, at.module, at.cell);
  for (const Axis& axis : axes_of(at.ports)) (axis.input ? at.inputs : at.outputs).push_back(axis);
  if (memory != nullptr) {
    at.memory = memory->module;
    at.memory_ports = ports_of_module(node, at.memory, memory);
    const std::vector<Axis> axes = axes_of(at.memory_ports);
    const auto out = std::ranges::find(axes, false, &Axis::input);
    if (out == axes.end()) build_.fail(node, at.memory + " without an output stream", "one of weights");
    at.memory_axis = *out;
    auto weights = std::ranges::find_if(
        at.inputs, [](const Axis& axis) { return rtl::lower_case(axis.prefix).starts_with("weight"); });
    if (weights == at.inputs.end())
      weights = std::ranges::find_if(at.inputs, [](const Axis& axis) {
        const std::string name = rtl::lower_case(axis.prefix);
        return !name.starts_with("in0") && !name.starts_with("s_axis_0");
      });
    if (weights == at.inputs.end()) build_.fail(node, at.module + " without a stream for weights", "one");
    at.weights = *weights;
    at.inputs.erase(weights);
  }
  return placed_.emplace(&node, std::move(at)).first->second;
}

}  // namespace weir::finn
