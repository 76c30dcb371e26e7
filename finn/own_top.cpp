#include "finn/own_top.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rtl/emit.hpp"

namespace weir::finn {

namespace {

constexpr const char* kNotCompared = "the author's own top is not compared: ";

// That of the block design whose cells were taken, which Vivado writes beside them or, later, into the
// project's .gen; else that of the packed IP. Null if there is none.
const Source* file_of(const Build& build, const Placement& placement, const Modules& modules,
                      const std::string& module) {
  const std::vector<const Source*> all = modules.sources().defining(module);
  const std::string design = build.relative(placement.design()) + "/";
  std::string generated = design;
  if (const std::size_t at = design.find(".srcs/"); at != std::string::npos)
    generated.replace(at, 6, ".gen/");
  for (const std::string& folder : {design, generated, std::string("ip/src/")}) {
    for (const Source* source : all) {
      if (build.relative(source->path).find(folder) != std::string::npos) return source;
    }
  }
  return nullptr;
}

// Why the axes are not the network's streams; "" if they are.
std::string difference(const Network& network, const std::vector<int>& streams, const std::vector<Axis>& axes,
                       const char* what) {
  if (axes.size() != streams.size())
    return fmt::format("{} {} of {} in the graph", axes.size(), what, streams.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t bits = rtl::padded_to_bytes(network.stream(streams[i]).width_bits);
    if (axes[i].bits != bits)
      return fmt::format("{} of {} bits, {} in the graph", axes[i].data, axes[i].bits, bits);
  }
  return "";
}

}  // namespace

std::optional<OwnTop> own_top(const Build& build, const Network& network, const Placement& placement,
                              Modules& modules, std::string& note) {
  OwnTop top;
  top.module = placement.design().filename().string();
  const Source* source =
      placement.design().empty() ? nullptr : file_of(build, placement, modules, top.module);
  if (source == nullptr) {
    note = kNotCompared + std::string("it is not in the folder");
    return std::nullopt;
  }
  for (const std::string& module : source->uses) {
    if (modules.chosen(module) != nullptr || modules.sources().defining(module).empty()) continue;
    note = fmt::format("{}{} has {}, which no node of the graph has", kNotCompared,
                       build.relative(source->path), module);
    return std::nullopt;
  }
  top.ports = ports_of(*source, top.module);
  for (const Axis& axis : axes_of(top.ports)) (axis.input ? top.inputs : top.outputs).push_back(axis);
  std::string unlike = difference(network, network.inputs, top.inputs, "inputs");
  if (unlike.empty()) unlike = difference(network, network.outputs, top.outputs, "outputs");
  if (!unlike.empty()) {
    note = fmt::format("{}{} has {}", kNotCompared, build.relative(source->path), unlike);
    return std::nullopt;
  }
  modules.choose(top.module, *source);
  note = fmt::format(
      "the author's own top, {}, runs beside it, held to the same signals at its ports in every cycle",
      build.relative(source->path));
  return top;
}

}  // namespace weir::finn
