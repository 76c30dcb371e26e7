#include "skeleton/gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
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
  index_sinks(places.size());
}

void Gates::index_sinks(std::size_t places) {
  std::vector<std::vector<std::uint32_t>> sinks(places);
  const auto add = [&](std::int32_t place, std::size_t sink) {
    auto& list = sinks[static_cast<std::size_t>(place)];
    if (list.empty() || list.back() != sink) list.push_back(static_cast<std::uint32_t>(sink));
  };
  for (std::size_t g = 0; g < gates_.size(); ++g) {
    for (const std::int32_t place : {gates_[g].a, gates_[g].b, gates_[g].s}) add(place, g);
  }
  for (std::size_t r = 0; r < registers_.size(); ++r) add(registers_[r].next, gates_.size() + r);
  for (std::size_t o = 0; o < outputs_.size(); ++o)
    add(outputs_[o].place, gates_.size() + registers_.size() + o);
  for (const auto& list : sinks) {
    first_sink_.push_back(static_cast<std::uint32_t>(sinks_.size()));
    sinks_.insert(sinks_.end(), list.begin(), list.end());
  }
  first_sink_.push_back(static_cast<std::uint32_t>(sinks_.size()));
  values_.assign(places, 0);
  dirty_.assign((gates_.size() + 63) / 64, 0);
  state_.assign((registers_.size() + 63) / 64, 0);
  next_ = state_;
  // All is 0, then the gates say what follows.
  for (std::size_t g = 0; g < gates_.size(); ++g) dirty_[g / 64] |= std::uint64_t{1} << (g % 64);
  change(1);
}

void Gates::change(std::int32_t place) {
  const auto p = static_cast<std::size_t>(place);
  values_[p] ^= 1U;
  for (std::uint32_t i = first_sink_[p]; i < first_sink_[p + 1]; ++i) {
    std::size_t sink = sinks_[i];
    if (sink < gates_.size()) {
      dirty_[sink / 64] |= std::uint64_t{1} << (sink % 64);
      continue;
    }
    sink -= gates_.size();
    if (sink < registers_.size()) {
      next_[sink / 64] ^= std::uint64_t{1} << (sink % 64);
    } else {
      shown_ ^= std::uint64_t{1} << (sink - registers_.size());
    }
  }
}

std::uint8_t Gates::output_of(const Gate& gate) const {
  const std::uint8_t a = values_[static_cast<std::size_t>(gate.a)];
  const std::uint8_t b = values_[static_cast<std::size_t>(gate.b)];
  const auto chosen = [&] { return values_[static_cast<std::size_t>(gate.s)] != 0 ? b : a; };
  switch (gate.op) {
    case Op::kNot:
      return a ^ 1U;
    case Op::kAnd:
      return a & b;
    case Op::kNand:
      return (a & b) ^ 1U;
    case Op::kOr:
      return a | b;
    case Op::kNor:
      return (a | b) ^ 1U;
    case Op::kXor:
      return a ^ b;
    case Op::kXnor:
      return a ^ b ^ 1U;
    case Op::kAndNot:
      return a & (b ^ 1U);
    case Op::kOrNot:
      return a | (b ^ 1U);
    case Op::kMux:
      return chosen();
    case Op::kNmux:
      return chosen() ^ 1U;
  }
  return 0;
}

std::uint64_t Gates::evaluate(const std::uint64_t* state, std::uint64_t inputs, std::uint64_t* next) {
  for (std::size_t w = 0; w < state_.size(); ++w) {
    for (std::uint64_t changed = state[w] ^ state_[w]; changed != 0; changed &= changed - 1)
      change(registers_[64 * w + static_cast<std::size_t>(std::countr_zero(changed))].place);
    state_[w] = state[w];
  }
  for (std::uint64_t changed = inputs ^ given_; changed != 0; changed &= changed - 1)
    change(inputs_[static_cast<std::size_t>(std::countr_zero(changed))].place);
  given_ = inputs;
  for (std::size_t w = 0; w < dirty_.size(); ++w) {
    while (dirty_[w] != 0) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(dirty_[w]));
      dirty_[w] &= dirty_[w] - 1;
      const Gate& gate = gates_[64 * w + bit];
      if (output_of(gate) != values_[static_cast<std::size_t>(gate.out)]) change(gate.out);
    }
  }
  std::ranges::copy(next_, next);
  return shown_;
}

}  // namespace weir::skeleton
