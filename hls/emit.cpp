#include "hls/emit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <span>
#include <sstream>
#include <utility>

#include "hls/emit/fragment.hpp"
#include "network/error.hpp"
#include "network/share.hpp"

namespace weir::hls {

namespace {

// The emitter's own names (fc0_Weights, Frames) have a capital letter, which no name in a network has.

std::string read_library_file(const std::string& name) {
  const char* folder = std::getenv("WEIR_HLS_DIR");
  const std::filesystem::path path =
      (folder != nullptr ? std::filesystem::path(folder) : share_folder() / "hls") / name;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw ToolFailure("cannot read " + path.string() +
                      " (environment variable WEIR_HLS_DIR: folder of the HLS library)");
  return text.str();
}

// Adds the header hls/`name` and the headers of the library that it includes.
void add_library_file(const std::string& name, std::map<std::string, std::string>& files) {
  const auto [file, is_new] = files.emplace("hls/" + name, "");
  if (!is_new) return;
  file->second = read_library_file(name);
  static const std::regex kInclude("(?:^|\n)#include \"hls/([^\"]*)\"");
  const std::string& text = file->second;
  for (std::sregex_iterator i(text.begin(), text.end(), kInclude), end; i != end; ++i)
    add_library_file((*i)[1], files);
}

class Emitter {
 public:
  Emitter(const Network& network, const Project& project)
      : network_(network), project_(project), top_(network.name) {
    for (const Layer& layer : network.layers) {
      fragments_.push_back(fragment(layer, names(layer.inputs), names(layer.outputs)));
    }
  }

  Emitted emit() const {
    std::vector<EmittedFile> data;
    add_data(data, network_.inputs, project_.inputs, "in");
    add_data(data, network_.outputs, project_.outputs, "expected");
    Emitted emitted{top_,
                    {{top_ + ".hpp", header()},
                     {top_ + ".cpp", source()},
                     {top_ + "_params.hpp", parameters()},
                     {top_ + "_tb.cpp", test_bench()},
                     {top_ + ".tcl", script()},
                     {"Makefile", makefile(data)}}};
    std::ranges::move(data, std::back_inserter(emitted.files));
    std::map<std::string, std::string> library;
    for (const std::string& name : headers()) add_library_file(name, library);
    for (const char* shim : {"shim/ap_int.h", "shim/hls_stream.h"}) add_library_file(shim, library);
    for (auto& [name, text] : library) emitted.files.push_back({name, std::move(text)});
    return emitted;
  }

 private:
  const Stream& stream(int index) const { return network_.stream(index); }

  Names names(const std::vector<int>& streams) const {
    Names result;
    for (const int index : streams) result.push_back(stream(index).name);
    return result;
  }

  void add_data(std::vector<EmittedFile>& files, const std::vector<int>& streams,
                const std::vector<Beats>& beats, const std::string& extension) const {
    for (std::size_t i = 0; i < beats.size(); ++i) {
      std::string bytes;
      for (const std::uint64_t word : beats[i].words) {
        for (int byte = 0; byte < 8; ++byte) bytes += static_cast<char>(word >> (8 * byte) & 0xffU);
      }
      files.push_back({fmt::format("data/{}.{}", stream(streams[i]).name, extension), bytes});
    }
  }

  std::vector<int> ports() const {
    std::vector<int> result = network_.inputs;
    std::ranges::copy_if(network_.outputs, std::back_inserter(result),
                         [&](int index) { return stream(index).from != kBorder; });
    return result;
  }

  std::string signature() const {
    std::string text = "void " + top_ + "(";
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "hls::stream<ap_uint<{}> >& {}, ", stream(index).width_bits,
                     stream(index).name);
    }
    return text + "unsigned Frames)";
  }

  std::string header() const {
    constexpr std::int64_t kVendorMaximum = 1024;  // AP_INT_MAX_W of the vendor's ap_common.h
    std::int64_t widest = 0;
    for (const Stream& s : network_.streams) widest = std::max(widest, s.width_bits);
    for (const Fragment& f : fragments_) widest = std::max(widest, f.widest_bits);
    return fmt::format(
        "// The network {} as a dataflow of streams; runs Frames frames.\n#pragma once\n\n{}"
        "#include <ap_int.h>\n#include <hls_stream.h>\n\n{};\n",
        top_, widest > kVendorMaximum ? fmt::format("#define AP_INT_MAX_W {}\n\n", widest) : "", signature());
  }

  std::set<std::string> headers() const {
    std::set<std::string> result{"csim.hpp"};  // a layer's header has the name of its function
    for (const Fragment& f : fragments_) result.insert(f.call.substr(0, f.call.find('<')) + ".hpp");
    return result;
  }

  std::string source() const {
    std::string text = fmt::format("#include \"{0}.hpp\"\n\n", top_);
    for (const std::string& name : headers())
      fmt::format_to(std::back_inserter(text), "#include \"hls/{}\"\n", name);
    fmt::format_to(std::back_inserter(text), "#include \"{}_params.hpp\"\n\n{} {{\n", top_, signature());
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "#pragma HLS INTERFACE axis port = {}\n", stream(index).name);
    }
    text += "#pragma HLS INTERFACE s_axilite port = Frames\n#pragma HLS INTERFACE s_axilite port = return\n";
    for (const Fragment& f : fragments_) {
      for (const std::string& partition : f.partitions)
        text += "#pragma HLS ARRAY_PARTITION " + partition + "\n";
    }
    text += "#pragma HLS DATAFLOW\n";
    for (const Stream& s : network_.streams) {
      if (!is_inner(s)) continue;
      fmt::format_to(
          std::back_inserter(text),
          "  hls::stream<ap_uint<{1}> > {0}(\"{0}\");\n#pragma HLS STREAM variable = {0} depth = {2}\n",
          s.name, s.width_bits, s.depth);
    }
    for (std::size_t i = 0; i < fragments_.size(); ++i) {
      const Layer& layer = network_.layers[i];
      fmt::format_to(std::back_inserter(text), "\n  // {}\n  weir::hls::{};\n", layer.name,
                     fragments_[i].call);
      for (const int index : layer.outputs) {
        if (!is_inner(stream(index))) continue;
        fmt::format_to(std::back_inserter(text), "  WEIR_CSIM_RECORD({}, std::uint64_t{{{}}} * Frames);\n",
                       stream(index).name, stream(index).beats_per_frame);
      }
    }
    text += "\n";
    for (const Stream& s : network_.streams) {
      if (is_inner(s)) fmt::format_to(std::back_inserter(text), "  WEIR_CSIM_DRAINED({});\n", s.name);
    }
    return text + "}\n";
  }

  std::string parameters() const {
    std::string text = "// Weights, thresholds and other constants.\n#pragma once\n\n#include <cstdint>\n";
    for (const Fragment& f : fragments_) {
      if (!f.memories.empty()) text += "\n" + f.memories;
    }
    return text;
  }

  std::string test_bench() const {
    std::string text = fmt::format(
        "// Runs {0} on <folder>/<stream>.in and writes every stream's beats to <folder>/<stream>.out.\n"
        "// Those of outputs are compared with <folder>/<stream>.expected.\n"
        "#include \"{0}.hpp\"\n\n#include <exception>\n#include <iostream>\n#include <string>\n\n#include "
        "\"hls/csim.hpp\"\n\n"
        "namespace {{\n\nvoid run(unsigned Frames) {{\n",
        top_);
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "  hls::stream<ap_uint<{1}> > {0}(\"{0}\");\n",
                     stream(index).name, stream(index).width_bits);
    }
    std::string arguments;
    std::string after;
    for (const int index : ports()) {
      const Stream& s = stream(index);
      const std::string beats = fmt::format("std::uint64_t{{{}}} * Frames", s.beats_per_frame);
      arguments += s.name + ", ";
      if (s.from == kBorder) {
        fmt::format_to(std::back_inserter(text),
                       "  weir::hls::csim::load({0}, \"{0}\", {1});\n  WEIR_CSIM_RECORD({0}, {1});\n", s.name,
                       beats);
        if (s.to != kBorder) fmt::format_to(std::back_inserter(after), "  WEIR_CSIM_DRAINED({});\n", s.name);
      } else {
        fmt::format_to(std::back_inserter(after),
                       "  WEIR_CSIM_RECORD({0}, {1});\n  weir::hls::csim::check({0}, \"{0}\"{2});\n", s.name,
                       beats, project_.outputs.empty() ? "" : ", true");
      }
    }
    return text + fmt::format("  ::{}({}Frames);\n{}}}\n\n}}  // namespace\n", top_, arguments, after) + R"(
int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " FOLDER FRAMES\n";
    return 2;
  }
  try {
    weir::hls::csim::folder() = argv[1];
    run(static_cast<unsigned>(std::stoul(argv[2])));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
)";
  }

  std::string script() const {
    std::string text =
        R"(# Vitis HLS: vitis_hls -f @TOP@.tcl, in this folder, with the input streams' files in `data`.
set part @PART@
set clock_ns @CLOCK_NS@
set frames @FRAMES@
# Its path becomes words of command lines, where other characters separate words or have a meaning.
if {[regexp {[^[:alnum:]_./:+@~=,-]} [pwd]]} {
  puts stderr "@TOP@.tcl: found the folder [pwd], wanted a path without blanks and special characters"
  exit 1
}
set data [file normalize data]
set cflags "-std=c++14 -I[pwd]"

open_project -reset @TOP@_hls
set_top @TOP@
add_files @TOP@.cpp -cflags $cflags
add_files -tb @TOP@_tb.cpp -cflags $cflags
open_solution -reset solution -flow_target vivado
set_part $part
create_clock -period $clock_ns
csim_design -argv "$data $frames"
csynth_design
cosim_design -argv "$data $frames"
export_design -format ip_catalog
exit
)";
    return filled(text);
  }

  std::string makefile(const std::vector<EmittedFile>& data) const {
    std::vector<std::string> names;
    for (const EmittedFile& file : data) names.push_back(file.name);
    return filled(
        R"make(# make: compiles the network and its test bench with g++, and runs it on data. make synthesis: Vitis HLS.
# VITIS_INCLUDE=folder takes the vendor's ap_int.h and hls_stream.h in place of those in hls/shim.
TOP := @TOP@
FRAMES := @FRAMES@
CXX ?= g++
CXXFLAGS ?= -O1
VITIS_INCLUDE ?= hls/shim
DATA := )make" +
        fmt::format("{}", fmt::join(names, " ")) +
        R"make(

.PHONY: all synthesis clean
all: build/$(TOP) $(DATA)
	ulimit -s "$$(ulimit -H -s)"; ./build/$(TOP) data $(FRAMES)

build/$(TOP): $(TOP).cpp $(TOP)_tb.cpp $(TOP).hpp $(TOP)_params.hpp $(wildcard hls/*.hpp hls/shim/*.h)
	mkdir -p build
	$(CXX) -std=c++14 $(CXXFLAGS) -Wno-unknown-pragmas -Wno-unused-label -I. -I$(VITIS_INCLUDE) $(TOP).cpp $(TOP)_tb.cpp -o $@

synthesis:
	vitis_hls -f $(TOP).tcl

clean:
	rm -rf build $(TOP)_hls data/*.out
)make");
  }

  std::string filled(std::string text) const {
    const auto fill = [&text](const std::string& name, const std::string& value) {
      for (std::size_t at; (at = text.find(name)) != std::string::npos;) text.replace(at, name.size(), value);
    };
    fill("@TOP@", top_);
    fill("@PART@", project_.fpga_part);
    fill("@CLOCK_NS@", fmt::format("{:.3f}", 1000 / project_.clock_mhz));
    fill("@FRAMES@", std::to_string(project_.frames));
    return text;
  }

  static bool is_inner(const Stream& s) { return s.from != kBorder && s.to != kBorder; }

  const Network& network_;
  const Project& project_;
  const std::string& top_;
  std::vector<Fragment> fragments_;
};

}  // namespace

Emitted emit(const Network& network, const Project& project) { return Emitter(network, project).emit(); }

}  // namespace weir::hls
