#include "skeleton/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "network/error.hpp"

namespace weir::skeleton {

namespace {

// A module of that one cell.
Module alone(const Cell& cell) {
  Module module{cell.type, {}, {{"cell", cell.type, {}}}, {}, {}};
  Bit next = kOne + 1;
  for (const Pin& pin : cell.pins) {
    const Pin own{pin.name, pin.output, {next++}};
    module.ports.push_back(own);
    module.cells.front().pins.push_back(own);
  }
  return module;
}

}  // namespace

Design::Design(const Netlist& netlist, const std::string& clock, const std::string& file) {
  const Module& top = netlist.module(netlist.top);
  std::unordered_map<Bit, Net> net_of;
  const auto join = [&](Bit bit) {
    const auto [it, fresh] = net_of.try_emplace(bit, static_cast<Net>(nets));
    nets += fresh ? 1 : 0;
    return it->second;
  };
  const Net zero = join(kZero);
  const Net one = join(kOne);
  constants = {{zero, false}, {one, true}};
  for (const Pin& port : top.ports) {
    auto& bits = ports[port.name];
    for (const Bit bit : port.bits) bits.push_back(join(bit));
  }
  const auto clocks = ports.find(clock);
  std::map<std::string, std::size_t> known;
  for (const Cell& cell : top.cells) {
    const auto [it, fresh] = known.try_emplace(cell.type, types.size());
    if (fresh) {
      const auto module = netlist.modules.find(cell.type);
      types.push_back(
          std::make_unique<Gates>(module == netlist.modules.end() ? alone(cell) : module->second, file));
    }
    const Gates& gates = *types[it->second];
    Block block{cell.name, it->second, {}, {}};
    const auto joined = [&](const Gates::Port& port) {
      const Pin* pin = cell.pin(port.name);
      return pin == nullptr || port.bit >= pin->bits.size() ? zero : join(pin->bits[port.bit]);
    };
    for (std::size_t i = 0; i < gates.inputs().size(); ++i)
      block.inputs.push_back({joined(gates.inputs()[i]), i});
    for (std::size_t o = 0; o < gates.outputs().size(); ++o) {
      const Net net = joined(gates.outputs()[o]);
      if (net > one) block.outputs.push_back({net, o});
    }
    for (const Gates::Port& port : gates.constants()) {
      const Net net = joined(port);
      if (net > one) constants.push_back({net, port.place == kOne});
    }
    if (!gates.clock().empty()) {
      const Pin* pin = cell.pin(gates.clock());
      const bool right = pin != nullptr && clocks != ports.end() && !pin->bits.empty() &&
                         join(pin->bits.front()) == clocks->second.front();
      if (!right)
        throw BadInput(file, fmt::format("block {}: its clock {} is another one", cell.name, gates.clock()),
                       "registers of one clock: run it as rtl");
    }
    blocks.push_back(std::move(block));
  }
}

std::size_t Design::registers() const {
  std::size_t sum = 0;
  for (const Block& block : blocks) sum += types[block.type]->registers();
  return sum;
}

std::size_t Design::gates() const {
  std::size_t sum = 0;
  for (const Block& block : blocks) sum += types[block.type]->gates();
  return sum;
}

}  // namespace weir::skeleton
