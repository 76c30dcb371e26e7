// A build's own RTL as hardware, on a small build in FINN's layout (tests/finn) with RTL written for the
// test.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "finn/cells.hpp"
#include "finn/images.hpp"
#include "finn/rewrites.hpp"
#include "finn/sources.hpp"
#include "import/import.hpp"
#include "network/error.hpp"
#include "regress/regress.hpp"
#include "report/text.hpp"
#include "testbench/run.hpp"
#include "tests/finn_build.hpp"

namespace weir::tests::finn_test {

namespace {

std::string all_notes(const RunResult& result) {
  std::string text;
  for (const std::string& note : result.notes) text += note + "\n";
  return text;
}

std::string failures(const RunResult& result) {
  std::string text;
  for (const Check& check : result.checks) text += check.ok ? "" : check.detail + "\n";
  return text;
}

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
  // Weights are there from cycle 1 on, and a vector takes six cycles. The fifth vector's last product is made
  // in cycle 30, and leaves the layer in 31 and its FIFO in 32. A frame takes 30 cycles.
  CHECK(rtl.latency_cycles == 32);
  CHECK(rtl.cycles == 32 + 2 * 30 + 1);
  CHECK_FALSE(rtl.period_frames.has_value());  // its steady state would be the models'
  const std::string notes = all_notes(result);
  CAPTURE(notes);
  CHECK_THAT(notes,
             Catch::Contains("the author's own top, " + kDesign + "synth/finn_design.v, runs beside it"));
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

TEST_CASE("finn: the author's own top has the same signals at its ports, or a name is given", "[finn][rtl]") {
  const Build build;
  const std::string top = "b/" + kDesign + "synth/finn_design.v";
  const auto change = [&](const std::string& from, const std::string& to) {
    std::string text = build.read(top);
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
    build.write(top, text);
  };
  const std::string kStalled = "traffic: {sink: {open: 1, closed: 20}}\n";
  SECTION("under stalls at its ports") { check_passes(build.run(kStalled)); }
  SECTION("a sink that is always ready") {
    change(".out_V_TREADY(m_axis_0_tready)", ".out_V_TREADY(1'b1)");
    CHECK_THAT(failures(build.run(kStalled)), Catch::Contains("same_m_axis_0_tvalid") &&
                                                  Catch::Contains("finn_design: m_axis_0_tvalid is other"));
  }
  SECTION("a FIFO that is left out") {
    change(".in0_V_TREADY(s_axis_0_tready)", ".in0_V_TREADY()");
    change(".in0_V_TDATA(s_axis_0_tdata)", ".in0_V_TDATA(8'd0)");
    change(".in0_V_tready(fifo_0_tready)", ".in0_V_tready(s_axis_0_tready)");
    CHECK_THAT(failures(build.run()), Catch::Contains("s_axis_0_tready is other"));
  }
  SECTION("other data") {
    change(".in0_V_TDATA(mvau_tdata)", ".in0_V_TDATA(mvau_tdata ^ 16'd4)");
    CHECK_THAT(failures(build.run()), Catch::Contains("m_axis_0_tdata is other"));
  }
  SECTION("stalls within, which it does not have") {
    check_passes(build.run("traffic: {streams: {mvau_hls_0_out: {push: {open: [1, 3], closed: [0, 4]}}}}\n"));
  }
  SECTION("of more than the graph") {
    change("finn_design_StreamingFIFO_rtl_2_0 Str", "finn_design_other Str");
    build.write("b/" + kDesign + "ip/other/synth/finn_design_other.v",
                "module finn_design_other; endmodule\n");
    CHECK_THAT(all_notes(build.run()),
               Catch::Contains("own top is not compared: " + kDesign +
                               "synth/finn_design.v has finn_design_other, which no node of the graph has"));
  }
  SECTION("of another width") {
    change("output [15:0]m_axis_0_tdata", "output [23:0]m_axis_0_tdata");
    CHECK_THAT(all_notes(build.run()), Catch::Contains("m_axis_0_tdata of 24 bits, 16 in the graph"));
  }
  SECTION("not there") {
    fs::remove(build.path / top);
    CHECK_THAT(all_notes(build.run()), Catch::Contains("own top is not compared: it is not in the folder"));
  }
  SECTION("not wanted") {
    (void)build.run();
    std::string text = build.read("s.yaml");
    text.replace(text.find("  idle:"), 0, "  own_top: false\n");
    build.write("s.yaml", text);
    CHECK_THAT(all_notes(testbench::run(load_scenario(build.path / "s.yaml"), {})),
               !Catch::Contains("own top"));
  }
}

TEST_CASE("finn: what is assumed of a vendor's cell is told of each stream behind it", "[finn][rtl]") {
  const Build build;
  const std::string wrapper =
      "b/" + kDesign + "ip/finn_design_StreamingFIFO_rtl_2_0/synth/finn_design_StreamingFIFO_rtl_2_0.v";
  const auto assumed = [](const RunResult& result) {
    std::string names;
    for (const StreamResult& stream : result.streams) names += stream.assumed ? stream.name + " " : "";
    return names;
  };
  CHECK(assumed(build.run()) == "");
  build.write(wrapper, R"(
module finn_design_StreamingFIFO_rtl_2_0 (
    input wire ap_clk, input wire ap_rst_n, input wire [15 : 0] in0_V_TDATA, input wire in0_V_TVALID,
    output wire in0_V_TREADY, output wire [15 : 0] out_V_TDATA, output wire out_V_TVALID, input wire out_V_TREADY);
  xpm_fifo_axis #(.FIFO_DEPTH(32), .TDATA_WIDTH(16)) inst (
      .s_aclk(ap_clk), .s_aresetn(ap_rst_n), .s_axis_tdata(in0_V_TDATA), .s_axis_tvalid(in0_V_TVALID),
      .s_axis_tready(in0_V_TREADY), .m_axis_tdata(out_V_TDATA), .m_axis_tvalid(out_V_TVALID),
      .m_axis_tready(out_V_TREADY));
endmodule
)");
  const RunResult result = build.run();
  INFO(failures(result));
  CHECK(result.passed());
  CHECK(assumed(result) == "mvau_hls_0_out ");
  CHECK_THAT(all_notes(result),
             Catch::Contains("xpm_fifo_axis: a stand-in for the vendor's cell; assumed: "));
  CHECK_THAT(report::text(result), Catch::Contains("Streams (assumed: "));
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
  SECTION("two versions, of which one has the ports that its user names") {
    std::string other = build.read("b/stitched_ip/ip/src/small_fifo.v");
    for (std::size_t at = 0; (at = other.find("o_v", at)) != std::string::npos;)
      other.replace(at, 3, "valid");
    build.write("b/stitched_ip/ip/src/2/small_fifo.v", other);
    check_passes(build.run());
    other.insert(other.find("output wire valid"), "output wire o_v, ");
    build.write("b/stitched_ip/ip/src/2/small_fifo.v", other);
    build.fails({"module small_fifo in", "and, otherwise, in"});
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
    CHECK_THAT(failures(result), Catch::Contains("an offered beat changed or went away"));
  }
}

TEST_CASE("finn: a build is an entry of a suite", "[finn][regress][rtl]") {
  const Build build;
  const auto suite = [&](const std::string& scenarios) {
    build.write(
        "mine.yaml",
        "suite: mine\nintent: A build.\nseed: 5\nlimits: {shrink_minutes: 0}\nscenarios:\n" + scenarios);
    return regress::load_suite(build.path / "mine.yaml");
  };
  const auto run = [&](const regress::Suite& of, const char* folder) {
    regress::RegressOptions options;
    options.key.seed = 5;
    options.key.started = "2026-01-01T00:00:00Z";
    options.folder = build.path / folder;
    options.jobs = 2;
    return regress::regress(of, options);
  };
  const std::string entries =
      "  - {build: b, name: small, frames: 3}\n  - {build: b, name: small-stalls, frames: 3, stalls: true}\n"
      "  - {build: b, name: small-ours, hardware: weir, frames: 3}\n";
  const regress::Suite good = suite(entries);
  const RegressionResult passed = run(good, "good");
  REQUIRE(passed.cases.size() == 3);
  for (const CaseResult& each : passed.cases) {
    INFO(each.id << ": " << each.detail);
    CHECK(each.verdict == CaseVerdict::kPass);
    CHECK(each.beats > 0);
  }
  CHECK(passed.cases[1].cycles > passed.cases[0].cycles);
  CHECK(suite(entries).text == good.text);
  CHECK_THROWS_WITH(suite("  - {build: c}\n"), Catch::Contains("mine.yaml:6: build: found ") &&
                                                   Catch::Contains("c, which is not there"));
  CHECK_THROWS_WITH(suite("  - {build: b, hardware: yours}\n"), Catch::Contains("wanted finn or weir"));
  CHECK_THROWS_WITH(suite("  - {build: b, depth: 3}\n"), Catch::Contains("depth"));
  // The build's author changes a file later.
  const std::string product = "b/" + kDesign + "ipshared/22e5/hdl/verilog/MVAU_hls_0.v";
  std::string text = build.read(product);
  text.replace(text.find("x0 * w0"), 7, "x0 * w1");
  build.write(product, text);
  const RegressionResult failed = run(suite("  - {build: b, name: small, frames: 3}\n"), "bad");
  CHECK(failed.cases.at(0).verdict == CaseVerdict::kFail);
  CHECK(failed.cases.at(0).check == "bit_exact");
  CHECK(fs::is_regular_file(failed.cases.at(0).replay.substr(std::string("weir run ").size(),
                                                             failed.cases.at(0).replay.find(" --") - 9)));
}

TEST_CASE("finn: what is not supported is refused by name", "[finn]") {
  const Build build;
  build.write("b/report/rtlsim_performance.json", "{}");
  SECTION("depths") {
    (void)build.imported();
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
  const auto pins = [](const std::string& instance) {
    std::string names;
    for (const std::string& pin :
         finn::pins_of(finn::read_source("a.v", "module top; " + instance + " endmodule"), "inner"))
      names += pin + " ";
    return names;
  };
  CHECK(pins("inner #(.A(1), .B({2, 3})) u_inner[3:0] (.a(b), .c({d[1:0], e}), .f());") == "a c f ");
  CHECK(pins("inner u(.a(x)); inner v(.b(y));") == "a b ");
  CHECK(pins("inner u(x, y);").empty());
  CHECK(pins("other u(.a(x));").empty());
  // Equal except for comments, white space and the folder of an image.
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
    // Word 0: row 0 is 1, 2 and row 1 is -1, -2: 110 111 010 001.
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
  // In builds of 2019, whose cells have names of their own, the block design states it.
  folder.write(
      "p.srcs/sources_1/bd/d/d.bd",
      R"({"design": {"components": {"StreamingFIFO_3": {"components": {"fifo": {"xci_name": "finn_design_fifo_0"}}}}}})");
  folder.write(ip + "finn_design_fifo_0/finn_design_fifo_0.xci", "<xml/>");
  const std::vector<finn::Cell> named = finn::cells_in(folder.path);
  REQUIRE(named.size() == 1);  // the others are from an earlier run
  CHECK(named[0].path == "StreamingFIFO_3/fifo");
}

}  // namespace weir::tests::finn_test
