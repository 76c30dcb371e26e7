#include "testbench/skeleton_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "network/error.hpp"
#include "skeleton/cone.hpp"
#include "skeleton/elaborated.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/rtl_design.hpp"
#include "testbench/subprocess.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPurpose = "engine skeleton";

constexpr const char* kWords = "words.json";  // the design as read by yosys
constexpr const char* kCut = "cut.json";      // the part the handshakes depend on
constexpr const char* kFlat = "flat.json";
constexpr const char* kGates = "gates.json";  // that part as gates

// The input for yosys.
struct Reading {
  std::vector<std::string> files;
  std::vector<std::string> plain;  // modules in SystemVerilog, which Verilator reads for it
};

std::string plain_file(const std::string& module) { return module + "_plain.v"; }

// Yosys reads our own SystemVerilog and what HLS writes, but not all of finn-rtllib.
Reading reading_of(const RtlDesign& design) {
  Reading reading;
  std::set<std::string> others;  // files used only by blocks that Verilator reads
  std::set<std::string> read;
  for (const finn::StitchedBlock& block : design.blocks) {
    (block.system_verilog ? others : read).insert(block.files.begin(), block.files.end());
    if (block.system_verilog) reading.plain.push_back(block.module);
  }
  for (const rtl::EmittedFile& file : design.sources) {
    if (rtl::is_source(file.name) && (!others.contains(file.name) || read.contains(file.name)))
      reading.files.push_back(file.name);
  }
  for (const std::string& module : reading.plain) reading.files.push_back(plain_file(module));
  return reading;
}

// Registers without an initial value start at 0, as those of an FPGA do.
std::string reading_script(const RtlDesign& design, const Reading& reading) {
  std::string script;
  for (const std::string& file : reading.files)
    script += fmt::format("read_verilog -defer -sv -DSYNTHESIS {}\n", file);
  return script +
         fmt::format("hierarchy -check -top {0}\nproc\nsetundef -zero -init\nopt_clean\nwrite_json {1}\n",
                     design.core, kWords);
}

// Flattens everything below the core: its blocks are the units of simulation.
std::string flattening(const RtlDesign& design) {
  return fmt::format(
      "read_json {1}\nhierarchy -top {0}\nflatten * {0} %d\nhierarchy -top {0}\nopt_expr\nopt_clean\n"
      "write_json {2}\n",
      design.core, kCut, kFlat);
}

std::string mapping(const RtlDesign& design) {
  return fmt::format(
      "read_json {1}\nhierarchy -top {0}\nasync2sync\nopt -full\nwreduce\nopt -full\ntechmap\nopt -full\n"
      "dfflegalize -cell $_DFF_P_ 01\nopt -full -nodffe -nosdff\nabc -g AND,OR,XOR,MUX\n"
      "opt_clean -purge\nwrite_json {2}\n",
      design.core, kCut, kGates);
}

void write_plain(const RtlDesign& design, const std::string& module, const fs::path& folder) {
  const auto block = std::ranges::find(design.blocks, module, &finn::StitchedBlock::module);
  std::string names;
  // In the order of compilation: packages first.
  for (const rtl::EmittedFile& file : design.sources) {
    if (rtl::is_source(file.name) && std::ranges::find(block->files, file.name) != block->files.end())
      names += file.name + "\n";
  }
  write_text(folder / "sources.f", names);
  const std::string tree = module + ".xml";
  std::vector<std::string> command{"verilator",    "--xml-only", "--flatten",   "--xml-output", tree,
                                   "--top-module", module,       "--no-timing", "-f",           "sources.f"};
  command.insert(command.end(), design.flags.begin(), design.flags.end());
  run_tool(command, folder, kPurpose);
  write_text(folder / plain_file(module), skeleton::to_verilog(folder / tree, module));
  fs::remove(folder / tree);
}

void run_yosys(const std::string& script, const fs::path& folder) {
  write_text(folder / "script.ys", script);
  run_tool({"yosys", "-q", "-s", "script.ys"}, folder, kPurpose);
}

const std::string& yosys_version() {
  static const std::string version = [] {
    const Finished finished = run_command({"yosys", "-V"}, ".");
    if (finished.status != 0)
      throw ToolFailure("engine skeleton: yosys is not installed (scripts/setup installs it)");
    return finished.output;
  }();
  return version;
}

skeleton::Border border_of(const Network& network) {
  skeleton::Border border{
      {"push_valid_o", "push_ready_o", "pop_valid_o", "pop_ready_o", "layer_issue_o", "layer_blocked_o"}, {}};
  for (const int s : network.inputs) {
    const std::string axis = "s_axis_" + network.stream(s).name;
    border.wanted.insert(axis + "_tready");
    border.data.insert(axis + "_tdata");
  }
  for (const int s : network.outputs) border.wanted.insert("m_axis_" + network.stream(s).name + "_tvalid");
  return border;
}

}  // namespace

SkeletonBuild build_skeleton(const Network& network, bool border_fifos) {
  // Handshakes must not depend on memory contents; the cone checks that they are not read.
  static const std::regex kImages(R"(\$readmem[hb]\s*\([^;]*;)");
  Network alone = network;
  if (alone.finn) alone.finn->own_top = false;  // assertions compare it, and none are left
  RtlDesign design = rtl_design(alone, border_fifos, Capacity::kAmple);
  const Reading reading = reading_of(design);
  const std::string script = reading_script(design, reading);
  std::vector<std::string> content{yosys_version(), skeleton::code_hash(), script, flattening(design),
                                   mapping(design)};
  for (rtl::EmittedFile& file : design.sources) {
    if (rtl::is_source(file.name)) file.text = std::regex_replace(file.text, kImages, ";");
    content.push_back(file.name);
    content.push_back(file.text);
  }
  SkeletonBuild build{nullptr, content, 0, design.notes, design.assumed};
  const fs::path folder = cached(
      "skeleton", content,
      [&](const fs::path& fresh) {
        for (const rtl::EmittedFile& file : design.sources) {
          write_text(fresh / file.name, file.text);
        }
        for (const std::string& module : reading.plain) write_plain(design, module, fresh);
        run_yosys(script, fresh);
        const auto cut = [&](const char* from, skeleton::Precision precision) {
          const skeleton::Netlist netlist = skeleton::read_netlist(fresh / from, design.core);
          skeleton::Cone(netlist, border_of(network), precision, network.name)
              .cut(fresh / from, fresh / kCut);
        };
        // Most of the design is cut before flattening, and so is never copied.
        cut(kWords, skeleton::Precision::kCoarse);
        run_yosys(flattening(design), fresh);
        cut(kFlat, skeleton::Precision::kExact);
        run_yosys(mapping(design), fresh);
        for (const rtl::EmittedFile& file : design.sources) fs::remove(fresh / file.name);
        for (const char* step : {kWords, kCut, kFlat}) fs::remove(fresh / step);
      },
      &build.build_s);
  build.design = std::make_shared<skeleton::Design>(skeleton::read_netlist(folder / kGates, design.core),
                                                    "clk_i", network.name);
  return build;
}

}  // namespace weir::testbench
