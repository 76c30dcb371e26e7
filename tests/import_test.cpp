// FINN's graphs as scenarios: each generation's names and defaults, errors, folders, foldings.
// import_oracle.py checks the values.
#include "import/import.hpp"

#include <onnx/onnx_pb.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "import/graph.hpp"
#include "network/array_file.hpp"
#include "network/error.hpp"
#include "network/network.hpp"
#include "tests/finn_graph.hpp"

namespace weir::tests::import_test {

namespace {

namespace fs = std::filesystem;

importer::Imported imported_of(const Folder& folder, const std::string& model = "m.onnx",
                               importer::Options options = {}) {
  options.model = folder.path / model;
  options.output = folder.path / "s.yaml";
  return importer::import_model(options);
}

importer::Imported imported_of(const Folder& folder, const Model& model) {
  return import_of(folder, model.bytes());
}

template <class Params>
const Params& params(const importer::Imported& imported, const std::string& layer) {
  const int index = imported.scenario.network.find_layer(layer);
  REQUIRE(index >= 0);
  return std::get<Params>(imported.scenario.network.layer(index).params);
}

const Stream& stream(const importer::Imported& imported, const std::string& name) {
  const int index = imported.scenario.network.find_stream(name);
  REQUIRE(index >= 0);
  return imported.scenario.network.stream(index);
}

}  // namespace

TEST_CASE("import: weights are transposed, and streamed by default from 2024 on", "[import]") {
  const Folder folder;
  Model model({1, 3});
  model.constant("w", {3, 2}, {1, -1, 0, -2, 1, 0});
  const Attributes attributes{{"MW", 3},
                              {"MH", 2},
                              {"PE", 2},
                              {"SIMD", 3},
                              {"noActivation", 1},
                              {"inputDataType", "INT4"},
                              {"weightDataType", "INT2"},
                              {"outputDataType", "INT9"}};
  SECTION("2021") { model.add("StreamingFCLayer_Batch", attributes, {1, 2}, {"w"}); }
  SECTION("2022") { model.add("MatrixVectorActivation", attributes, {1, 2}, {"w"}); }
  SECTION("2024") { model.add("MVAU_hls", attributes, {1, 2}, {"w"}); }
  const std::string op = model.node(0).op_type();
  const importer::Imported imported = imported_of(folder, model);
  REQUIRE(imported.nodes.size() == 1);
  const auto& mvtu = params<Mvtu>(imported, imported.nodes[0].layer);
  CHECK(mvtu.weights == Tensor({2, 3}, {1, 0, 1, -1, -2, 0}));
  CHECK(mvtu.weights_streamed == (op == "MVAU_hls"));
  CHECK(mvtu.accumulator == DataType::sint(9));
}

TEST_CASE("import: thresholds of counts of equal bits become those of sums", "[import]") {
  const Folder folder;
  const bool binary = GENERATE(true, false);
  const std::string type = binary ? "BINARY" : "BIPOLAR";
  Model model({1, 3}, type);
  model.constant("w", {3, 1}, binary ? std::vector<float>{1, 0, 0} : std::vector<float>{1, -1, -1})
      .constant("t", {1, 1}, {2});
  model.add("MVAU_hls",
            {{"MW", 3},
             {"MH", 1},
             {"PE", 1},
             {"SIMD", 3},
             {"binaryXnorMode", binary ? 1 : 0},
             {"inputDataType", type},
             {"weightDataType", type},
             {"outputDataType", "BINARY"}},
            {1, 1}, {"w", "t"});
  const importer::Imported imported = imported_of(folder, model);
  const auto& mvtu = params<Mvtu>(imported, "mvau_hls_0");
  CHECK(mvtu.weights == Tensor({1, 3}, {1, -1, -1}));
  // With 0 and 1: two bits equal, minus the two weights of 0. With -1 and +1: two of three equal give a sum
  // of 1.
  CHECK(mvtu.thresholds->values == Tensor({1, 1}, {binary ? 0 : 1}));
}

TEST_CASE("import: counts of equal bits go out as they are, though the graph's type is too narrow",
          "[import]") {
  const Folder folder;
  Model model({1, 4}, "BINARY");
  model.constant("w", {4, 1}, {1, 0, 1, 1});
  model.add("MVAU_hls",
            {{"MW", 4},
             {"MH", 1},
             {"PE", 1},
             {"SIMD", 4},
             {"binaryXnorMode", 1},
             {"noActivation", 1},
             {"inputDataType", "BINARY"},
             {"weightDataType", "BINARY"},
             {"outputDataType", "INT3"}},
            {1, 1}, {"w"});
  const importer::Imported imported = imported_of(folder, model);
  CHECK(stream(imported, "mvau_hls_0_out").element == DataType::uint(3));
  CHECK(params<Mvtu>(imported, "mvau_hls_0").thresholds->values == Tensor({1, 4}, {0, 1, 2, 3}));
  CHECK_THAT(imported.nodes[0].note, Catch::Contains("INT3 does not hold"));
}

TEST_CASE("import: FIFOs one behind another are one, of all their beats", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model
      .add("StreamingFIFO_rtl",
           {{"depth", 1024}, {"folded_shape", std::vector<std::int64_t>{1, 2, 2}}, {"dataType", "INT4"}},
           {1, 4})
      .add("StreamingFIFO_rtl",
           {{"depth", 228}, {"folded_shape", std::vector<std::int64_t>{1, 2, 2}}, {"dataType", "INT4"}},
           {1, 4})
      .mvau("MVAU_rtl", 4, 2, {{"SIMD", 2}})
      .add("StreamingFIFO_rtl",
           {{"depth", 1}, {"folded_shape", std::vector<std::int64_t>{1, 2, 1}}, {"dataType", "INT16"}},
           {1, 2});
  const importer::Imported imported = imported_of(folder, model);
  CHECK(stream(imported, "input").depth == 1252);
  CHECK(stream(imported, "input").width_bits == 8);
  CHECK(stream(imported, "mvau_rtl_2_out").depth == 2);
  CHECK(imported.nodes[0].stream == "input");
  CHECK(imported.nodes[3].stream == "mvau_rtl_2_out");
}

TEST_CASE("import: without FIFO nodes, depths are those that nodes want", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 2, {{"outFIFODepths", std::vector<std::int64_t>{16}}})
      .mvau("MVAU_hls", 2, 2,
            {{"inputDataType", "INT16"},
             {"outputDataType", "INT20"},
             {"inFIFODepths", std::vector<std::int64_t>{64}}});
  CHECK(stream(imported_of(folder, model), "mvau_hls_0_out").depth == 64);
}

TEST_CASE("import: 2022's generator of one dimension gives whole windows", "[import]") {
  const Folder folder;
  const auto pair = [](std::int64_t h, std::int64_t w) { return std::vector<std::int64_t>{h, w}; };
  Model model({1, 12, 1, 3});
  Attributes attributes{{"IFMDim", pair(12, 1)},
                        {"ConvKernelDim", pair(3, 1)},
                        {"OFMDim", pair(10, 1)},
                        {"Stride", pair(1, 1)},
                        {"Dilation", pair(1, 1)},
                        {"IFMChannels", 3},
                        {"SIMD", 3},
                        {"depthwise", 0}};
  std::string op = "ConvolutionInputGenerator1D";
  bool whole = true;
  SECTION("by its name") {}
  SECTION("by its attribute") {
    op = "ConvolutionInputGenerator_rtl";
    attributes.emplace_back("parallel_window", 1);
  }
  SECTION("not else") {
    op = "ConvolutionInputGenerator_rtl";
    whole = false;
  }
  model.add(op, attributes, {1, 10, 1, 9});
  const importer::Imported imported = imported_of(folder, model);
  CHECK(params<Swu>(imported, imported.nodes[0].layer).parallel_window == whole);
}

TEST_CASE("import: a max pool of two dimensions takes all channels a beat", "[import]") {
  const Folder folder;
  const auto pair = [](std::int64_t h, std::int64_t w) { return std::vector<std::int64_t>{h, w}; };
  Model model({1, 4, 4, 6});
  model.add(
      "StreamingMaxPool_hls",
      {{"ImgDim", pair(4, 4)}, {"PoolDim", pair(2, 2)}, {"NumChannels", 6}, {"PE", 1}, {"dataType", "INT4"}},
      {1, 2, 2, 6});
  CHECK(params<Maxpool>(imported_of(folder, model), "streamingmaxpool_hls_0").pe == 6);
}

TEST_CASE("import: names become identifiers, each its own", "[import]") {
  const Folder folder;
  Model model({1, 2});
  for (int i = 0; i < 4; ++i)
    model.mvau("MVAU_hls", 2, 2,
               i == 0 ? Attributes{}
                      : Attributes{{"inputDataType", "INT16"},
                                   {"outputDataType", "INT" + std::to_string(16 + 4 * i)}});
  model.node(0).set_name("A/b");
  model.node(1).set_name("a.B");
  model.node(2).set_name("7");
  model.node(3).set_name("input");
  const importer::Imported imported = imported_of(folder, model);
  std::vector<std::string> layers;
  for (const auto& node : imported.nodes) layers.push_back(node.layer);
  CHECK(layers == std::vector<std::string>{"a_b", "a_b_2", "n_7", "input_2"});
}

TEST_CASE("import: long names are cut and stay their own, and a partition's prefix goes", "[import]") {
  const Folder folder;
  const std::string partition = "StreamingDataflowPartition_1_";
  const std::string cut(70, 'a');
  Model model({1, 2});
  for (int i = 0; i < 12; ++i)
    model.mvau("MVAU_hls", 2, 2,
               i == 0 ? Attributes{}
                      : Attributes{{"inputDataType", "INT" + std::to_string(14 + 2 * i)},
                                   {"outputDataType", "INT" + std::to_string(16 + 2 * i)}});
  for (int i = 0; i < 12; ++i)
    model.node(i).set_name((i == 0 ? partition + "MVAU_hls_0" : partition + cut + std::to_string(i)));
  const importer::Imported imported = imported_of(folder, model);
  CHECK(imported.nodes[0].layer == "mvau_hls_0");
  CHECK(imported.nodes[1].layer == std::string(60, 'a'));
  CHECK(imported.nodes[2].layer == std::string(58, 'a') + "_2");
  CHECK(imported.nodes[11].layer == std::string(57, 'a') + "_11");
  CHECK(importer::own_name("StreamingDataflowPartition_12_x") == "x");
  for (const char* name :
       {"StreamingDataflowPartition_1", "StreamingDataflowPartition_1_", "StreamingDataflowPartition_x"})
    CHECK(importer::own_name(name) == name);
}

TEST_CASE("import: nodes without names are called as FINN would, and nodes need no order", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 4)
      .add("StreamingFIFO_rtl",
           {{"depth", 4}, {"folded_shape", std::vector<std::int64_t>{1, 4, 1}}, {"dataType", "INT16"}},
           {1, 4})
      .mvau("MVAU_hls", 4, 2, {{"inputDataType", "INT16"}, {"outputDataType", "INT24"}});
  SECTION("none has one, and a folding finds the second") {
    for (int i = 0; i < 3; ++i) model.node(i).clear_name();
    folder.write("m.onnx", model.bytes());
    folder.write("f.json", R"({"MVAU_hls_1": {"SIMD": 4}})");
    importer::Options options;
    options.folding = folder.path / "f.json";
    const importer::Imported imported = imported_of(folder, "m.onnx", options);
    CHECK(params<Mvtu>(imported, "mvau_hls_0").simd == 1);
    CHECK(params<Mvtu>(imported, "mvau_hls_1").simd == 4);
  }
  SECTION("one's own name is in the way") {
    model.node(0).clear_name();
    model.node(2).set_name("MVAU_hls_0");
    const importer::Imported imported = imported_of(folder, model);
    CHECK(imported.nodes[0].name == "MVAU_hls_0");
    CHECK(imported.nodes[2].name == "MVAU_hls_1");
  }
  SECTION("the last node stands first") {
    const onnx::NodeProto last = model.node(2);
    model.node(2) = model.node(0);
    model.node(0) = last;
    const importer::Imported imported = imported_of(folder, model);
    CHECK(imported.nodes.front().name == "MVAU_hls_0");
    CHECK(imported.nodes.back().name == "MVAU_hls_2");
  }
}

TEST_CASE("import: hardware that makes integers of floats is left to the host", "[import]") {
  const Folder folder;
  Model model({1, 4}, "FLOAT32");
  model.constant("t", {1, 3}, {-0.5, 0.25, 1.5})
      .add("StreamingFIFO_rtl",
           {{"depth", 4}, {"folded_shape", std::vector<std::int64_t>{1, 4, 1}}, {"dataType", "FLOAT32"}},
           {1, 4})
      .add("Thresholding_rtl",
           {{"NumChannels", 4},
            {"PE", 1},
            {"inputDataType", "FLOAT32"},
            {"outputDataType", "UINT2"},
            {"ActVal", 0}},
           {1, 4}, {"t"})
      .mvau("MVAU_hls", 4, 2, {{"inputDataType", "UINT2"}});
  const importer::Imported imported = imported_of(folder, model);
  CHECK(imported.host == std::vector<std::string>{"StreamingFIFO_rtl_0 (StreamingFIFO_rtl)",
                                                  "Thresholding_rtl_1 (Thresholding_rtl of [1, 3])"});
  CHECK(imported.scenario.network.stream(imported.scenario.network.inputs[0]).element == DataType::uint(2));
  CHECK_THAT(folder.read("s.yaml"), Catch::Contains("Thresholding_rtl_1 reads floats"));
}

TEST_CASE("import: what is before and behind the hardware stays on the host", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 2).constant("scale", {1}, {0.5F}).add("Mul", {}, {1, 2}, {"scale"}, "");
  const importer::Imported imported = imported_of(folder, model);
  CHECK(imported.host == std::vector<std::string>{"Mul_1 (Mul 0.5)"});
  CHECK_THAT(folder.read("s.yaml"), Catch::Contains("# On the host: Mul_1 (Mul 0.5)"));
}

TEST_CASE("import: a reshape between hardware nodes is none of hardware", "[import]") {
  const Folder folder;
  Model model({1, 2, 1, 4});
  model.add("StreamingFIFO", {{"depth", 4}}, {1, 2, 1, 4})
      .add("Flatten", {}, {1, 8}, {}, "")
      .mvau("MVAU_hls", 8, 2);
  const importer::Imported imported = imported_of(folder, model);
  CHECK(imported.host.empty());
  CHECK(stream(imported, "input").shape == Shape{8});
}

TEST_CASE("import: nodes that are not modelled are refused by name, with why and a cure", "[import]") {
  const Folder folder;
  Model model({1, 4});
  SECTION("an operator") {
    model.add("HWSoftmax", {{"backend", "fpgadataflow"}}, {1, 4}, {}, "brainsmith.libraries.kernels.softmax");
    refused(folder, model.bytes(),
            {"node 'HWSoftmax_0' (HWSoftmax, domain brainsmith.libraries.kernels.softmax)",
             "an operator that is not modelled", "leave the softmax on the host"});
  }
  SECTION("one of the host in between") {
    model.mvau("MVAU_hls", 4, 4)
        .constant("scale", {1}, {0.5F})
        .add("Mul", {}, {1, 4}, {"scale"}, "")
        .mvau("MVAU_hls", 4, 2);
    refused(folder, model.bytes(),
            {"node 'Mul_1' (Mul, no domain)", "between hardware nodes", "step_streamline"});
  }
  SECTION("floats") {
    model.constant("t", {1, 1}, {0.5F})
        .add("Thresholding",
             {{"NumChannels", 4}, {"PE", 1}, {"inputDataType", "FLOAT32"}, {"outputDataType", "BINARY"}},
             {1, 4}, {"t"});
    refused(folder, model.bytes(), {"node 'Thresholding_0'", "inputDataType = FLOAT32", "carry no floats"});
  }
  SECTION("weights that are a stream") {
    model.mvau("MVAU_hls", 4, 4, {{"dynamic_input", 1}});
    refused(folder, model.bytes(),
            {"node 'MVAU_hls_0'", "dynamic_input = 1", "a product of two streams is not modelled"});
  }
  SECTION("no hardware") {
    model.add("Relu", {}, {1, 4}, {}, "");
    refused(folder, model.bytes(), {"no hardware node among 1 (Relu)", "step_convert_to_hw"});
  }
  SECTION("a partition that is not there") {
    model.add("StreamingDataflowPartition", {{"model", "/home/x/kernel_partitions/partition_2.onnx"}},
              {1, 4});
    refused(folder, model.bytes(), {"StreamingDataflowPartition_0", "partition_2.onnx", "kernel_partitions"});
  }
}

TEST_CASE("import: what a graph says wrong is refused with its node", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 2);
  const auto set = [&](const char* name, std::int64_t value) {
    for (auto& attribute : *model.node(0).mutable_attribute()) {
      if (attribute.name() == name) attribute.set_i(value);
    }
  };
  SECTION("folding") {
    set("SIMD", 3);
    refused(folder, model.bytes(), {"node 'MVAU_hls_0'", "SIMD = 3", "a divisor of 4"});
  }
  SECTION("no folding") {
    set("PE", 0);
    refused(folder, model.bytes(), {"PE = 0", "1 and more"});
  }
  SECTION("an absurd size") {
    set("MW", std::int64_t{1} << 62);
    refused(folder, model.bytes(), {"node 'MVAU_hls_0'", "at most 2^30"});
  }
  SECTION("weights of another shape") {
    model.graph().mutable_initializer(0)->set_dims(0, 2);
    model.graph().mutable_initializer(0)->set_dims(1, 4);
    refused(folder, model.bytes(), {"weights of shape [2, 4]", "[MW, MH] = [4, 2]"});
  }
  SECTION("weights beyond their type") {
    model.graph().mutable_initializer(0)->set_float_data(3, 2);
    refused(folder, model.bytes(), {"a weight of 2", "values of int2"});
  }
  SECTION("weights that are not whole") {
    model.graph().mutable_initializer(0)->set_float_data(3, 0.5F);
    refused(folder, model.bytes(), {"a weight of 0.5", "whole numbers"});
  }
  SECTION("no attribute") {
    model.node(0).mutable_attribute()->DeleteSubrange(0, 1);
    refused(folder, model.bytes(), {"no attribute MW"});
  }
  SECTION("a type that is none") {
    for (auto& attribute : *model.node(0).mutable_attribute()) {
      if (attribute.name() == "weightDataType") attribute.set_s("INT1000");
    }
    refused(folder, model.bytes(), {"weightDataType = INT1000", "INT2 to INT56"});
  }
  SECTION("a batch") {
    model.graph()
        .mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(0)
        ->set_dim_value(2);
    refused(folder, model.bytes(), {"shape [2, 4]", "a batch of 1"});
  }
  SECTION("sums beyond the output") {
    for (auto& attribute : *model.node(0).mutable_attribute()) {
      if (attribute.name() == "outputDataType") attribute.set_s("INT4");
    }
    refused(folder, model.bytes(), {"node 'MVAU_hls_0'"});
  }
}

TEST_CASE("import: files that are no graphs are refused", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 2)
      .mvau("MVAU_hls", 2, 2, {{"inputDataType", "INT16"}, {"outputDataType", "INT20"}});
  SECTION("cut off") {
    refused(folder, model.bytes().substr(0, 200), {"m.onnx", "no ONNX model, or cut off"});
  }
  SECTION("empty") { refused(folder, "", {"m.onnx", "no graph"}); }
  SECTION("a cycle") {
    model.node(0).set_input(0, model.node(1).output(0));
    refused(folder, model.bytes(), {"node 'MVAU_hls_0'", "nodes without cycles"});
  }
  SECTION("names twice") {
    model.node(1).set_name(model.node(0).name());
    refused(folder, model.bytes(), {"two nodes of that name"});
  }
  SECTION("a tensor twice") {
    model.node(1).set_output(0, model.node(0).output(0));
    refused(folder, model.bytes(), {"which is given already"});
  }
  SECTION("a tensor of nothing") {
    model.node(1).set_input(0, "gone");
    refused(folder, model.bytes(), {"it reading 'gone', which nothing gives"});
  }
  SECTION("external data") {
    model.graph().mutable_initializer(0)->set_data_location(onnx::TensorProto::EXTERNAL);
    refused(folder, model.bytes(), {"MVAU_hls0_w", "data are in another file"});
  }
  SECTION("too few numbers") {
    model.graph().mutable_initializer(0)->mutable_float_data()->RemoveLast();
    refused(folder, model.bytes(), {"7 numbers", "8, for its shape"});
  }
  SECTION("an absurd shape") {
    model.graph().mutable_initializer(0)->set_dims(0, INT64_MAX);
    refused(folder, model.bytes(), {"at most 2^30 elements"});
  }
}

TEST_CASE("import: a folding JSON is applied and written", "[import]") {
  const Folder folder;
  Model model({1, 4});
  model.mvau("MVAU_hls", 4, 4)
      .add("StreamingDataWidthConverter_rtl", {{"inWidth", 16}, {"outWidth", 32}, {"dataType", "INT16"}},
           {1, 4})
      .mvau("MVAU_hls", 4, 2, {{"inputDataType", "INT16"}, {"outputDataType", "INT24"}, {"SIMD", 2}});
  folder.write("m.onnx", model.bytes());
  importer::Options options;
  SECTION("as it is") {
    CHECK(imported_of(folder).scenario.network.find_layer("streamingdatawidthconverter_rtl_1") >= 0);
  }
  SECTION("another") {
    folder.write(
        "f.json",
        R"({"Defaults": {"PE": [2, ["all"]]}, "MVAU_hls_0": {"SIMD": 4, "Ram_style": "auto"}, "MVAU_hls_3": {"PE": 1}})");
    options.folding = folder.path / "f.json";
    options.write_folding = folder.path / "out.json";
    const importer::Imported imported = imported_of(folder, "m.onnx", options);
    const auto& mvtu = params<Mvtu>(imported, "mvau_hls_0");
    CHECK(mvtu.pe == 2);
    CHECK(mvtu.simd == 4);
    CHECK(imported.scenario.network.find_layer("streamingdatawidthconverter_rtl_1") < 0);
    const auto written = nlohmann::json::parse(folder.read("out.json"));
    CHECK(written["MVAU_hls_0"]["SIMD"] == 4);
    CHECK(written["MVAU_hls_2"]["PE"] == 2);
    const std::string notes = folder.read("s.yaml");
    CHECK_THAT(notes,
               Catch::Contains("names 1 nodes that the graph does not have: MVAU_hls_3 (nearest: MVAU_hls_"));
    CHECK_THAT(notes,
               Catch::Contains("sets keys that nothing reads: MVAU_hls_0: Ram_style (nearest: ram_style)"));
    // The written file gives the same result again.
    folder.write("f.json", folder.read("out.json"));
    CHECK(params<Mvtu>(imported_of(folder, "m.onnx", options), "mvau_hls_0").simd == 4);
  }
  SECTION("no node of the graph") {
    folder.write("f.json", R"({"Defaults": {}, "MVAU_hls_9": {"PE": 1}})");
    options.folding = folder.path / "f.json";
    CHECK_THROWS_WITH(imported_of(folder, "m.onnx", options), Catch::Contains("such as MVAU_hls_0"));
  }
  SECTION("no JSON") {
    folder.write("f.json", "{");
    options.folding = folder.path / "f.json";
    CHECK_THROWS_WITH(imported_of(folder, "m.onnx", options), Catch::Contains("no readable JSON object"));
  }
}

TEST_CASE("import: of a build folder the graph of its RTL is taken, with its clock and its reports",
          "[import]") {
  const Folder folder;
  const auto model = [](bool fifo, std::int64_t estimate) {
    Model m({1, 4});
    if (fifo)
      m.add("StreamingFIFO_rtl",
            {{"depth", 8}, {"folded_shape", std::vector<std::int64_t>{1, 4, 1}}, {"dataType", "INT4"}},
            {1, 4});
    m.mvau("MVAU_hls", 4, 2, {{"cycles_estimate", estimate}});
    m.node(fifo ? 1 : 0).set_name("MVAU_hls_0");
    return m;
  };
  Model with_fifos = model(true, 8);
  auto& clock = *with_fifos.proto.add_metadata_props();
  clock.set_key("clk_ns");
  clock.set_value("4.0");
  folder.write("b/intermediate_models/step_generate_estimate_reports.onnx", model(false, 8).bytes());
  folder.write("b/intermediate_models/step_set_fifo_depths.onnx", with_fifos.bytes());
  folder.write("b/report/estimate_layer_cycles.json", R"({"MVAU_hls_0": 8})");
  folder.write("b/report/estimate_network_performance.json", R"({"max_cycles": 8})");
  folder.write("b/report/rtlsim_performance.json", R"({"latency_cycles": 21, "N": 1, "cycles": 22})");
  SECTION("all of one run") {
    const importer::Imported imported = imported_of(folder, "b");
    CHECK(imported.graph.filename() == "step_set_fifo_depths.onnx");
    CHECK(imported.scenario.clock_mhz == 250);
    const std::vector<std::pair<std::string, std::string>> wanted{{"estimate max_cycles", "8"},
                                                                  {"rtlsim latency_cycles", "21"},
                                                                  {"rtlsim N", "1"},
                                                                  {"rtlsim cycles", "22"}};
    CHECK(imported.scenario.reported == wanted);
    CHECK(imported.nodes[1].estimate == 8);
    CHECK(imported.nodes[1].ideal_cycles == 8);
  }
  SECTION("estimates of another run") {
    folder.write("b/report/estimate_layer_cycles.json", R"({"MVAU_hls_0": 4})");
    const importer::Imported imported = imported_of(folder, "b");
    CHECK(imported.scenario.reported.size() == 3);
    CHECK_THAT(folder.read("s.yaml"),
               Catch::Contains("several runs are mixed") &&
                   Catch::Contains("MVAU_hls_0 takes 4 cycles there and 8 in the graph"));
  }
  SECTION("estimates of the folding before say nothing of runs") {
    folder.write("b/intermediate_models/step_set_fifo_depths.onnx", model(true, 4).bytes());
    const importer::Imported imported =
        imported_of(folder, "b/intermediate_models/step_set_fifo_depths.onnx");
    CHECK_THAT(folder.read("s.yaml"),
               Catch::Contains("of the folding before") && !Catch::Contains("several runs are mixed"));
    CHECK_THAT(imported.nodes[1].note, Catch::Contains("before it changed the folding"));
  }
  SECTION("names of a partition are those of the report") {
    with_fifos.node(1).set_name("StreamingDataflowPartition_1_MVAU_hls_0");
    folder.write("b/intermediate_models/step_set_fifo_depths.onnx", with_fifos.bytes());
    (void)imported_of(folder, "b");
    CHECK_THAT(folder.read("s.yaml"), !Catch::Contains("several runs are mixed"));
  }
  SECTION("padding has all channels a beat before anything is folded") {
    fs::remove_all(folder.path / "b/intermediate_models");
    Model early({1, 4, 4, 4});
    early.add("FMPadding_rtl",
              {{"ImgDim", std::vector<std::int64_t>{4, 4}},
               {"Padding", std::vector<std::int64_t>{1, 1, 1, 1}},
               {"NumChannels", 4},
               {"SIMD", 4},
               {"inputDataType", "INT4"}},
              {1, 6, 6, 4});
    folder.write("b/intermediate_models/a_step.onnx", early.bytes());
    folder.write("b/intermediate_models/step_target_fps_parallelization.onnx", model(false, 8).bytes());
    CHECK(imported_of(folder, "b").graph.filename() == "step_target_fps_parallelization.onnx");
  }
  SECTION("two builds") {
    folder.write("c/intermediate_models/step_set_fifo_depths.onnx", with_fifos.bytes());
    CHECK_THROWS_WITH(imported_of(folder, "."),
                      Catch::Contains("2 builds") && Catch::Contains("one of them"));
  }
  SECTION("none") {
    fs::create_directories(folder.path / "empty");
    CHECK_THROWS_WITH(imported_of(folder, "empty"), Catch::Contains("no .onnx file"));
    CHECK_THROWS_WITH(imported_of(folder, "absent"), Catch::Contains("no such file or folder"));
  }
  SECTION("a partition's parent leads to the network") {
    Model parent({1, 4});
    parent.add("StreamingDataflowPartition",
               {{"model", "/home/user/b/supported_op_partitions/partition_0.onnx"}}, {1, 2});
    folder.write("d/dataflow_parent.onnx", parent.bytes());
    folder.write("d/supported_op_partitions/partition_0.onnx", model(false, 8).bytes());
    parent.constant("factor", {}, {0.5}).add("Mul", {}, {1, 2}, {"factor"}, "");
    folder.write("d/dataflow_parent.onnx", parent.bytes());
    const importer::Imported imported = imported_of(folder, "d/dataflow_parent.onnx");
    CHECK(imported.graph.filename() == "partition_0.onnx");
    CHECK(imported.host == std::vector<std::string>{"Mul_1 (Mul 0.5)"});
  }
}

}  // namespace weir::tests::import_test
