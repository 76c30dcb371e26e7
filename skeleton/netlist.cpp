#include "skeleton/netlist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/error.hpp"

namespace weir::skeleton {

namespace {

using nlohmann::json;

Bit bit_of(const json& bit) {
  if (bit.is_number_integer()) return bit.get<Bit>();
  return bit.get_ref<const std::string&>() == "1" ? kOne : kZero;
}

Pin pin_of(const std::string& name, bool output, const json& bits) {
  Pin pin{name, output, {}};
  pin.bits.reserve(bits.size());
  for (const json& bit : bits) pin.bits.push_back(bit_of(bit));
  return pin;
}

bool is_set(const json& parameters, const char* name) {
  const auto it = parameters.find(name);
  if (it == parameters.end()) return false;
  if (it->is_number()) return it->get<int>() != 0;
  return it->get_ref<const std::string&>().find('1') != std::string::npos;
}

Cell cell_of(const std::string& name, const json& described) {
  Cell cell{name, described.at("type").get<std::string>(), {}, false, false};
  const json& directions = described.at("port_directions");
  for (const auto& [port, bits] : described.at("connections").items())
    cell.pins.push_back(pin_of(port, directions.at(port) == "output", bits));
  const json& parameters = described.at("parameters");
  cell.a_signed = is_set(parameters, "A_SIGNED");
  cell.b_signed = is_set(parameters, "B_SIGNED");
  return cell;
}

void read_names(const json& described, Module& module) {
  for (const auto& [name, net] : described.items()) {
    const json& bits = net.at("bits");
    const bool hidden = net.value("hide_name", 0) != 0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const Bit bit = bit_of(bits[i]);
      if (!is_net(bit)) continue;
      std::string text = bits.size() == 1 ? name : fmt::format("{}[{}]", name, i);
      const auto [it, fresh] = module.names.try_emplace(bit, text);
      if (!fresh && !hidden && it->second.front() == '$') it->second = std::move(text);
    }
    const auto attributes = net.find("attributes");
    if (attributes == net.end() || !attributes->contains("init")) continue;
    const auto& init = attributes->at("init").get_ref<const std::string&>();
    for (std::size_t i = 0; i < bits.size() && i < init.size(); ++i) {
      const char value = init[init.size() - 1 - i];
      if (value == '0' || value == '1') module.initial[bit_of(bits[i])] = value == '1';
    }
  }
}

}  // namespace

const Pin* Cell::pin(std::string_view wanted) const {
  const auto it = std::ranges::find(pins, wanted, &Pin::name);
  return it == pins.end() ? nullptr : &*it;
}

std::string Module::name_of(Bit bit) const {
  const auto it = names.find(bit);
  return it == names.end() ? fmt::format("net {}", bit) : it->second;
}

Netlist read_netlist(const std::filesystem::path& path, const std::string& top) {
  std::ifstream file(path);
  Netlist netlist{{}, top};
  try {
    const json design = json::parse(file);
    for (const auto& [name, described] : design.at("modules").items()) {
      Module module{name, {}, {}, {}, {}};
      for (const auto& [port, about] : described.at("ports").items())
        module.ports.push_back(pin_of(port, about.at("direction") != "input", about.at("bits")));
      for (const auto& [cell, about] : described.at("cells").items())
        module.cells.push_back(cell_of(cell, about));
      read_names(described.at("netnames"), module);
      netlist.modules.emplace(name, std::move(module));
    }
  } catch (const json::exception& error) {
    throw ToolFailure(fmt::format("{}: not what yosys writes: {}", path.string(), error.what()));
  }
  if (!netlist.modules.contains(top))
    throw ToolFailure(fmt::format("{}: yosys wrote no module {}", path.string(), top));
  return netlist;
}

}  // namespace weir::skeleton
