#include "skeleton/cone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "network/error.hpp"
#include "skeleton/sources_hash.hpp"

namespace weir::skeleton {

namespace {

using nlohmann::json;

// Output bit i of these depends on bit i of each operand, and on the bits of those beside it.
const std::set<std::string_view> kBitwise{"$and", "$or", "$xor", "$xnor", "$not", "$pos"};
// Output bit i of these depends on bits 0 to i of each operand.
const std::set<std::string_view> kArithmetic{"$add", "$sub", "$neg", "$mul"};

const Pin& pin(const Cell& cell, std::string_view name) {
  const Pin* found = cell.pin(name);
  if (found == nullptr) throw ToolFailure(fmt::format("yosys: cell {} has no pin {}", cell.name, name));
  return *found;
}

bool is_register(std::string_view type) {
  return type.starts_with("$dff") || type.starts_with("$sdff") || type.starts_with("$adff") ||
         type.starts_with("$aldff");
}

// A signal that always_comb does not assign in some branch keeps its value: yosys makes a latch of it.
// Signals are sampled once per cycle, after settling, so a closed latch shows its value at the end of the
// previous cycle. It is therefore replaced by a register of that value and a multiplexer. Without a clock,
// the latch stays.
void make_registers_of_latches(json& cells, json& names) {
  json clock;
  Bit last = kOne;
  for (const auto& [name, cell] : cells.items()) {
    if (cell.at("type") == "$dff") clock = cell.at("connections").at("CLK");
    for (const json& bits : cell.at("connections")) {
      for (const json& bit : bits) last = std::max(last, bit.is_number_integer() ? bit.get<Bit>() : last);
    }
  }
  if (clock.is_null()) return;
  json added = json::object();
  std::set<json> choices;
  for (auto& [name, cell] : cells.items()) {
    if (cell.at("type") != "$dlatch") continue;
    json& joined = cell.at("connections");
    const json shown = joined.at("Q");
    json held = json::array();
    for (std::size_t i = 0; i < shown.size(); ++i) held.push_back(++last);
    choices.insert(shown.begin(), shown.end());
    const json width = cell.at("parameters").at("WIDTH");
    const json& polarity = cell.at("parameters").at("EN_POLARITY");
    const bool high = polarity.is_number()
                          ? polarity.get<int>() != 0
                          : polarity.get_ref<const std::string&>().find('1') != std::string::npos;
    added[name + "$held"] = {{"type", "$dff"},
                             {"parameters", {{"WIDTH", width}, {"CLK_POLARITY", "1"}}},
                             {"attributes", json::object()},
                             {"port_directions", {{"CLK", "input"}, {"D", "input"}, {"Q", "output"}}},
                             {"connections", {{"CLK", clock}, {"D", shown}, {"Q", held}}}};
    cell = {{"type", "$mux"},
            {"parameters", {{"WIDTH", width}}},
            {"attributes", json::object()},
            {"port_directions", {{"A", "input"}, {"B", "input"}, {"S", "input"}, {"Y", "output"}}},
            {"connections",
             {{"A", high ? held : joined.at("D")},
              {"B", high ? joined.at("D") : held},
              {"S", joined.at("EN")},
              {"Y", shown}}}};
  }
  cells.update(added);
  // A multiplexer has no initial value.
  for (auto& [name, net] : names.items()) {
    const auto is_choice = [&](const json& bit) { return choices.contains(bit); };
    if (std::ranges::any_of(net.at("bits"), is_choice)) net["attributes"] = json::object();
  }
}

bool is_memory(std::string_view type) { return type.starts_with("$mem"); }

}  // namespace

Cone::Cone(const Netlist& netlist, const Border& border, Precision precision, const std::string& file)
    : netlist_(netlist), border_(border), precision_(precision), file_(file) {
  index();
  const Module& top = netlist.module(netlist.top);
  for (const Pin& port : top.ports) {
    if (!port.output || !border.wanted.contains(port.name)) continue;
    for (const Bit bit : port.bits) mark(top, bit, {});
  }
  while (!pending_.empty()) {
    const Place place = pending_.back();
    pending_.pop_back();
    follow(place);
  }
}

void Cone::index() {
  for (const auto& [name, module] : netlist_.modules) {
    auto& drivers = drivers_[&module];
    for (const Pin& port : module.ports) {
      if (port.output) continue;
      for (std::size_t i = 0; i < port.bits.size(); ++i) drivers[port.bits[i]] = {nullptr, &port, i};
    }
    for (const Cell& cell : module.cells) {
      for (const Pin& out : cell.pins) {
        if (!out.output) continue;
        for (std::size_t i = 0; i < out.bits.size(); ++i) drivers[out.bits[i]] = {&cell, &out, i};
      }
    }
  }
}

bool Cone::is_live(const std::string& module, Bit bit) const {
  const auto it = marked_.find(module);
  return it != marked_.end() && it->second.contains(bit);
}

void Cone::mark(const Module& module, Bit bit, const Place& reader) {
  if (!is_net(bit) || !marked_[module.name].try_emplace(bit, reader).second) return;
  pending_.push_back({&module, bit});
}

void Cone::follow(const Place& place) {
  const auto& drivers = drivers_.at(place.module);
  const auto it = drivers.find(place.bit);
  if (it == drivers.end()) return;  // nothing drives it
  if (it->second.cell == nullptr) {
    follow_port(place, *it->second.pin, it->second.index);
  } else {
    follow_cell(place, it->second);
  }
}

void Cone::follow_port(const Place& place, const Pin& port, std::size_t bit) {
  if (place.module->name == netlist_.top) {
    if (precision_ == Precision::kExact && border_.data.contains(port.name))
      refuse(place, "the data of an input");
    return;
  }
  for (const Instance& instance : live_instances_[place.module->name]) join(instance, port, bit, place);
}

void Cone::join(const Instance& instance, const Pin& port, std::size_t bit, const Place& reader) {
  const Pin* joined = instance.cell->pin(port.name);
  if (joined != nullptr && bit < joined->bits.size()) mark(*instance.parent, joined->bits[bit], reader);
}

void Cone::follow_instance(const Place& place, const Driver& driver, const Module& inner) {
  const auto port = std::ranges::find(inner.ports, driver.pin->name, &Pin::name);
  if (port != inner.ports.end() && driver.index < port->bits.size())
    mark(inner, port->bits[driver.index], place);
  if (!seen_.insert(driver.cell).second) return;
  const Instance instance{place.module, driver.cell};
  live_instances_[inner.name].push_back(instance);
  for (const Pin& input : inner.ports) {
    if (input.output) continue;
    for (std::size_t i = 0; i < input.bits.size(); ++i) {
      if (is_live(inner.name, input.bits[i])) join(instance, input, i, {&inner, input.bits[i]});
    }
  }
}

void Cone::follow_cell(const Place& place, const Driver& driver) {
  const Cell& cell = *driver.cell;
  const std::size_t i = driver.index;
  const Module& module = *place.module;
  const auto read = [&](Bit bit) { mark(module, bit, place); };
  const auto read_all = [&](const Pin& input) { std::ranges::for_each(input.bits, read); };
  if (const auto child = netlist_.modules.find(cell.type); child != netlist_.modules.end()) {
    follow_instance(place, driver, child->second);
  } else if (is_memory(cell.type) && precision_ == Precision::kExact) {
    refuse(place, "what a memory holds");
  } else if (is_register(cell.type)) {
    for (const Pin& input : cell.pins) {
      if (input.output) continue;
      if (input.name == "D" || input.name == "AD") {
        read(input.bits[i]);
      } else {
        read_all(input);  // clock, enable, reset
      }
    }
  } else if (cell.type == "$mux") {
    read(pin(cell, "A").bits[i]);
    read(pin(cell, "B").bits[i]);
    read_all(pin(cell, "S"));
  } else if (cell.type == "$pmux") {
    const Pin& others = pin(cell, "B");
    const std::size_t width = pin(cell, "A").bits.size();
    read(pin(cell, "A").bits[i]);
    for (std::size_t at = i; at < others.bits.size(); at += width) read(others.bits[at]);
    read_all(pin(cell, "S"));
  } else if (kBitwise.contains(cell.type) || kArithmetic.contains(cell.type)) {
    for (const Pin& input : cell.pins) {
      if (input.output || input.bits.empty()) continue;
      const bool extended = input.name == "A" ? cell.a_signed : cell.b_signed;
      const std::size_t last = std::min(i, input.bits.size() - 1);
      const std::size_t first = kBitwise.contains(cell.type) ? (i < input.bits.size() ? i : last + 1) : 0;
      for (std::size_t at = first; at <= last; ++at) read(input.bits[at]);
      if (i >= input.bits.size() && extended) read(input.bits.back());
    }
  } else {
    for (const Pin& input : cell.pins) {
      if (!input.output) read_all(input);
    }
  }
}

namespace {

// The original name of a module that yosys derived for its parameters: "$paramod$6e9a..\\name".
std::string plain_name(const std::string& module) {
  const std::size_t last = module.rfind('\\');
  return last == std::string::npos ? module : module.substr(last + 1);
}

}  // namespace

void Cone::refuse(const Place& place, const std::string& what) const {
  std::vector<std::string> path;
  for (Place at = place; at.module != nullptr;) {
    const auto name = at.module->names.find(at.bit);
    // Nets created by yosys have no useful name.
    if (name != at.module->names.end() && name->second.front() != '$') {
      std::string signal = at.module->name == netlist_.top
                               ? name->second
                               : fmt::format("{}.{}", plain_name(at.module->name), name->second);
      if (path.empty() || path.back() != signal) path.push_back(std::move(signal));
    }
    at = marked_.at(at.module->name).at(at.bit);
  }
  std::string text;
  for (const std::string& signal : path) text += (text.empty() ? "" : " -> ") + signal;
  throw BadInput(file_, fmt::format("a handshake that depends on {}: {}", what, text),
                 "handshakes that depend on handshakes alone: run it as rtl");
}

void Cone::cut(const std::filesystem::path& from, const std::filesystem::path& to) const {
  std::ifstream file(from);
  json design = json::parse(file);
  json kept = json::object();
  for (const auto& [name, described] : design.at("modules").items()) {
    const auto it = marked_.find(name);
    if (it == marked_.end()) continue;
    const auto& live = it->second;
    const auto is_dead = [&](const json& bit) {
      return bit.is_number_integer() && !live.contains(bit.get<Bit>());
    };
    json cells = json::object();
    for (auto& [cell, about] : described.at("cells").items()) {
      const json& directions = about.at("port_directions");
      bool used = false;
      for (const auto& [port, bits] : about.at("connections").items())
        used |= directions.at(port) == "output" && !std::ranges::all_of(bits, is_dead);
      if (!used) continue;
      for (auto& [port, bits] : about.at("connections").items()) {
        if (directions.at(port) == "output") continue;
        for (json& bit : bits) {
          if (is_dead(bit)) bit = "0";
        }
      }
      about["attributes"] = json::object();
      cells[cell] = std::move(about);
    }
    json ports = std::move(described.at("ports"));
    for (auto& [port, about] : ports.items()) {
      if (about.at("direction") == "input") continue;
      for (json& bit : about.at("bits")) {
        if (is_dead(bit)) bit = "0";
      }
    }
    json names = json::object();
    for (auto& [net, about] : described.at("netnames").items()) {
      if (ports.contains(net)) about["bits"] = ports.at(net).at("bits");
      if (ports.contains(net) || !std::ranges::all_of(about.at("bits"), is_dead))
        names[net] = std::move(about);
    }
    if (precision_ == Precision::kExact) make_registers_of_latches(cells, names);
    kept[name] = {{"attributes", json::object()},
                  {"ports", std::move(ports)},
                  {"cells", std::move(cells)},
                  {"netnames", std::move(names)}};
    if (described.contains("memories")) kept[name]["memories"] = std::move(described.at("memories"));
  }
  std::ofstream(to) << json{{"creator", "weir"}, {"modules", std::move(kept)}};
}

std::string code_hash() { return kSourcesHash; }

}  // namespace weir::skeleton
