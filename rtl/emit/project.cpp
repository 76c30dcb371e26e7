#include "rtl/emit/project.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace weir::rtl {

namespace {

constexpr const char* kSource = "weir_bench_source";
constexpr const char* kSink = "weir_bench_sink";

// A stream at the network's border, as the ports of the tops show it.
struct Port {
  const Stream& stream;
  bool in;
  std::string name;  // prefix of its signals, without _tdata and so on
  std::int64_t bits;
  bool last;

  [[nodiscard]] std::string file() const {
    return fmt::format("data/{}.{}.hex", stream.name, in ? "in" : "out");
  }
  [[nodiscard]] std::vector<std::string> signals() const {
    std::vector<std::string> names{"tdata", "tvalid", "tready"};
    if (last) names.emplace_back("tlast");
    return names;
  }
};

std::vector<Port> ports_of(const Network& network, bool tlast) {
  std::vector<Port> ports;
  for (const int s : network.inputs) {
    const Stream& stream = network.stream(s);
    ports.push_back({stream, true, axis_name(stream, true), padded_to_bytes(stream.width_bits), false});
  }
  for (const int s : network.outputs) {
    const Stream& stream = network.stream(s);
    ports.push_back({stream, false, axis_name(stream, false), padded_to_bytes(stream.width_bits), tlast});
  }
  return ports;
}

std::string joined(const std::vector<std::string>& entries) {
  return fmt::format("{}", fmt::join(entries, ",\n"));
}

// From these attributes Vivado recognises clock, reset and AXI-Stream when it packages a module.
std::string top(const Network& network, const std::vector<Port>& ports, double clock_mhz) {
  std::vector<std::string> buses, declared, pins{"      .clk_i(aclk)", "      .rst_ni(aresetn)"};
  for (const Port& port : ports) buses.push_back(port.name);
  declared.push_back(fmt::format(
      "    (* X_INTERFACE_INFO = \"xilinx.com:signal:clock:1.0 aclk CLK\" *)\n"
      "    (* X_INTERFACE_PARAMETER = \"XIL_INTERFACENAME aclk, ASSOCIATED_BUSIF {}, ASSOCIATED_RESET "
      "aresetn, FREQ_HZ {}\" *)\n    input wire aclk",
      fmt::join(buses, ":"), std::llround(clock_mhz * 1e6)));
  declared.emplace_back(
      "    (* X_INTERFACE_INFO = \"xilinx.com:signal:reset:1.0 aresetn RST\" *)\n"
      "    (* X_INTERFACE_PARAMETER = \"XIL_INTERFACENAME aresetn, POLARITY ACTIVE_LOW\" *)\n    input wire "
      "aresetn");
  for (const Port& port : ports) {
    for (const std::string& signal : port.signals()) {
      std::string upper = signal;
      std::ranges::transform(upper, upper.begin(),
                             [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c; });
      std::string text = fmt::format("    (* X_INTERFACE_INFO = \"xilinx.com:interface:axis:1.0 {} {}\" *)\n",
                                     port.name, upper);
      if (signal == "tdata") {
        text += fmt::format(
            "    (* X_INTERFACE_PARAMETER = \"XIL_INTERFACENAME {}, TDATA_NUM_BYTES {}, HAS_TREADY 1, "
            "HAS_TLAST {}\" *)\n",
            port.name, port.bits / 8, port.last ? 1 : 0);
      }
      const bool forward = signal != "tready";
      declared.push_back(fmt::format("{}    {} wire {}{}_{}", text, forward == port.in ? "input" : "output",
                                     signal == "tdata" ? fmt::format("[{}:0] ", port.bits - 1) : "",
                                     port.name, signal));
      pins.push_back(fmt::format("      .{0}_{1}({0}_{1})", port.name, signal));
    }
  }
  return fmt::format(
      "// Network {0} for a block design: AXI-Stream in, AXI-Stream out, at {1} MHz.\n"
      "module {0}_top (\n{2}\n);\n  {0} u_network (\n{3}\n  );\nendmodule\n",
      network.name, clock_mhz, joined(declared), joined(pins));
}

// A seed far from those of other streams. The generators are shift registers, which stay similar for long if
// their seeds are small numbers.
std::string stall_seed(std::uint32_t number) {
  constexpr std::uint32_t kGolden = 0x9E3779B9;  // 2 ** 32 over the golden ratio, odd
  return fmt::format("32'h{:08x}", kGolden * number);
}

std::string constraints(double clock_mhz) {
  return fmt::format("# {} MHz\ncreate_clock -name aclk -period {:.3f} [get_ports aclk]\n", clock_mhz,
                     1000 / clock_mhz);
}

std::string packaging(const Network& network, const Emitted& emitted, const std::string& part) {
  std::string sources, headers, images;
  for (const EmittedFile& file : emitted.sources) {
    if (is_source(file.name)) sources += fmt::format("  {}\n", file.name);
    if (is_header(file.name)) headers += fmt::format("  {}\n", file.name);
  }
  for (const EmittedFile& image : emitted.images) images += fmt::format("  {}\n", image.name);
  return fmt::format(
      R"(# Packages the network for Vivado's IP catalogue, in ip/: vivado -mode batch -source package.tcl, in this folder.
set part {1}
set sources {{
{2}}}
set headers {{
{4}}}
set images {{
{3}}}

create_project -force -part $part {0} vivado
add_files $sources
set_property file_type SystemVerilog [get_files *.sv]
add_files {0}_top.v
if {{[llength $headers] > 0}} {{
  add_files $headers
  foreach header $headers {{ set_property file_type {{Verilog Header}} [get_files $header] }}
}}
if {{[llength $images] > 0}} {{
  add_files $images
  set_property file_type {{Memory Initialization Files}} [get_files *.hex]
}}
add_files -fileset constrs_1 {0}_top.xdc
set_property USED_IN {{out_of_context synthesis implementation}} [get_files *.xdc]
set_property top {0}_top [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -force -root_dir ip -vendor user.org -library user -taxonomy /UserIP -import_files
set core [ipx::current_core]
set_property name {0} $core
set_property display_name {0} $core
set_property version 1.0 $core
ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity $core
ipx::save_core $core
close_project
)",
      network.name, part, sources, images, headers);
}

// One beat on each line, padded to whole bytes.
std::string beats_text(const Beats& beats, std::int64_t bits) {
  std::string text;
  for (std::int64_t b = 0; b < beats.size(); ++b) {
    for (std::int64_t digit = bits / 4; digit-- > 0;) {
      const std::uint64_t word = digit / 16 < beats.words_per_beat ? beats.beat(b)[digit / 16] : 0;
      text += "0123456789abcdef"[word >> (digit % 16 * 4) & 15U];
    }
    text += '\n';
  }
  return text;
}

std::string test_bench(const Network& network, const std::vector<Port>& ports,
                       const ProjectOptions& options) {
  // Longer than any layer can work without a beat at the network's inputs and outputs.
  std::int64_t patience = 1000;
  for (const Layer& layer : network.layers) patience += layer.ideal_cycles();
  for (const Stream& stream : network.streams) patience += 2 * stream.beats_per_frame;
  std::string text = fmt::format(
      "// Self-checking test bench of {0}_top: {1} frames back to back, or with stalls at random at every "
      "stream (+stalls).\n"
      "// It compares every beat that comes out{2}, prints PASS or FAIL, and ends\n// with a failure if "
      "something is wrong. A time unit is a picosecond.\n"
      "module {0}_tb;\n"
      "  localparam int Patience = {3};  // cycles without a transfer at the border: nothing more will "
      "come\n",
      network.name, options.frames,
      options.last_cycles.empty() ? "" : " and, without stalls, the cycle of each output's last one",
      patience);
  text += fmt::format(
      "\n  bit aclk = 1'b0, aresetn = 1'b0, stalls = 1'b0;\n"
      "  int reset_left = 8;\n"
      "  // From the end of reset; since the last transfer; since the first error.\n"
      "  logic [31:0] cycle = 0, idle = 0, wrong_for = 0;\n\n"
      "  always #{0} aclk = !aclk;\n\n"
      "  initial stalls = $test$plusargs(\"stalls\") != 0;\n",
      std::llround(500'000 / options.clock_mhz));
  std::vector<std::string> moves, dones, errors, last_cycles,
      pins{"      .aclk(aclk)", "      .aresetn(aresetn)"};
  std::string verdict;  // prints the errors at the end
  std::string wrong = "done !== 1'b1 || errors !== 0";
  std::uint32_t number = 0;
  for (const Port& port : ports) {
    text += fmt::format("\n  wire [{0}:0] {1}_tdata;\n  wire {1}_tvalid, {1}_tready, {1}_done;\n",
                        port.bits - 1, port.name);
    const std::int64_t beats = options.frames * port.stream.beats_per_frame;
    moves.push_back(fmt::format("({0}_tvalid && {0}_tready)", port.name));
    dones.push_back(fmt::format("{}_done", port.name));
    for (const std::string& signal : port.signals())
      pins.push_back(fmt::format("      .{0}_{1}({0}_{1})", port.name, signal));
    const std::string common =
        fmt::format("      .Width({}),\n      .Beats({}),\n      .File(\"{}\"),\n      .Seed({})", port.bits,
                    beats, port.file(), stall_seed(++number));
    if (port.in) {
      text += fmt::format(
          "  {0} #(\n{1}\n  ) u_{2} (\n      .clk_i(aclk),\n      .rst_ni(aresetn),\n      "
          ".stalls_i(stalls),\n"
          "      .m_data_o({2}_tdata),\n      .m_valid_o({2}_tvalid),\n      .m_ready_i({2}_tready),\n"
          "      .done_o({2}_done)\n  );\n",
          kSource, common, port.name);
      verdict += fmt::format(
          "    if ({0}_done !== 1'b1) $display(\"FAIL: cycle %0d: {1}: not every beat has gone in, and "
          "nothing "
          "moves any more\", cycle);\n",
          port.name, port.stream.name);
      continue;
    }
    if (port.last) text += fmt::format("  wire {}_tlast;\n", port.name);
    text += fmt::format(
        "  wire [31:0] {2}_errors, {2}_last_cycle, {2}_taken;\n"
        "  {0} #(\n{1},\n      .FrameBeats({3}),\n      .Last(1'b{4}),\n      .Name(\"{5}\")\n  ) u_{2} (\n"
        "      .clk_i(aclk),\n      .rst_ni(aresetn),\n      .stalls_i(stalls),\n      .cycle_i(cycle),\n"
        "      .s_data_i({2}_tdata),\n      .s_last_i({6}),\n      .s_valid_i({2}_tvalid),\n"
        "      .s_ready_o({2}_tready),\n      .done_o({2}_done),\n      .last_cycle_o({2}_last_cycle),\n"
        "      .taken_o({2}_taken),\n      .errors_o({2}_errors)\n  );\n",
        kSink, common, port.name, port.stream.beats_per_frame, port.last ? 1 : 0, port.stream.name,
        port.last ? port.name + "_tlast" : "1'b0");
    errors.push_back(port.name + "_errors");
    last_cycles.push_back(port.name + "_last_cycle");
    verdict += fmt::format(
        "    if ({0}_done !== 1'b1) $display(\"FAIL: cycle %0d: {1}: found %0d beats, wanted {2}: nothing "
        "moves any "
        "more\", cycle, {0}_taken);\n",
        port.name, port.stream.name, beats);
    if (options.last_cycles.empty()) continue;
    const Cycle last = options.last_cycles.at(errors.size() - 1);
    verdict += fmt::format(
        "    else if (!stalls && {0}_last_cycle !== {2})\n      $display(\"FAIL: {1}: the last beat came out "
        "in "
        "cycle %0d, wanted {2}\", {0}_last_cycle);\n",
        port.name, port.stream.name, last);
    wrong += fmt::format(" || (!stalls && {}_last_cycle !== {})", port.name, last);
  }
  text += fmt::format("\n  {0}_top u_top (\n{1}\n  );\n\n", network.name, joined(pins));
  text += fmt::format("  wire moved = {};\n  wire done = {};\n  wire [31:0] errors = {};\n",
                      fmt::join(moves, " || "), fmt::join(dones, " && "), fmt::join(errors, " + "));
  text += "  logic [31:0] last_cycle;\n  always_comb begin\n    last_cycle = 0;\n";
  for (const std::string& name : last_cycles)
    text += fmt::format("    if ({0} > last_cycle) last_cycle = {0};\n", name);
  text += "  end\n";
  text += fmt::format(
      R"(
  always @(posedge aclk) begin
    if (reset_left > 0) begin
      reset_left <= reset_left - 1;
      if (reset_left == 1) aresetn <= 1'b1;
    end else begin
      cycle <= cycle + 1;
      // An unknown handshake is none.
      idle <= moved === 1'b1 ? 0 : idle + 1;
      if (errors !== 0) wrong_for <= wrong_for + 1;
      if (idle == Patience || wrong_for == Patience) finish;
    end
  end

  task automatic finish;
{0}    if ({1}) $fatal(1, "FAIL: {2}");
    $display("PASS: {2}: {3} frames, the last beat out in cycle %0d", last_cycle);
    $finish;
  endtask
endmodule
)",
      verdict, wrong, network.name, options.frames);
  return text;
}

std::string makefile(const Network& network, bool bench, const Emitted& emitted,
                     const std::vector<Port>& ports) {
  std::vector<std::string> data, headers;
  for (const EmittedFile& image : emitted.images) data.push_back(image.name);
  for (const EmittedFile& file : emitted.sources) {
    if (is_header(file.name)) headers.push_back(file.name);
  }
  for (const Port& port : ports) data.push_back(port.file());
  std::string text =
      fmt::format("NAME := {}\nSOURCES := $(shell cat filelist.f) $(NAME)_top.v\n", network.name);
  if (!bench) {
    return "# make checks the sources with Verilator. They have no test bench, as nothing says what comes "
           "out.\n" +
           text + ".PHONY: all\nall:\n\tverilator --lint-only --top-module $(NAME)_top $(SOURCES)\n";
  }
  return R"(# make: the test bench under Verilator and under Icarus Verilog, back to back and with stalls.
# make verilator, make icarus: under one of them alone. make clean removes what they made.
)" + text +
         fmt::format("BENCH := {}.sv {}.sv $(NAME)_tb.sv\nHEADERS := {}\nDATA := {}\n", kSource, kSink,
                     fmt::join(headers, " "), fmt::join(data, " ")) +
         R"(VERILATOR ?= verilator
IVERILOG ?= iverilog
VVP ?= vvp

.PHONY: all verilator icarus clean
.DELETE_ON_ERROR:
all: verilator icarus

# What Verilator writes for make has the folder's path.
ifneq ($(words $(CURDIR)),1)
build/verilator/simulation: blank
blank:
	@echo "Found a blank in the path of this folder, $(CURDIR): Verilator wants one without. \`make icarus\` runs here." && false
endif

# -fno-reloop: without it Verilator 5.006 writes code for wide signals that does not compile.
build/verilator/simulation: $(SOURCES) $(HEADERS) $(BENCH)
	mkdir -p build/verilator
	$(VERILATOR) --binary --assert --timescale 1ps/1ps -fno-reloop --expand-limit 8 -Wno-TIMESCALEMOD \
	  --top-module $(NAME)_tb --Mdir build/verilator -o simulation $(SOURCES) $(BENCH)

# Concurrent assertions are more than Icarus Verilog 11 knows; SYNTHESIS leaves them out. What it is "sorry" about is that it runs
# some processes more often than need be.
build/icarus.vvp: $(SOURCES) $(HEADERS) $(BENCH)
	mkdir -p build
	$(IVERILOG) -g2012 -DSYNTHESIS -s $(NAME)_tb -o $@ $(SOURCES) $(BENCH)

verilator: build/verilator/simulation $(DATA)
	$<
	$< +stalls

icarus: build/icarus.vvp $(DATA)
	$(VVP) -n $<
	$(VVP) -n $< +stalls

clean:
	rm -rf build
)";
}

}  // namespace

std::vector<EmittedFile> project(const Network& network, const Emitted& emitted,
                                 const ProjectOptions& options) {
  const std::vector<Port> ports = ports_of(network, options.tlast);
  const bool bench = options.frames > 0;
  std::vector<EmittedFile> files{{network.name + "_top.v", top(network, ports, options.clock_mhz)},
                                 {network.name + "_top.xdc", constraints(options.clock_mhz)},
                                 {"package.tcl", packaging(network, emitted, options.fpga_part)},
                                 {"Makefile", makefile(network, bench, emitted, ports)}};
  if (!bench) return files;
  files.push_back({network.name + "_tb.sv", test_bench(network, ports, options)});
  for (const char* module : {kSource, kSink})
    files.push_back({fmt::format("{}.sv", module), library_source(fmt::format("bench/{}", module))});
  std::size_t in = 0;
  std::size_t out = 0;
  for (const Port& port : ports) {
    const Beats& beats = port.in ? options.inputs[in++] : options.outputs[out++];
    files.push_back({port.file(), beats_text(beats, port.bits)});
  }
  return files;
}

}  // namespace weir::rtl
