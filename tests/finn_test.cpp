// A build's own RTL as hardware, on a small build in FINN's layout (tests/finn) whose RTL is of our own.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "finn/cells.hpp"
#include "finn/images.hpp"
#include "finn/rewrites.hpp"
#include "finn/sources.hpp"
#include "import/import.hpp"
#include "network/error.hpp"
#include "testbench/run.hpp"
#include "tests/finn_graph.hpp"

using namespace weir;
using namespace weir::tests;

namespace {

const fs::path kBuild = WEIR_SOURCE_DIR "/tests/finn";
const std::string kDesign = "stitched_ip/finn_vivado_stitch_proj.gen/sources_1/bd/finn_design/";

Model graph_of_build() {
  Model model({1, 5, 4});
  const auto fifo = [&](const char* type, std::int64_t channels, std::int64_t beat) {
    model.add("StreamingFIFO_rtl",
              {{"depth", 4},
               {"folded_shape", std::vector<std::int64_t>{1, 5, channels / beat, beat}},
               {"dataType", type}},
              {1, 5, channels});
  };
  fifo("INT4", 4, 2);
  // [columns, rows]
  model.constant("w", {4, 3}, {1, -2, 0, -1, 1, 1, 0, -2, 1, 1, 0, -1});
  model.add("MVAU_hls",
            {{"MW", 4},
             {"MH", 3},
             {"PE", 1},
             {"SIMD", 2},
             {"noActivation", 1},
             {"mem_mode", "internal_decoupled"},
             {"inputDataType", "INT4"},
             {"weightDataType", "INT2"},
             {"outputDataType", "INT16"},
             {"numInputVectors", std::vector<std::int64_t>{1, 5}}},
            {1, 5, 3}, {"w"});
  fifo("INT16", 3, 1);
  model.node(1).set_name("MVAU_hls_0");
  return model;
}

// A copy of the build, with its graph.
struct Build : Folder {
  Build() {
    fs::copy(kBuild, path / "b", fs::copy_options::recursive);
    // Another run's, which no cell names.
    std::string other = read("b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v");
    other.replace(other.find("+ x0 * w0"), 9, "- x0 * w0");
    write("b/" + kDesign + "ipshared/81e9/hdl/verilog/MVAU_hls_0.v", other);
    write("b/intermediate_models/step_create_stitched_ip.onnx", graph_of_build().bytes());
    write("b/report/rtlsim_performance.json",
          R"({"N_IN_TXNS": 10, "N": 1, "interval_cycles": 1, "latency_cycles": 32, "cycles": 34})");
  }
  [[nodiscard]] RunResult run(const std::string& more = "") const {
    importer::Options options;
    options.model = path / "b";
    options.output = path / "s.yaml";
    options.finn_hardware = true;
    (void)importer::import_model(options);
    write("s.yaml", read("s.yaml") + more);
    Scenario scenario = load_scenario(path / "s.yaml");
    scenario.frames = 3;
    return testbench::run(scenario, {});
  }
  void fails(const std::vector<std::string>& words) const {
    try {
      (void)run();
      FAIL("accepted");
    } catch (const std::runtime_error& error) {
      for (const std::string& word : words) CHECK_THAT(error.what(), Catch::Contains(word));
    }
  }
};

void check_passes(const RunResult& result) {
  CHECK(result.checks.size() == 3);
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
}

}  // namespace

TEST_CASE("finn: a build's RTL gives golden's values on every wire, in cycles that can be counted",
          "[finn][rtl]") {
  const Build build;
  const RunResult result = build.run();
  check_passes(result);
  const EngineResult& rtl = result.engines[1];
  // Weights are there from cycle 1 on, and a vector takes six: the fifth's last product is made in cycle 30,
  // leaves the product in 31 and its FIFO in 32; a frame every 30 cycles.
  CHECK(rtl.latency_cycles == 32);
  CHECK(rtl.cycles == 32 + 2 * 30 + 1);
  CHECK_FALSE(rtl.period_frames.has_value());  // whose steady state would be our models'
  std::string notes;
  for (const std::string& note : result.notes) notes += note + "\n";
  CAPTURE(notes);
  CHECK_THAT(notes, Catch::Contains("of 2 files of module MVAU_hls_0, " + kDesign + "ipshared/22e5/"));
  CHECK_THAT(notes,
             Catch::Contains("no steady interval is proved: there is no model of a FINN build's own RTL"));
  CHECK_THAT(notes, Catch::Contains("rewritten for Verilator: packed struct, 1 times"));
  CHECK_THAT(notes,
             Catch::Contains(
                 "FINN reported latency_cycles 32; the last output of frame 1 is in cycle 32, which FINN's "
                 "driver counts as 32: equal"));
  CHECK_THAT(notes,
             Catch::Contains(
                 "FINN reported cycles 34; the last output of frame 1 is in cycle 32, which FINN's driver "
                 "counts as 33: not equal"));
}

TEST_CASE("finn: stalls at any wire change no value", "[finn][rtl]") {
  const Build build;
  check_passes(
      build.run("traffic: {source: {open: [1, 4], closed: [0, 3]}, sink: {open: 1, closed: [0, 5]}, streams: "
                "{mvau_hls_0_out: "
                "{push: {open: [1, 3], closed: [0, 4]}, pop: {open: [1, 2], closed: [0, 3]}}}}\n"));
}

TEST_CASE("finn: folders that lack something, or hold something else", "[finn][rtl]") {
  const Build build;
  const auto file = [&](const std::string& name) { return build.path / "b" / name; };
  SECTION("no RTL") {
    fs::remove_all(file("stitched_ip"));
    build.fails({"found no Verilog", "stitched_ip"});
  }
  SECTION("half of it: a file that a cell names") {
    fs::remove(file(kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v"));
    build.fails({"node 'MVAU_hls_0'", "found no " + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v",
                 "finn_design_MVAU_hls_0_0.xml names"});
  }
  SECTION("half of it: a module that no cell names") {
    fs::remove(file("stitched_ip/ip/src/small_fifo.v"));
    build.fails({"small_fifo"});
  }
  SECTION("a node without RTL") {
    fs::remove_all(
        file("stitched_ip/finn_vivado_stitch_proj.srcs/sources_1/bd/finn_design/ip/"
             "finn_design_StreamingFIFO_rtl_2_0"));
    build.fails({"node 'StreamingFIFO_rtl_2'", "no RTL of it in the folder"});
  }
  SECTION("two versions, and nothing that tells which") {
    fs::remove(file(kDesign + "ip/finn_design_MVAU_hls_0_0/finn_design_MVAU_hls_0_0.xml"));
    build.fails(
        {"node 'MVAU_hls_0'", "module MVAU_hls_0 in", "ipshared/22e5", "ipshared/81e9", "tells which"});
  }
  SECTION("a design a second time, of which files are missing") {
    fs::create_directories(file("copy"));
    fs::copy(file("stitched_ip/finn_vivado_stitch_proj.srcs"), file("copy/p.srcs"),
             fs::copy_options::recursive);
    CHECK(build.run().passed());
  }
  SECTION("an image of no node") {
    const std::string product = "b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v";
    std::string text = build.read(product);
    text.insert(text.find("endmodule"), "reg [7:0] r[0:1]; initial $readmemh(\"./other.dat\", r);\n");
    build.write(product, text);
    build.fails({"image ./other.dat in ", "in the folder of no node"});
  }
  SECTION("RTL of another width") {
    const std::string wrapper =
        kDesign + "ip/finn_design_StreamingFIFO_rtl_2_0/synth/finn_design_StreamingFIFO_rtl_2_0.v";
    std::string text = build.read("b/" + wrapper);
    for (std::size_t at = text.find("[15 : 0]"); at != std::string::npos; at = text.find("[15 : 0]"))
      text.replace(at, 8, "[23 : 0]");
    build.write("b/" + wrapper, text);
    build.fails(
        {"node 'StreamingFIFO_rtl_2'", "in0_V_TDATA of 24 bits", "16 bits, as the graph's stream has"});
  }
  SECTION("encrypted") {
    build.write("b/stitched_ip/ip/src/small_fifo.v",
                "`pragma protect begin_protected\n" + build.read("b/stitched_ip/ip/src/small_fifo.v"));
    build.fails({"small_fifo.v, which is encrypted"});
  }
  SECTION("RTL that is wrong") {
    const std::string product = "b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v";
    std::string text = build.read(product);
    text.replace(text.find("x0 * w0"), 7, "x0 * w1");
    build.write(product, text);
    const RunResult result = build.run();
    CHECK_FALSE(result.passed());
    CHECK_THAT(result.checks.back().detail, Catch::Contains("rtl against golden: stream mvau_hls_0_out"));
  }
  SECTION("RTL that withdraws a beat") {
    const std::string product = "b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v";
    std::string text = build.read(product);
    text.replace(text.find("if (out_V_TREADY) out_V_TVALID <= 0;"), 36, "out_V_TVALID <= 0;");
    build.write(product, text);
    const RunResult result = build.run("traffic: {sink: {open: 1, closed: 20}}\n");
    CHECK_FALSE(result.passed());
    std::string found;
    for (const Check& check : result.checks) found += check.detail + "\n";
    CHECK_THAT(found, Catch::Contains("an offered beat changed or went away"));
  }
}

TEST_CASE("finn: what has no models is refused, and what is not supported", "[finn]") {
  const Build build;
  build.write("b/report/rtlsim_performance.json", "{}");
  importer::Options options;
  options.model = build.path / "b";
  options.output = build.path / "s.yaml";
  options.finn_hardware = true;
  SECTION("native") {
    Scenario scenario = importer::import_model(options).scenario;
    scenario.engines = {"golden", "native"};
    CHECK_THROWS_WITH(testbench::run(scenario, {}),
                      Catch::Contains("engine native: found the RTL of a FINN build as hardware"));
  }
  SECTION("depths") {
    (void)importer::import_model(options);
    build.write("s.yaml", build.read("s.yaml") + "depths: {mvau_hls_0_out: 3}\n");
    CHECK_THROWS_WITH(load_scenario(build.path / "s.yaml"), Catch::Contains("depths of a FINN build"));
  }
  SECTION("a double clock") {
    Model model = graph_of_build();
    onnx::AttributeProto& pumped = *model.node(1).add_attribute();
    pumped.set_name("pumpedMemory");
    pumped.set_type(onnx::AttributeProto::INT);
    pumped.set_i(1);
    build.write("b/intermediate_models/step_create_stitched_ip.onnx", model.bytes());
    build.fails({"node 'MVAU_hls_0'", "pumpedMemory = 1, a double clock"});
  }
}

TEST_CASE("finn: the graph that the stitched RTL was made of is taken", "[finn][import]") {
  const Build build;
  const auto with_folder = [](Model model, const std::string& random) {
    onnx::AttributeProto& path = *model.node(1).add_attribute();
    path.set_name("code_gen_dir_ipgen");
    path.set_type(onnx::AttributeProto::STRING);
    path.set_s("/home/user/tmp/code_gen_ipgen_MVAU_hls_0_" + random);
    return model.bytes();
  };
  build.write("b/intermediate_models/step_create_stitched_ip.onnx",
              with_folder(graph_of_build(), "zzzzzzzz"));
  build.write("b/intermediate_models/step_hw_ipgen.onnx", with_folder(graph_of_build(), "ab12_d34"));
  build.write("b/stitched_ip/make_project.tcl",
              "set_property ip_repo_paths /home/user/tmp/code_gen_ipgen_MVAU_hls_0_ab12_d34/ip\n");
  importer::Options options;
  options.model = build.path / "b";
  options.output = build.path / "s.yaml";
  CHECK(importer::import_model(options).graph.filename() == "step_hw_ipgen.onnx");
  CHECK_THAT(build.read("s.yaml"), Catch::Contains("the stitched RTL was made of it"));
}

TEST_CASE("finn: what a source defines, uses, and says", "[finn]") {
  const finn::Source source = finn::read_source("a.sv", R"(
// module comment (
/* module other; */
package kinds; endpackage
`include "sizes.vh"
module automatic top #(parameter A = 32'd9, DWIDTH = 14) (input wire [7 : 0] a_tdata, b, output logic [A-1:0] c, input signed d);
  initial $readmemh("/home/x/code_gen_ipgen_n_12345678/n_rom.dat", words);
  inner #(.A(1)) u_inner (.a(b)); plain u_plain[3:0] (a); assign c = kinds_too::value + f(d);
  function integer f(input integer not_a_port); f = 0; endfunction
endmodule)");
  CHECK(source.defines == std::vector<std::string>{"kinds", "top"});
  CHECK(source.package);
  for (const char* used : {"inner", "plain", "kinds_too"}) CHECK(source.uses.contains(used));
  CHECK_FALSE(source.uses.contains("comment"));
  CHECK(source.includes == std::set<std::string>{"sizes.vh"});
  CHECK(source.images == std::vector<std::string>{"/home/x/code_gen_ipgen_n_12345678/n_rom.dat"});
  CHECK(finn::parameter_of(source, {"A"}) == 9);
  CHECK(finn::parameter_of(source, {"DataWidth", "DWIDTH"}) == 14);
  const std::vector<finn::Port> ports = finn::ports_of(source, "top");
  std::string text;
  for (const finn::Port& port : ports)
    text += fmt::format("{}{}{} ", port.name, port.input ? "<" : ">", port.bits);
  CHECK(text == "a_tdata<8 b<8 c>0 d<1 ");
  // Alike but for comments, white space and the folder of an image.
  const auto tokens = [](const std::string& folder, const std::string& comment) {
    return finn::read_source("a.v", comment + "module m;initial $readmemh(\"/" + folder +
                                        "/code_gen_ipgen_n_1/a.dat\", w); endmodule")
        .tokens;
  };
  CHECK(tokens("x", "// one\n") == tokens("y", "/* two */  "));
  CHECK(tokens("x", "") != tokens("x", "wire w;"));
}

TEST_CASE("finn: rewrites", "[finn]") {
  const auto rewritten = [](const std::string& text) {
    return finn::rewrite(text, {"MVAU_hls_1", "MVAU_hls_1_0"}, "/images").text;
  };
  CHECK(
      rewritten(
          R"(x("/a/code_gen_ipgen_MVAU_hls_1_ab12cd34/memblock.dat", "/a/code_gen_ipgen_MVAU_hls_1_0_ab12cd34/"))") ==
      R"(x("/images/MVAU_hls_1/memblock.dat", "/images/MVAU_hls_1_0/"))");
  CHECK(rewritten("\"/a/code_gen_ipgen_Other_0_ab12cd34/x.dat\"") ==
        "\"/a/code_gen_ipgen_Other_0_ab12cd34/x.dat\"");
  CHECK(rewritten("typedef  struct {int a;} t; typedef struct packed {int b;} u;") ==
        "typedef struct packed {int a;} t; typedef struct packed {int b;} u;");
  CHECK(rewritten("if(Rs3) OSrl <= { Dat3, OSrl[0:DEPTH-3] };") ==
        "if(Rs3) begin OSrl[0] <= Dat3; for (int srl_i = 1; srl_i <= (DEPTH-3) + 1; srl_i++) OSrl[srl_i] <= "
        "OSrl[srl_i-1]; end");
  CHECK(rewritten("f = {MEM_INIT,\"memblock_sim_\",idx,\".dat\"};") ==
        "f = {MEM_INIT,\"memblock_sim_0.dat\"};");
  CHECK(rewritten("f = {MEM_INIT,\"memblock_\",idx[7:0],\".dat\"};") == "f = {MEM_INIT,\"memblock_0.dat\"};");
  CHECK_THAT(rewritten("function automatic integer f_gcd; input a; f_gcd = f_gcd(b, a % b); endfunction"),
             Catch::Contains("while (b != 0)"));
}

TEST_CASE("finn: images, by hand", "[finn]") {
  const Folder folder;
  const auto graph_of = [&](const Model& model) {
    folder.write("m.onnx", model.bytes());
    return importer::read_onnx(folder.path / "m.onnx");
  };
  SECTION("weights: two rows of two INT3 a word, rows first") {
    Model model({1, 4});
    model.constant("w", {4, 2}, {1, -1, 2, -2, 3, -3, 0, -4});
    model.add("MVAU_hls", {{"MW", 4}, {"MH", 2}, {"PE", 2}, {"SIMD", 2}, {"weightDataType", "INT3"}}, {1, 2},
              {"w"});
    const auto graph = graph_of(model);
    // Word 0: row 0 has 1, 2 and row 1 has -1, -2: 110 111 010 001.
    const std::vector<finn::Image> images = finn::weight_images(graph, graph.nodes[0]);
    CHECK(images.front().name == "memblock.dat");
    CHECK(images.front().text == "dd1\n943\n");
  }
  SECTION("weights of -1 and +1 are bits") {
    Model model({1, 2});
    model.constant("w", {2, 1}, {1, -1});
    model.add("MVAU_hls", {{"MW", 2}, {"MH", 1}, {"PE", 1}, {"SIMD", 1}, {"weightDataType", "BIPOLAR"}},
              {1, 1}, {"w"});
    const auto graph = graph_of(model);
    CHECK(finn::weight_images(graph, graph.nodes[0]).front().text == "1\n0\n");
  }
  Model model({1, 2});
  model.constant("t", {2, 3}, {-1.5, 0, 7, 1, 2, 3});
  SECTION("thresholds: a tree's root first") {
    model.add("Thresholding_rtl",
              {{"NumChannels", 2}, {"PE", 1}, {"weightDataType", "INT4"}, {"outputDataType", "UINT2"}},
              {1, 2}, {"t"});
    const auto graph = graph_of(model);
    const finn::Source wrapper = finn::read_source("w.v", "module w; endmodule");
    const std::vector<finn::Image> images = finn::threshold_images(graph, graph.nodes[0], wrapper);
    REQUIRE(images.size() == 2);
    CHECK(images[0].name == "Thresholding_rtl_0_threshs_0_0.dat");
    CHECK(images[0].text == "0\n2\n");
    CHECK(images[1].text == "f\n7\n1\n3\n");
  }
  SECTION("thresholds: missing steps come first, and from 2026 on last") {
    Model narrow({1, 1});
    narrow.constant("n", {1, 2}, {1, 2});
    narrow.add("Thresholding_rtl",
               {{"NumChannels", 1}, {"PE", 1}, {"weightDataType", "INT4"}, {"outputDataType", "INT2"}},
               {1, 1}, {"n"});
    const auto graph = graph_of(narrow);
    const auto text = [&](const std::string& code) {
      std::string all;
      for (const finn::Image& image :
           finn::threshold_images(graph, graph.nodes[0], finn::read_source("w.v", code)))
        all += image.text;
      return all;
    };
    CHECK(text("module w; endmodule") == "1\n8\n2\n");
    CHECK(text("module w #(parameter SETS = 1); endmodule") == "2\n1\n0\n");
  }
  SECTION("tables of HLS: a lane's values of a step, in as many bits as it kept") {
    model.add("MVAU_hls", {{"MW", 2}, {"MH", 2}, {"PE", 1}, {"SIMD", 1}, {"weightDataType", "INT2"}}, {1, 2},
              {"t"});
    const auto graph = graph_of(model);
    const finn::Source rom = finn::read_source("r.v", "module r; parameter DataWidth = 3; endmodule");
    const auto image = [&](const std::string& name) {
      return finn::hls_threshold_image(graph, graph.nodes[0], name, rom);
    };
    CHECK(image("MVAU_hls_0_p_ZL7threshs_0_ROM_AUTO_1R.dat") == "7\n1\n");
    CHECK(image("MVAU_hls_0_p_ZL7threshs_2_ROM_AUTO_1R.dat") == "7\n3\n");
    CHECK(image("MVAU_hls_0_threshs_m_thresholds_rom.dat") == "7\n3\n");
    CHECK(image("MVAU_hls_0_threshs_m_thresholds_2_rom.dat") == "7\n1\n");
    CHECK(image("MVAU_hls_0_p_ZL7threshs_3_ROM_AUTO_1R.dat").empty());
    CHECK(image("MVAU_hls_0_weights_ROM_AUTO_1R.dat").empty());
  }
}

TEST_CASE("finn: cells of both of Vivado's formats", "[finn]") {
  const Folder folder;
  const std::string ip = "p.srcs/sources_1/bd/d/ip/";
  folder.write(ip + "finn_design_A_0_wstrm_0/finn_design_A_0_wstrm_0.xci", "<xml/>");
  folder.write(ip + "finn_design_fifo_3/finn_design_fifo_3.xci", R"({"ip_inst": {"cell_name": "B_1/fifo"}})");
  folder.write(ip + "finn_design_C_2_0/finn_design_C_2_0.xci", "{");
  const std::vector<finn::Cell> cells = finn::cells_in(folder.path);
  REQUIRE(cells.size() == 3);
  CHECK(cells[0].path == "A_0/A_0_wstrm");
  CHECK(cells[0].streams_weights());
  CHECK(cells[1].path == "C_2");
  CHECK(cells[2].node() == "B_1");
  CHECK(cells[2].module == "finn_design_fifo_3");
  // A block design says it of 2019's, too, whose cells have names of their own.
  folder.write(
      "p.srcs/sources_1/bd/d/d.bd",
      R"({"design": {"components": {"StreamingFIFO_3": {"components": {"fifo": {"xci_name": "finn_design_fifo_0"}}}}}})");
  folder.write(ip + "finn_design_fifo_0/finn_design_fifo_0.xci", "<xml/>");
  const std::vector<finn::Cell> named = finn::cells_in(folder.path);
  REQUIRE(named.size() == 1);  // the others are of a run before
  CHECK(named[0].path == "StreamingFIFO_3/fifo");
}
