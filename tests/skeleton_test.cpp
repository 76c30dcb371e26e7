// RTL reduced to its handshakes: what is kept, what is refused, and that no event is skipped.
#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "skeleton/cone.hpp"
#include "skeleton/simulation.hpp"
#include "testbench/skeleton_build.hpp"
#include "testbench/skeleton_check.hpp"
#include "tests/system.hpp"

namespace weir::tests::skeleton_test {

using namespace weir::skeleton;

namespace {

// --- Designs by hand ---

Cell gate(const std::string& type, Bit out, std::vector<Bit> in) {
  static const std::vector<std::string> kNames{"A", "B", "S"};
  Cell cell{"g" + std::to_string(out), type, {{"Y", true, {out}}}};
  for (std::size_t i = 0; i < in.size(); ++i) cell.pins.push_back({kNames[i], false, {in[i]}});
  return cell;
}

Cell flip_flop(Bit clock, Bit next, Bit out) {
  return {"r" + std::to_string(out),
          "$_DFF_P_",
          {{"C", false, {clock}}, {"D", false, {next}}, {"Q", true, {out}}}};
}

constexpr const char* kGateTypes[] = {"$_NOT_",  "$_AND_",    "$_NAND_",  "$_OR_",  "$_NOR_", "$_XOR_",
                                      "$_XNOR_", "$_ANDNOT_", "$_ORNOT_", "$_MUX_", "$_NMUX_"};

// A block of random registers and gates. Its first output depends only on registers, the second one also on
// its inputs.
Module random_block(const std::string& name, Random& random) {
  Module block{name, {{"clk", false, {2}}, {"i", false, {3, 4, 5}}, {"o", true, {}}}, {}, {}, {}};
  Bit next = 6;
  std::vector<Bit> registers;
  const auto count = random.between(1, 7);
  for (std::int64_t r = 0; r < count; ++r) registers.push_back(next++);
  const auto any = [&](const std::vector<Bit>& from) {
    return from[static_cast<std::size_t>(random.between(0, std::ssize(from) - 1))];
  };
  std::vector<Bit> nets = registers;
  const auto add_gates = [&](std::int64_t number) {
    for (std::int64_t g = 0; g < number; ++g) {
      const std::string type = kGateTypes[random.between(0, std::ssize(kGateTypes) - 1)];
      block.cells.push_back(gate(type, next, {any(nets), any(nets), any(nets)}));
      nets.push_back(next++);
    }
  };
  add_gates(random.between(1, 8));
  const Bit moore = nets.back();
  nets.insert(nets.end(), {3, 4, 5});
  add_gates(random.between(2, 20));
  block.ports[2].bits = {moore, nets.back()};
  for (const Bit at : registers) {
    block.cells.push_back(flip_flop(2, random.between(0, 3) == 0 ? at : any(nets), at));
    block.initial[at] = random.between(0, 1) == 1;
  }
  return block;
}

// Blocks of a few kinds. An output that a register drives may go to any input, other outputs only to later
// blocks.
Netlist random_design(Random& random) {
  Netlist design{{}, "top"};
  Module top{"top", {{"clk", false, {2}}, {"in", false, {3, 4}}, {"out", true, {}}}, {}, {}, {}};
  const auto kinds = random.between(1, 3);
  for (std::int64_t k = 0; k < kinds; ++k) {
    const std::string name = "kind" + std::to_string(k);
    design.modules.emplace(name, random_block(name, random));
  }
  const auto blocks = random.between(2, 6);
  const auto moore = [](std::int64_t b) { return static_cast<Bit>(10 + 2 * b); };
  for (std::int64_t b = 0; b < blocks; ++b) {
    Cell cell{"u" + std::to_string(b),
              "kind" + std::to_string(random.between(0, kinds - 1)),
              {{"clk", false, {2}}}};
    Pin in{"i", false, {}};
    for (int i = 0; i < 3; ++i) {
      switch (random.between(0, 2)) {
        case 0:
          in.bits.push_back(static_cast<Bit>(random.between(3, 4)));
          break;
        case 1:
          in.bits.push_back(moore(random.between(0, blocks - 1)));
          break;
        default:
          in.bits.push_back(b == 0 ? kOne : moore(random.between(0, b - 1)) + 1);
      }
    }
    cell.pins.push_back(in);
    cell.pins.push_back({"o", true, {moore(b), moore(b) + 1}});
    top.cells.push_back(cell);
    top.ports[2].bits.insert(top.ports[2].bits.end(), {moore(b), moore(b) + 1});
  }
  top.cells.push_back(gate("$_XOR_", 100, {moore(0) + 1, moore(blocks - 1)}));
  top.ports[2].bits.push_back(100);
  design.modules.emplace("top", top);
  return design;
}

// The same design, evaluated cycle by cycle as its gates are written, bit by bit from its driver.
class Plain {
 public:
  explicit Plain(const Netlist& design) : design_(design) {
    for (const Cell& block : top().cells) {
      if (!design.modules.contains(block.type)) continue;
      for (const auto& [bit, value] : design.module(block.type).initial) state_[{block.name, bit}] = value;
    }
  }
  bool value(Bit bit, const std::vector<bool>& in) {
    if (!is_net(bit)) return bit == kOne;
    if (bit < 10) return in[static_cast<std::size_t>(bit - 3)];
    for (const Cell& cell : top().cells) {
      for (const Pin& pin : cell.pins) {
        const auto at = std::ranges::find(pin.bits, bit);
        if (!pin.output || at == pin.bits.end()) continue;
        if (!design_.modules.contains(cell.type))
          return function(cell, [&](Bit read) { return value(read, in); });
        const Module& module = design_.module(cell.type);
        return inner(cell, module, module.ports[2].bits[static_cast<std::size_t>(at - pin.bits.begin())], in);
      }
    }
    return false;
  }
  void clock(const std::vector<bool>& in) {
    std::map<std::pair<std::string, Bit>, bool> next;
    for (const Cell& block : top().cells) {
      if (!design_.modules.contains(block.type)) continue;
      const Module& module = design_.module(block.type);
      for (const Cell& cell : module.cells) {
        if (cell.type == "$_DFF_P_")
          next[{block.name, cell.pin("Q")->bits[0]}] = inner(block, module, cell.pin("D")->bits[0], in);
      }
    }
    state_ = next;
  }

 private:
  [[nodiscard]] const Module& top() const { return design_.module("top"); }
  template <class Read>
  static bool function(const Cell& cell, Read read) {
    const std::string type = cell.type.substr(2, cell.type.size() - 3);
    const bool a = read(cell.pin("A")->bits[0]);
    const bool b = cell.pin("B") != nullptr && read(cell.pin("B")->bits[0]);
    const bool s = cell.pin("S") != nullptr && read(cell.pin("S")->bits[0]);
    if (type == "NOT") return !a;
    if (type == "AND") return a && b;
    if (type == "NAND") return !(a && b);
    if (type == "OR") return a || b;
    if (type == "NOR") return !(a || b);
    if (type == "XOR") return a != b;
    if (type == "XNOR") return a == b;
    if (type == "ANDNOT") return a && !b;
    if (type == "ORNOT") return a || !b;
    return (s ? b : a) != (type == "NMUX");
  }
  bool inner(const Cell& block, const Module& module, Bit bit, const std::vector<bool>& in) {
    if (!is_net(bit)) return bit == kOne;
    if (bit <= 5) return value(block.pin("i")->bits[static_cast<std::size_t>(bit - 3)], in);
    if (const auto at = state_.find({block.name, bit}); at != state_.end()) return at->second;
    for (const Cell& cell : module.cells) {
      if (cell.type != "$_DFF_P_" && cell.pin("Y")->bits[0] == bit)
        return function(cell, [&](Bit read) { return inner(block, module, read, in); });
    }
    return false;
  }

  const Netlist& design_;
  std::map<std::pair<std::string, Bit>, bool> state_;
};

// --- Cones ---

// A register slice with two ports, whose `ready` and `valid` the cells define.
Netlist slice(std::vector<Cell> cells) {
  Netlist design{{}, "top"};
  design.modules.emplace("top", Module{"top",
                                       {{"clk", false, {2}},
                                        {"in_data", false, {3, 4}},
                                        {"in_valid", false, {5}},
                                        {"in_ready", true, {6}},
                                        {"out_data", true, {7, 8}},
                                        {"out_valid", true, {9}}},
                                       std::move(cells),
                                       {{3, "in_data[0]"},
                                        {4, "in_data[1]"},
                                        {5, "in_valid"},
                                        {6, "in_ready"},
                                        {9, "out_valid"},
                                        {20, "odd"}},
                                       {}});
  return design;
}

const Border kSlice{{"in_ready", "out_valid"}, {"in_data"}};

Cell wide_register(std::vector<Bit> next, std::vector<Bit> out) {
  return {"word", "$dff", {{"CLK", false, {2}}, {"D", false, std::move(next)}, {"Q", true, std::move(out)}}};
}

}  // namespace

TEST_CASE("skeleton: designs at random, event by event, are what they are cycle by cycle", "[skeleton]") {
  Random random(test_seed(), 77);
  std::int64_t jumped = 0;
  for (int round = 0; round < 300; ++round) {
    const Netlist netlist = random_design(random);
    const Design design(netlist, "clk", "a test");
    Simulation fast(design);
    Plain plain(netlist);
    const std::vector<Net>& in = design.ports.at("in");
    const std::vector<Net>& out = design.ports.at("out");
    std::vector<bool> given(2);
    Cycle until = 0;  // until then the inputs do not change
    for (Cycle cycle = 0; cycle < 120;) {
      if (cycle == until) {
        for (std::size_t i = 0; i < given.size(); ++i) {
          given[i] = random.between(0, 1) == 1;
          fast.set(in[i], given[i]);
        }
        until = cycle + random.between(1, 20);
      }
      fast.settle();
      const Cycle cycles = std::min(fast.rests(), until - cycle);
      jumped += cycles - 1;
      for (Cycle i = 0; i < cycles; ++i) {
        for (std::size_t o = 0; o < out.size(); ++o) {
          INFO("round " << round << ", cycle " << cycle + i << ", output " << o);
          REQUIRE(fast.value(out[o]) == plain.value(netlist.module("top").ports[2].bits[o], given));
        }
        plain.clock(given);
      }
      fast.advance(cycles);
      cycle += cycles;
    }
  }
  CHECK(jumped > 1000);
}

TEST_CASE("skeleton: a cone takes of a word the bits that it needs", "[skeleton]") {
  // {valid, data} in one register, as HLS generates it.
  const Netlist design =
      slice({wide_register({3, 4, 5}, {7, 8, 9}), {"n", "$not", {{"A", false, {9}}, {"Y", true, {6}}}}});
  const Cone cone(design, kSlice, Precision::kExact, "a test");
  CHECK(cone.is_live("top", 9));
  CHECK(cone.is_live("top", 5));
  CHECK_FALSE(cone.is_live("top", 3));
  CHECK_FALSE(cone.is_live("top", 7));
}

TEST_CASE("skeleton: a cone takes the enable and the reset of a register", "[skeleton]") {
  // None of our RTL has such registers; a user's Verilog may.
  for (const char* type : {"$adff", "$dffe", "$sdffe", "$aldff"}) {
    INFO(type);
    Cell word{"word",
              type,
              {{"CLK", false, {2}},
               {"D", false, {3, 5}},
               {"EN", false, {20}},
               {"ARST", false, {21}},
               {"AD", false, {4, 22}},
               {"Q", true, {7, 9}}}};
    const Netlist design = slice({word, {"n", "$not", {{"A", false, {9}}, {"Y", true, {6}}}}});
    const Cone cone(design, kSlice, Precision::kExact, "a test");
    for (const Bit bit : {5, 20, 21, 22}) CHECK(cone.is_live("top", bit));
    for (const Bit bit : {3, 4}) CHECK_FALSE(cone.is_live("top", bit));
  }
}

TEST_CASE("skeleton: a cone takes of a sum the lower bits, and of a narrow operand its sign", "[skeleton]") {
  const auto live = [](const std::string& type, std::vector<Bit> a, bool is_signed) {
    Cell sum{"sum", type, {{"A", false, std::move(a)}, {"B", false, {12, 13}}, {"Y", true, {14, 9}}}};
    sum.a_signed = sum.b_signed = is_signed;
    const Netlist design = slice({sum, {"n", "$not", {{"A", false, {9}}, {"Y", true, {6}}}}});
    const Cone cone(design, kSlice, Precision::kExact, "a test");
    std::set<Bit> bits;
    for (const Bit bit : {10, 11, 12, 13}) {
      if (cone.is_live("top", bit)) bits.insert(bit);
    }
    return bits;
  };
  CHECK(live("$add", {10, 11}, false) == std::set<Bit>{10, 11, 12, 13});
  CHECK(live("$sub", {10}, false) == std::set<Bit>{10, 12, 13});
  CHECK(live("$xor", {10, 11}, false) == std::set<Bit>{11, 13});
  CHECK(live("$xor", {10}, false) == std::set<Bit>{13});
  CHECK(live("$xor", {10}, true) == std::set<Bit>{10, 13});
  CHECK(live("$eq", {10, 11}, false) == std::set<Bit>{10, 11, 12, 13});
}

TEST_CASE("skeleton: a cell of which some bits are wanted is kept, and the others are tied to 0",
          "[skeleton]") {
  const TemporaryFolder folder;
  const auto from = folder.path() / "words.json";
  const auto to = folder.path() / "cut.json";
  // {valid, data} in one register; a second one holds data alone.
  std::ofstream(from) << R"({"modules": {"top": {
    "ports": {"clk": {"direction": "input", "bits": [2]}, "in_data": {"direction": "input", "bits": [3, 4]},
              "in_valid": {"direction": "input", "bits": [5]}, "in_ready": {"direction": "output", "bits": ["1"]},
              "out_data": {"direction": "output", "bits": [7, 8]}, "out_valid": {"direction": "output", "bits": [9]}},
    "cells": {
      "word": {"type": "$dff", "parameters": {}, "attributes": {},
               "port_directions": {"CLK": "input", "D": "input", "Q": "output"},
               "connections": {"CLK": [2], "D": [10, 4, 5], "Q": [7, 8, 9]}},
      "data": {"type": "$dff", "parameters": {}, "attributes": {},
               "port_directions": {"CLK": "input", "D": "input", "Q": "output"},
               "connections": {"CLK": [2], "D": [3], "Q": [10]}}},
    "netnames": {}}}})";
  Cone(read_netlist(from, "top"), kSlice, Precision::kExact, "a test").cut(from, to);
  const Netlist cut = read_netlist(to, "top");
  const std::vector<Cell>& cells = cut.module("top").cells;
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].name == "word");
  CHECK(cells[0].pin("D")->bits == std::vector<Bit>{kZero, kZero, 5});
  for (const Pin& port : cut.module("top").ports) {
    if (port.name == "out_data") CHECK(port.bits == std::vector<Bit>{kZero, kZero});
    if (port.name == "out_valid") CHECK(port.bits == std::vector<Bit>{9});
  }
}

TEST_CASE("skeleton: a handshake that depends on data is refused with the path", "[skeleton]") {
  const Netlist design = slice({wide_register({5}, {9}),
                                {"x", "$xor", {{"A", false, {4}}, {"B", false, {9}}, {"Y", true, {20}}}},
                                {"n", "$not", {{"A", false, {20}}, {"Y", true, {6}}}}});
  CHECK_THROWS_WITH(
      Cone(design, kSlice, Precision::kExact, "top.v"),
      "top.v: found a handshake that depends on the data of an input: in_data[1] -> odd -> in_ready, "
      "wanted handshakes that depend on handshakes alone: run it as rtl");
  CHECK_NOTHROW(Cone(design, kSlice, Precision::kCoarse, "top.v"));
}

TEST_CASE("skeleton: a handshake that depends on a memory is refused", "[skeleton]") {
  const Netlist design =
      slice({wide_register({5}, {9}),
             {"m",
              "$memrd",
              {{"ADDR", false, {9}}, {"EN", false, {kOne}}, {"CLK", false, {2}}, {"DATA", true, {6}}}}});
  CHECK_THROWS_WITH(Cone(design, kSlice, Precision::kExact, "top.v"),
                    Catch::Contains("depends on what a memory holds: in_ready"));
}

TEST_CASE("skeleton: what is no block of one clock is refused by name", "[skeleton]") {
  Module block{"odd", {{"clk", false, {2}}, {"other", false, {3}}, {"o", true, {6}}}, {}, {}, {}};
  block.names = {{2, "clk"}, {3, "other"}};
  SECTION("two clocks") {
    block.cells = {flip_flop(2, 5, 4), flip_flop(3, 4, 5), gate("$_AND_", 6, {4, 5})};
    CHECK_THROWS_WITH(Gates(block, "a test"), Catch::Contains("module odd: two clocks, clk and other"));
  }
  SECTION("a loop of gates") {
    block.cells = {gate("$_NAND_", 5, {6, 3}), gate("$_NAND_", 6, {5, 2})};
    CHECK_THROWS_WITH(Gates(block, "a test"), Catch::Contains("gates that make a loop"));
  }
  SECTION("a clock that gates make") {
    block.cells = {gate("$_AND_", 7, {2, 3}), flip_flop(7, 3, 6)};
    CHECK_THROWS_WITH(Gates(block, "a test"), Catch::Contains("a clock that gates make"));
  }
}

namespace {

void check_networks(std::uint64_t first, int count) {
  for (int i = 0; i < count; ++i) {
    Random random(test_seed(), first + static_cast<std::uint64_t>(i));
    const Network network = random_graph("skeleton_" + std::to_string(i), random);
    const Frames frames = random_frames(network, 3, random);
    const Stimulus stimulus{3, inner_stalls(network, test_seed() + 7, 4, i % 2 == 1), frames.beats};
    const testbench::EngineRun native = testbench::run_native(network, stimulus, {.values = false});
    const testbench::EngineRun cut = testbench::run_skeleton(network, stimulus, i % 2 == 0 ? 0 : 37);
    INFO("network " << i << " from seed " << test_seed());
    CHECK(cut.fault.empty());
    const testbench::Comparison comparison = testbench::compare_cycles(network, native.trace, cut.trace);
    INFO(comparison.check.detail);
    CHECK(comparison.check.ok);
    CHECK(cut.trace.complete == native.trace.complete);
  }
}

}  // namespace

TEST_CASE("skeleton: networks at random take native's cycles", "[skeleton][rtl]") { check_networks(100, 2); }

TEST_CASE("skeleton: more networks at random take native's cycles", "[.][nightly][skeleton][rtl]") {
  check_networks(1000, 60);
}

TEST_CASE("skeleton: the interval that its registers prove is that of every later frame", "[skeleton][rtl]") {
  Random random(test_seed(), 9);
  const Network network = random_chain("skeleton_steady", random);
  constexpr std::int64_t kFrames = 40;
  const Stimulus stimulus{kFrames, Traffic::back_to_back(network),
                          random_frames(network, kFrames, random).beats};
  const testbench::EngineRun cut = testbench::run_skeleton(network, stimulus, 0);
  REQUIRE(cut.steady);
  const testbench::EngineRun native = testbench::run_native(network, stimulus, {.values = false});
  const std::vector<Cycle>& ends = native.trace.frames.last_out;
  const std::int64_t begin = cut.steady->transient_frames - 1;
  std::int64_t periods = 0;
  for (std::int64_t f = begin; f + cut.steady->period_frames < kFrames;
       f += cut.steady->period_frames, ++periods)
    CHECK(ends[static_cast<std::size_t>(f + cut.steady->period_frames)] - ends[static_cast<std::size_t>(f)] ==
          cut.steady->period_cycles);
  CHECK(periods > 2);
}

TEST_CASE("skeleton: one that is not what the RTL is, is caught before it runs", "[skeleton][rtl]") {
  Random random(test_seed(), 5);
  const Network network = random_chain("skeleton_wrong", random);
  testbench::SkeletonBuild build = testbench::build_skeleton(network, true);
  // Swap two outputs of a block.
  const auto block = std::ranges::find_if(
      build.design->blocks, [](const skeleton::Design::Block& each) { return each.outputs.size() > 1; });
  REQUIRE(block != build.design->blocks.end());
  std::swap(block->outputs[0].net, block->outputs[1].net);
  build.content.push_back("with two outputs of a block exchanged");
  CHECK_THROWS_WITH(
      testbench::check_skeleton(network, build),
      Catch::Contains("is not what the RTL has: cycle") || Catch::Contains("does not come to rest"));
}

}  // namespace weir::tests::skeleton_test
