#include "skeleton/gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "network/error.hpp"

namespace weir::skeleton {

namespace {

Bit only(const Cell& cell, std::string_view name) {
  const Pin* pin = cell.pin(name);
  return pin == nullptr || pin->bits.empty() ? kZero : pin->bits.front();
}

}  // namespace

Gates::Gates(const Module& module, const std::string& file) {
  static const std::map<std::string_view, Op> kOps{
      {"$_NOT_", Op::kNot},     {"$_AND_", Op::kAnd}, {"$_NAND_", Op::kNand}, {"$_OR_", Op::kOr},
      {"$_NOR_", Op::kNor},     {"$_XOR_", Op::kXor}, {"$_XNOR_", Op::kXnor}, {"$_ANDNOT_", Op::kAndNot},
      {"$_ORNOT_", Op::kOrNot}, {"$_MUX_", Op::kMux}, {"$_NMUX_", Op::kNmux}};
  const auto refuse = [&](const std::string& found) {
    throw BadInput(file, fmt::format("module {}: {}", module.name, found),
                   "registers of one clock, at its rising edge: run it as rtl");
  };
  std::unordered_map<Bit, std::int32_t> places{{kZero, 0}, {kOne, 1}};
  const auto place_of = [&](Bit bit) {
    return places.try_emplace(bit, static_cast<std::int32_t>(places.size())).first->second;
  };
  const auto add_ports = [&](bool output, std::vector<Port>& ports) {
    for (const Pin& port : module.ports) {
      if (port.output != output) continue;
      for (std::size_t i = 0; i < port.bits.size(); ++i)
        ports.push_back({port.name, i, place_of(port.bits[i])});
    }
  };
  add_ports(false, inputs_);
  add_ports(true, outputs_);
  std::vector<Gate> waiting;
  std::optional<Bit> clock;
  for (const Cell& cell : module.cells) {
    if (cell.type == "$_DFF_P_") {
      const Bit edge = only(cell, "C");
      if (clock && *clock != edge)
        refuse(fmt::format("two clocks, {} and {}", module.name_of(*clock), module.name_of(edge)));
      clock = edge;
      const Bit out = only(cell, "Q");
      registers_.push_back({place_of(only(cell, "D")), place_of(out)});
      const auto it = module.initial.find(out);
      initial_.push_back(it != module.initial.end() && it->second);
      continue;
    }
    if (cell.type == "$_DLATCH_P_") {
      // What it shows while it is closed is what it showed at the end of the cycle before.
      const auto held = static_cast<std::int32_t>(places.size());
      places.emplace(-static_cast<Bit>(places.size()), held);
      const std::int32_t shown = place_of(only(cell, "Q"));
      waiting.push_back({Op::kMux, shown, held, place_of(only(cell, "D")), place_of(only(cell, "E"))});
      registers_.push_back({shown, held});
      initial_.push_back(false);
      continue;
    }
    const auto op = kOps.find(cell.type);
    if (op == kOps.end()) refuse(fmt::format("{}, a cell of type {}", cell.name, cell.type));
    const auto in = [&](std::string_view name) { return place_of(only(cell, name)); };
    waiting.push_back({op->second, place_of(only(cell, "Y")), in("A"), in("B"), in("S")});
  }
  if (clock) {
    const auto port = std::ranges::find_if(
        module.ports, [&](const Pin& pin) { return !pin.output && pin.bits == std::vector{*clock}; });
    if (port == module.ports.end())
      refuse(fmt::format("a clock that gates make, {}", module.name_of(*clock)));
    clock_ = port->name;
  }

  std::vector<bool> read(places.size(), false);
  const auto reads = [&](std::int32_t place) { read[static_cast<std::size_t>(place)] = true; };
  for (const Gate& gate : waiting) std::ranges::for_each(std::array{gate.a, gate.b, gate.s}, reads);
  for (const Register& at : registers_) reads(at.next);
  for (const Port& port : outputs_) reads(port.place);
  std::erase_if(inputs_, [&](const Port& port) { return !read[static_cast<std::size_t>(port.place)]; });
  const auto is_constant = [](const Port& port) { return !is_net(port.place); };
  std::ranges::copy_if(outputs_, std::back_inserter(constants_), is_constant);
  std::erase_if(outputs_, is_constant);
  constexpr std::size_t kMost = 64;
  if (std::max(inputs_.size(), outputs_.size()) > kMost)
    refuse(fmt::format("{} inputs and {} outputs, of at most {}", inputs_.size(), outputs_.size(), kMost));

  // Each gate behind those that it reads.
  values_.resize(places.size());
  std::vector<std::int32_t> maker(places.size(), -1);
  for (std::size_t g = 0; g < waiting.size(); ++g)
    maker[static_cast<std::size_t>(waiting[g].out)] = static_cast<std::int32_t>(g);
  enum class Seen : std::uint8_t { kNo, kOpen, kDone };
  std::vector<Seen> seen(waiting.size(), Seen::kNo);
  std::vector<std::int32_t> stack;
  for (std::size_t root = 0; root < waiting.size(); ++root) {
    stack.push_back(static_cast<std::int32_t>(root));
    while (!stack.empty()) {
      const auto g = static_cast<std::size_t>(stack.back());
      if (seen[g] != Seen::kNo) {
        if (seen[g] == Seen::kOpen) gates_.push_back(waiting[g]);
        seen[g] = Seen::kDone;
        stack.pop_back();
        continue;
      }
      seen[g] = Seen::kOpen;
      for (const std::int32_t input : {waiting[g].a, waiting[g].b, waiting[g].s}) {
        const std::int32_t before = maker[static_cast<std::size_t>(input)];
        if (before < 0 || seen[static_cast<std::size_t>(before)] == Seen::kDone) continue;
        if (seen[static_cast<std::size_t>(before)] == Seen::kOpen) refuse("gates that make a loop");
        stack.push_back(before);
      }
    }
  }
}

std::uint64_t Gates::evaluate(const std::uint64_t* state, std::uint64_t inputs, std::uint64_t* next) const {
  std::uint8_t* v = values_.data();
  v[0] = 0;
  v[1] = 1;
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    v[inputs_[i].place] = static_cast<std::uint8_t>((inputs >> i) & 1U);
  for (std::size_t r = 0; r < registers_.size(); ++r)
    v[registers_[r].place] = static_cast<std::uint8_t>((state[r / 64] >> (r % 64)) & 1U);
  for (const Gate& g : gates_) {
    const std::uint8_t a = v[g.a];
    const std::uint8_t b = v[g.b];
    std::uint8_t y = 0;
    switch (g.op) {
      case Op::kNot:
        y = a ^ 1U;
        break;
      case Op::kAnd:
        y = a & b;
        break;
      case Op::kNand:
        y = (a & b) ^ 1U;
        break;
      case Op::kOr:
        y = a | b;
        break;
      case Op::kNor:
        y = (a | b) ^ 1U;
        break;
      case Op::kXor:
        y = a ^ b;
        break;
      case Op::kXnor:
        y = a ^ b ^ 1U;
        break;
      case Op::kAndNot:
        y = a & (b ^ 1U);
        break;
      case Op::kOrNot:
        y = a | (b ^ 1U);
        break;
      case Op::kMux:
        y = v[g.s] != 0 ? b : a;
        break;
      case Op::kNmux:
        y = (v[g.s] != 0 ? b : a) ^ 1U;
        break;
    }
    v[g.out] = y;
  }
  const std::size_t words = (registers_.size() + 63) / 64;
  std::fill(next, next + words, 0);
  for (std::size_t r = 0; r < registers_.size(); ++r)
    next[r / 64] |= static_cast<std::uint64_t>(v[registers_[r].next]) << (r % 64);
  std::uint64_t outputs = 0;
  for (std::size_t o = 0; o < outputs_.size(); ++o)
    outputs |= static_cast<std::uint64_t>(v[outputs_[o].place]) << o;
  return outputs;
}

}  // namespace weir::skeleton
