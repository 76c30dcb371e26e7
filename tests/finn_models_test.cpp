// The parts of a FINN build that have a model: known files, measured blocks, and what is refused.
#include <catch2/catch.hpp>

#include "finn/contents.hpp"
#include "network/error.hpp"
#include "survey/measure.hpp"
#include "tests/finn_build.hpp"

namespace weir::tests::finn_models_test {

namespace {

// A module as FINN generates it for a node; numbers and names differ from node to node.
std::string generated(const std::string& node, int depth, const std::string& list,
                      const std::string& statement) {
  return "module " + node + "_impl #(int DEPTH = " + std::to_string(depth) +
         ") (input clk, input [7:0] a, output logic [7:0] q);\n"
         "  // made on some day\n  localparam int TABLE[] = '{" +
         list + "};\n  (* ram_style = \"auto\" *) logic [7:0] m;\n  always_ff @(posedge clk) " + statement +
         "\n  " + node + "_part #(.STEP(-" + std::to_string(depth) + ")) part (.a(a));\nendmodule\n";
}

finn::Content content(const std::string& text, const std::string& node) {
  static std::vector<std::unique_ptr<finn::Source>> sources;  // contents point to them
  sources.push_back(std::make_unique<finn::Source>(finn::read_source(node + "_impl.sv", text)));
  return finn::content_of(*sources.back(), node, node);
}

std::string refusal(const std::string& engine) {
  const Build build;
  Scenario scenario = build.imported();
  scenario.engines = {"golden", engine};
  try {
    (void)testbench::run(scenario, {});
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("finn: a file made for a node is known by its statements, whatever its numbers and names",
          "[finn_models]") {
  const finn::Content one = content(generated("SWG_1", 3, "1, 2", "q <= m + 1;"), "SWG_1");
  const finn::Content other = content(generated("SWG_12", 40, "1, 2, 3, 4", "q <= m + 12;"), "SWG_12");
  CHECK(one.generated);
  CHECK(one.logic);
  CHECK(one.code == other.code);
  CHECK(one.code != content(generated("SWG_1", 3, "1, 2", "q <= m - 1;"), "SWG_1").code);
  CHECK(one.code != content(generated("SWG_1", 3, "1, 2", "if (a) q <= m + 1;"), "SWG_1").code);
  CHECK_FALSE(finn::release_of(one.code));
  // A file of the library is recognised by its text without comments and white space.
  const auto library = [](const char* text) {
    const finn::Source source = finn::read_source("dwc.sv", text);
    return finn::content_of(source, "", "SWG_1").code;
  };
  CHECK(library("module dwc (input a); // x\nendmodule") == library("module  dwc(input a);endmodule"));
  CHECK(library("module dwc #(int N = 1) (input a); endmodule") !=
        library("module dwc #(int N = 2) (input a); endmodule"));
}

TEST_CASE("finn: an instance sets a parameter, else its default does, and never two values",
          "[finn_models]") {
  const auto contents = [](const std::string& text) {
    return std::vector<finn::Content>{content(text, "FIFO_0")};
  };
  const std::string fallback =
      "module FIFO_0 #(parameter DEPTH = 4, parameter STYLE = \"auto\") (); endmodule\n";
  CHECK(finn::setting(contents(fallback), "DEPTH", "FIFO_0") == "4");
  CHECK(finn::setting(contents(fallback), "STYLE", "FIFO_0") == "auto");
  CHECK(finn::setting(contents(fallback), "WIDTH", "FIFO_0").empty());
  const std::string set = fallback + "module top (); FIFO_0 #(.DEPTH(32)) f (); endmodule\n";
  CHECK(finn::setting(contents(set), "DEPTH", "FIFO_0") == "32");
  const std::string sized = fallback + "module top (); FIFO_0 #(.DEPTH(1'B1)) f (); endmodule\n";
  CHECK(finn::setting(contents(sized), "DEPTH", "FIFO_0") == "1");
  const std::string hexadecimal = fallback + "module top (); FIFO_0 #(.DEPTH(8'h20)) f (); endmodule\n";
  CHECK(finn::setting(contents(hexadecimal), "DEPTH", "FIFO_0") == "32");
  const std::string product = fallback + "module top (); FIFO_0 #(.DEPTH(2*16)) f (); endmodule\n";
  CHECK_THROWS_WITH(finn::setting(contents(product), "DEPTH", "FIFO_0"), Catch::Contains("begins with 2"));
  const std::string twice = set + "module more (); FIFO_0 #(.DEPTH(16)) f (); endmodule\n";
  CHECK_THROWS_WITH(finn::setting(contents(twice), "DEPTH", "FIFO_0"), Catch::Contains("DEPTH = 16 and 32"));
}

TEST_CASE("finn: where nothing is known of a build's files, models are refused with their names",
          "[finn_models]") {
  for (const char* engine : {"native", "systemc"}) {
    const std::string said = refusal(engine);
    INFO(said);
    CHECK(said.find("node 'StreamingFIFO_rtl_0'") != std::string::npos);
    CHECK(said.find("an unknown version of") != std::string::npos);
    CHECK(said.find("at the network's border") != std::string::npos);
  }
}

TEST_CASE("finn: measured numbers are read as they are written, and refused otherwise", "[finn_models]") {
  HlsBlock block;
  block.control = HlsBlock::Control::kCountedCalls;
  block.depth = 7;
  block.start = 1;
  block.frames = 2;
  block.before = 3;
  block.freezes = true;
  const std::string line = survey::line_of("mvau_hls_0", {block, 0x1234});
  CHECK(line ==
        "mvau_hls_0: {rtl: \"0000000000001234\", control: counted_calls, depth: 7, start: 1, frames: 2, "
        "before: 3, freezes: true}");
  const Build build;
  (void)build.imported();
  const std::string scenario = build.read("s.yaml");
  build.write("s.yaml", scenario + "  measured:\n    " + line + "\n");
  const auto measured = load_scenario(build.path / "s.yaml").network.finn->measured;
  REQUIRE(measured.contains("mvau_hls_0"));
  CHECK(measured.at("mvau_hls_0").block == block);
  CHECK(measured.at("mvau_hls_0").rtl == 0x1234);
  const auto refused = [&](const std::string& numbers, const std::string& why) {
    build.write("s.yaml", scenario + "  measured:\n    " + numbers + "\n");
    CHECK_THROWS_WITH(load_scenario(build.path / "s.yaml"), Catch::Contains(why));
  };
  refused("mvau_hls_9: {rtl: \"12\", control: call}", "the name of a layer before it");
  refused("mvau_hls_0: {rtl: \"1x\", control: call}", "16 hexadecimal digits");
  refused("mvau_hls_0: {rtl: \"12\", control: loop}", "call, counted_calls, bursts");
  refused("mvau_hls_0: {rtl: \"12\", control: call, depth: -1}", "depth");
  refused("mvau_hls_0: {rtl: \"12\", control: call, frames: 0}", "frames");
  refused("mvau_hls_0: {rtl: \"12\", control: call, deep: 1}", "deep");
}

}  // namespace weir::tests::finn_models_test
