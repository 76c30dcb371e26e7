#include "testbench/module_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "network/error.hpp"
#include "rtl/emit.hpp"
#include "testbench/subprocess.hpp"

namespace weir::testbench {

namespace {

// The widths in bits of the types in Verilator's table, by id.
class Types {
 public:
  explicit Types(const pugi::xml_node& table) {
    for (const pugi::xml_node& type : table.children()) types_[type.attribute("id").value()] = type;
  }

  [[nodiscard]] std::int64_t bits(const std::string& id) const {
    const auto found = types_.find(id);
    if (found == types_.end()) return 0;
    const pugi::xml_node& type = found->second;
    const std::string kind = type.name();
    const std::string inner = type.attribute("sub_dtype_id").value();
    if (kind == "basicdtype") {
      const std::int64_t left = type.attribute("left").as_llong();
      return std::abs(left - type.attribute("right").as_llong()) + 1;
    }
    if (kind == "refdtype" || kind == "enumdtype" || kind == "memberdtype") return bits(inner);
    if (kind == "packarraydtype") {
      const pugi::xml_node left = type.child("range").child("const");
      const pugi::xml_node right = left.next_sibling("const");
      return (std::abs(constant(left) - constant(right)) + 1) * bits(inner);
    }
    if (kind == "structdtype") {
      std::int64_t sum = 0;
      for (const pugi::xml_node& member : type.children("memberdtype"))
        sum += bits(member.attribute("sub_dtype_id").value());
      return sum;
    }
    return 0;
  }

 private:
  // "32'h1f", "32'sh1f"
  static std::int64_t constant(const pugi::xml_node& node) {
    const std::string text = node.attribute("name").value();
    const std::size_t digits = text.find('h');
    return digits == std::string::npos ? 0 : std::stoll(text.substr(digits + 1), nullptr, 16);
  }

  std::map<std::string, pugi::xml_node> types_;
};

}  // namespace

std::vector<ModulePort> module_ports(const Block& block, const std::filesystem::path& folder) {
  const std::filesystem::path report = folder / (block.module + ".ports.xml");
  std::vector<std::string> command{"verilator",  "--xml-only",   "--no-timing",
                                   "-Wno-fatal", "-Wno-lint",    "--top-module",
                                   block.module, "--xml-output", report.filename().string()};
  for (const auto& [name, value] : block.parameters) command.push_back(fmt::format("-G{}={}", name, value));
  for (const std::filesystem::path& file : block.files) {
    if (rtl::is_source(file.filename().string())) command.push_back(file.filename().string());
  }
  const Finished finished = run_command(command, folder);
  pugi::xml_document document;
  if (finished.status != 0 || !document.load_file(report.c_str())) {
    throw ToolFailure(fmt::format("module {} of {}:{}: verilator exited with status {}:\n{}", block.module,
                                  block.file, block.line, finished.status, finished.output));
  }
  std::filesystem::remove(report);
  const pugi::xml_node netlist = document.child("verilator_xml").child("netlist");
  const Types types(netlist.child("typetable"));
  std::vector<ModulePort> ports;
  for (const pugi::xml_node& module : netlist.children("module")) {
    if (!module.attribute("topModule").as_bool()) continue;
    for (const pugi::xml_node& var : module.children("var")) {
      const std::string direction = var.attribute("dir").value();
      if (direction.empty()) continue;
      ports.push_back({var.attribute("origName").value(), direction == "input", direction == "output",
                       types.bits(var.attribute("dtype_id").value())});
    }
  }
  return ports;
}

void check_ports(const Network& network, const Layer& layer, const std::vector<ModulePort>& ports) {
  const Block& block = *layer.block;
  std::set<std::string> driven;
  const auto fail = [&](const std::string& found, const std::string& wanted) {
    throw BadInput(block.file, block.line, "ports", found, wanted);
  };
  // `wanted`: the allowed widths; empty: any.
  const auto check = [&](const std::string& name, bool input, const std::vector<std::int64_t>& wanted) {
    const auto port = std::ranges::find(ports, name, &ModulePort::name);
    if (port == ports.end()) {
      std::vector<std::string> names;
      for (const ModulePort& each : ports) names.push_back(each.name);
      fail(fmt::format("{}, which module {} has not", name, block.module),
           fmt::format("some of {}", fmt::join(names, ", ")));
    }
    if (input ? !port->is_input : !port->is_output)
      fail(fmt::format("{}, no {} of module {}", name, input ? "input" : "output", block.module),
           input ? "an input" : "an output");
    if (!wanted.empty() && port->bits != 0 && std::ranges::find(wanted, port->bits) == wanted.end())
      fail(fmt::format("{} of {} bits", name, port->bits),
           fmt::format("{} bits, for layer {}", fmt::join(wanted, " or "), layer.name));
    if (input && !driven.insert(name).second) fail(name + " a second time", "it once");
  };
  const auto check_axis = [&](const Block::Axis& axis, int stream, bool input) {
    const std::int64_t bits = network.stream(stream).width_bits;
    std::vector<std::int64_t> widths{bits};
    if (bits % 8 != 0) widths.push_back(rtl::padded_to_bytes(bits));
    check(axis.data, input, widths);
    check(axis.valid, input, {1});
    check(axis.ready, !input, {1});
  };
  check(block.clock, true, {1});
  if (!block.reset.empty()) check(block.reset, true, {1});
  for (const auto& [port, value] : block.ties) check(port, true, {});
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) check_axis(block.inputs[i], layer.inputs[i], true);
  for (std::size_t o = 0; o < layer.outputs.size(); ++o)
    check_axis(block.outputs[o], layer.outputs[o], false);
  for (const ModulePort& port : ports) {
    if (port.is_input && !driven.contains(port.name))
      fail(fmt::format("nothing that drives {}, an input of module {}", port.name, block.module),
           "it under tie, as 0 or 1");
  }
}

}  // namespace weir::testbench
