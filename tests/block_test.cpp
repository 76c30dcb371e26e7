// A user's RTL in place of a layer: its values are exact and equal in every engine that runs it, or it is
// caught.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "rtl/emit.hpp"
#include "rtl/emit/block_names.hpp"
#include "sizing/size.hpp"
#include "testbench/run.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::block_test {

namespace {

const std::string kBlocks = WEIR_SOURCE_DIR "/tests/blocks/";
// 16 beats a frame of two uint4.
const std::string kInput = "{type: uint4, shape: [4, 4, 2], elements_per_beat: 2}";

std::string rtl(const std::string& file, const std::string& module, const std::string& parameters,
                const std::string& ports) {
  return fmt::format("engine: {{rtl: {{files: [{}{}], module: {}, parameters: {{{}}}, ports: {}}}}}", kBlocks,
                     file, module, parameters, ports);
}

std::string add_three(const std::string& engine) {
  return "  - {kind: channelwise, name: add, op: add, pe: 2, parameters: {type: uint2, values: 3}, " +
         engine + "}";
}

constexpr const char* kAddition = "LANES: 2, IN_BITS: 4, OUT_BITS: 5, ADD: 3";
const std::string kAxis = "{clock: clk, reset: rst_n, in: s_axis_tdata, out: m_axis_tdata}";

std::string faulty(int fault) {
  return add_three(rtl("faulty.sv", "faulty", fmt::format("{}, FAULT: {}", kAddition, fault), kAxis));
}

// Puts the block's entry between two of Weir's layers, with stalls.
Draft& with_block(Draft& draft, const std::string& entry) {
  return draft
      .layers(kInput,
              {"  - {kind: threshold, name: quant, pe: 2, output: uint4, thresholds: {seed: 1}}", entry,
               "  - {kind: mvtu, name: fc, rows: 6, pe: 2, simd: 2, flatten: true, weights: {type: int3, "
               "seed: 3}}"})
      .line(4, "engines: [golden, hls, systemc, rtl]")
      .append("frames: 4")
      .append("traffic: {source: {open: [1, 5], closed: [0, 3]}, sink: {open: [1, 3], closed: [0, 9]}}");
}

RunResult run_of(const Draft& draft) { return testbench::run(draft.load(), {}); }

void check_passes(const RunResult& result) {
  CHECK(result.checks.size() >= 5);
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
}

std::string failures(const RunResult& result) {
  std::string text;
  for (const Check& check : result.checks) {
    if (!check.ok) text += check.name + ": " + check.detail + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("block: a skid buffer of plain Verilog, with delays and a reset that is high",
          "[block][rtl][systemc]") {
  Draft draft;
  check_passes(run_of(with_block(
      draft, add_three(rtl("skid_buffer.v", "skid_buffer", kAddition,
                           "{clock: aclk, reset: {high: areset}, in: s_axis_tdata, out: m_axis_tdata, tie: "
                           "{enable: 1}}")))));
}

TEST_CASE("block: the skeleton of a skid buffer takes the cycles of its RTL", "[block][rtl][skeleton]") {
  Draft draft;
  check_passes(
      run_of(with_block(draft, add_three(rtl("skid_buffer.v", "skid_buffer", kAddition,
                                             "{clock: aclk, reset: {high: areset}, in: s_axis_tdata, out: "
                                             "m_axis_tdata, tie: {enable: 1}}")))
                 .line(4, "engines: [golden, rtl, skeleton]")));
}

TEST_CASE("block: a pipeline that runs on credits, with ports in capitals", "[block][rtl][systemc]") {
  Draft draft;
  check_passes(run_of(with_block(
      draft, add_three(rtl("credit_loop.sv", "credit_loop", kAddition,
                           "{clock: ap_clk, reset: ap_rst_n, in: in0_V_TDATA, out: [out_V_TDATA]}")))));
}

TEST_CASE("block: wait states that depend on data, on ports of whole bytes", "[block][rtl][systemc]") {
  Draft draft;
  check_passes(run_of(with_block(
      draft,
      add_three(rtl("wait_states.sv", "wait_states", kAddition,
                    "{clock: clk, reset: rst_n, in: {data: in_data, valid: in_valid, ready: in_ready}, out: "
                    "{data: out_data, valid: out_valid, ready: out_ready}}")))));
}

TEST_CASE("block: a skeleton of handshakes that depend on data is refused with the path",
          "[block][skeleton]") {
  Draft draft;
  with_block(
      draft,
      add_three(rtl("wait_states.sv", "wait_states", kAddition,
                    "{clock: clk, reset: rst_n, in: {data: in_data, valid: in_valid, ready: in_ready}, out: "
                    "{data: out_data, valid: out_valid, ready: out_ready}}")))
      .line(4, "engines: [skeleton]");
  // The data was stored in a FIFO's memory.
  CHECK_THROWS_WITH(run_of(draft), Catch::Contains("depends on what a memory holds: weir_stream.m_data_o[") &&
                                       Catch::Contains("-> wait_states.in_data[") &&
                                       Catch::Contains("-> wait_states.out_valid -> add_out_push_valid"));
}

TEST_CASE("block: a converter of uneven rate in the place of a dwc", "[block][rtl][systemc]") {
  Draft draft;
  with_block(draft, "  - {kind: dwc, name: wide, out_bits: 12, " +
                        rtl("uneven_converter.sv", "uneven_converter", "IN: 8, OUT: 12", kAxis) + "}");
  draft.line(9, "  - {kind: dwc, name: narrow, out_bits: 4, " +
                    rtl("uneven_converter.sv", "uneven_converter", "IN: 12, OUT: 4", kAxis) + "}");
  // In frames of 128 bits Weir's converters would pad the last word of 12 bits. 96 bits need no padding.
  draft.line(5, "input: {type: uint4, shape: [4, 3, 2], elements_per_beat: 2}");
  check_passes(run_of(draft));
}

TEST_CASE("block: its cycles are its own, in a pipeline of models and in one of RTL",
          "[block][rtl][systemc]") {
  Draft draft;
  const auto cycles = [&](int wait) {
    with_block(draft,
               add_three(rtl(
                   "wait_states.sv", "wait_states", fmt::format("{}, WAIT: {}", kAddition, wait),
                   "{clock: clk, reset: rst_n, in: {data: in_data, valid: in_valid, ready: in_ready}, out: "
                   "{data: out_data, valid: out_valid, ready: out_ready}}")));
    const RunResult result = run_of(draft);
    check_passes(result);
    CHECK(result.engines[2].cycles == result.engines[3].cycles);
    return result.engines[3].cycles.value_or(0);
  };
  // 64 beats pass, one at a time.
  CHECK(cycles(12) >= cycles(2) + 64 * 10 - 100);
}

TEST_CASE("block: one that does nothing wrong passes, others are caught, each by what it does",
          "[block][rtl]") {
  Draft draft;
  check_passes(run_of(with_block(draft, faulty(0))));
  const auto fails = [&](int fault, const std::vector<std::string>& words) {
    INFO("fault " << fault);
    const RunResult result = run_of(with_block(draft, faulty(fault)));
    CHECK_FALSE(result.passed());
    const std::string text = failures(result);
    CAPTURE(text);
    // Both engines detect it.
    for (const char* engine : {"systemc", "rtl"}) CHECK_THAT(text, Catch::Contains(engine));
    for (const std::string& word : words) CHECK_THAT(text, Catch::Contains(word));
  };
  fails(1, {"an offered beat changed or went away before it was taken", "add_out"});
  fails(2, {"an offered beat changed or went away before it was taken", "add_out"});
  fails(3, {"bit_exact", "stream add_out", "frame 0, beat 5"});
  fails(4, {"stream add_out"});
  fails(5, {"stream add_out"});
  fails(6, {"stopped, not locked"});
}

TEST_CASE("block: what has no model is refused by name", "[block]") {
  Draft draft;
  with_block(draft, faulty(0)).line(4, "engines: [golden, native]");
  const std::string wanted =
      "found layer add in the user's RTL, module faulty, wanted layers that have models";
  CHECK_THROWS_WITH(run_of(draft), Catch::Contains(":8: engine native: " + wanted));
  CHECK_THROWS_WITH(sizing::size(draft.load(), {}), Catch::Contains(wanted));
  draft.line(4, "engines: [golden, systemc]");
  testbench::RunOptions timing;
  timing.timing_only = true;
  CHECK_THROWS_AS(testbench::run(draft.load(), timing), BadInput);
}

TEST_CASE("block: ports that the module has not, or has otherwise", "[block][rtl]") {
  Draft draft;
  const auto refused = [&](const std::string& parameters, const std::string& ports,
                           const std::string& message) {
    with_block(draft, add_three(rtl("skid_buffer.v", "skid_buffer", parameters, ports)));
    CHECK_THROWS_WITH(run_of(draft), Catch::Contains(":8: ports: " + message));
  };
  const std::string right = "clock: aclk, reset: {high: areset}, in: s_axis_tdata, out: m_axis_tdata";
  refused(kAddition, "{" + right + "}", "found nothing that drives enable, an input of module skid_buffer");
  refused(kAddition, "{" + right + ", tie: {enabled: 1}}", "found enabled, which module skid_buffer has not");
  refused(kAddition, "{" + right + ", tie: {s_axis_tready: 1}}", "found s_axis_tready, no input of module");
  refused(kAddition, "{" + right + ", tie: {enable: 1, aclk: 1}}", "found aclk a second time");
  refused("LANES: 2, IN_BITS: 4, OUT_BITS: 9", "{" + right + ", tie: {enable: 1}}",
          "found m_axis_tdata of 18 bits, wanted 10 or 16 bits, for layer add");
}

TEST_CASE("block: the names that a Verilog text declares", "[block]") {
  using Names = std::vector<std::string>;
  CHECK(rtl::declared_names("module a (input clk); endmodule\nmodule automatic b #(parameter P = 1) ();") ==
        Names{"a", "b"});
  CHECK(rtl::declared_names("package p; endpackage interface i; endinterface primitive u(o, i);") ==
        Names{"p", "i", "u"});
  CHECK(
      rtl::declared_names("// module a\n/* module b */ string s = \"\\\" module c\"; endmodule d;").empty());
  CHECK(rtl::declared_names("module \\a-b (); module_x y; module") == Names{"a-b"});
}

TEST_CASE("block: names of files and modules that are made beside it", "[block][rtl]") {
  Draft draft;
  std::string source;
  {
    std::ifstream stream(kBlocks + "skid_buffer.v");
    source.assign(std::istreambuf_iterator<char>(stream), {});
  }
  const auto load = [&](const std::string& file, const std::string& more) {
    draft.data(file, source + more);
    return with_block(
               draft,
               add_three(fmt::format(
                   "engine: {{rtl: {{files: [{}], module: skid_buffer, parameters: {{{}}}, ports: {{clock: "
                   "aclk, reset: {{high: areset}}, in: s_axis_tdata, out: m_axis_tdata, tie: {{enable: "
                   "1}}}}}}}}",
                   file, kAddition)))
        .load();
  };
  const auto refused = [&](const std::string& file, const std::string& more, const std::string& message) {
    Scenario scenario = load(file, more);
    scenario.engines = {"golden", "rtl"};
    CHECK_THROWS_WITH(testbench::run(scenario, {}), Catch::Contains(":8: files: found " + message));
    CHECK_THROWS_WITH(rtl::emit(scenario.network, {}), Catch::Contains(":8: files: found " + message));
  };
  const std::string core = " of layer add, beside the module s_core that is made for the network s";
  refused("s_core.v", "", "file s_core.v" + core);
  refused("S_Core.sv", "", "file S_Core.sv" + core);
  refused("own.v", "\nmodule s_core (); endmodule\n", "module s_core in own.v" + core);
  refused("Weir_fifo.sv", "", "file Weir_fifo.sv of layer add, beside Weir's own modules");
  refused("own.v", "\nmodule weir_mine (); endmodule\n",
          "module weir_mine in own.v of layer add, beside Weir's");
  const Scenario top = load("own.v", "\nmodule s_top (); endmodule\n");
  CHECK_NOTHROW(rtl::check_block_names(top.network, {"_core"}));
  CHECK_THROWS_WITH(rtl::check_block_names(top.network, {"_core", "_top"}),
                    Catch::Contains("module s_top in own.v of layer add, beside the module s_top"));
}

TEST_CASE("block: its keys", "[block][scenario]") {
  Draft draft;
  const auto entry = [&](const std::string& engine) -> const Draft& {
    return with_block(draft, add_three("engine: " + engine));
  };
  const std::string file = kBlocks + "faulty.sv";
  const auto block = [&](const std::string& keys) { return "{rtl: {files: " + file + ", " + keys + "}}"; };
  CHECK_NOTHROW(entry(block("module: faulty, ports: " + kAxis)).load());
  entry("vhdl").rejected(8, "engine", "vhdl", "rtl, or {rtl: {files: .., module: .., ports: ..}}");
  entry("{vhdl: {}}").rejected(8, "vhdl", "", "rtl");
  entry("{rtl: {files: absent.sv, module: m, ports: " + kAxis + "}}")
      .rejected(8, "files", "absent.sv, which is no file", "one");
  entry("{rtl: {files: [], module: m, ports: " + kAxis + "}}").rejected(8, "files", "an empty list", "files");
  entry("{rtl: {files: [" + file + ", " + file + "], module: m, ports: " + kAxis + "}}")
      .rejected(8, "files", "faulty.sv a second time", "different names");
  entry("{rtl: {files: " + kBlocks + "../main.cpp, module: m, ports: " + kAxis + "}}")
      .rejected(8, "files", "", "of Verilog");
  entry(block("module: 2m, ports: " + kAxis)).rejected(8, "module", "2m", "a name of SystemVerilog");
  entry(block("module: m")).rejected(8, "ports", "", "");
  entry(block("module: m, ports: {clock: c, in: data, out: m_tdata}"))
      .rejected(8, "in", "data", "ends in tdata or TDATA");
  entry(block("module: m, ports: {clock: c, in: [a_tdata, b_tdata], out: m_tdata}"))
      .rejected(8, "in", "2 ports", "1, one for each stream of add");
  entry(block("module: m, ports: {clock: c, in: a_tdata, out: m_tdata, tie: {x: 2}}"))
      .rejected(8, "x", "2", "from 0 to 1");
  entry(block("module: m, idle: 0, ports: " + kAxis)).rejected(8, "idle", "0", "from 1");
  entry(block("module: m, parameters: {A: 'a\"b'}, ports: " + kAxis)).rejected(8, "A", "", "without quotes");
  entry(block("module: m, parameters: {'A B': 1}, ports: " + kAxis))
      .rejected(8, "A B", "\"A B\"", "a name of SystemVerilog");
  entry(block("module: m, ports: {clock: c, in: a_tdata, out: m_tdata, tie: {'x, .y': 1}}"))
      .rejected(8, "x, .y", "\"x, .y\"", "a name of SystemVerilog");
  for (const char* const name :
       {"a b.v", "a$b.sv", "a#b.v", "a:b.v", "a{b.v", "a[b.v", "-a.v", "+a.v", "a;b.v"})
    entry("{rtl: {files: ['" + std::string(name) + "'], module: m, ports: " + kAxis + "}}")
        .rejected(8, "files", name, "letters, digits, _, -, . and + alone");
  with_block(
      draft,
      "  - {kind: channelwise, op: add, pe: 2, parameters: {type: uint2, values: 3}, hardware: {slices: "
      "true}, engine: " +
          block("module: m, ports: " + kAxis) + "}")
      .rejected(8, "hardware", "it beside the user's RTL", "one of them");
  with_block(draft,
             "  - {kind: conv, channels: 2, kernel: 3, pads: 1, pe: 2, simd: 2, weights: {type: int3, seed: "
             "1}, engine: " +
                 block("module: m, ports: " + kAxis) + "}")
      .rejected(8, "engine", "RTL for 3 layers", "an entry of one layer");
}

}  // namespace weir::tests::block_test
