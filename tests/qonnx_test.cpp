// QONNX's graphs as scenarios: exact arithmetic, orders of elements, thresholds for every sum, folding,
// errors. qonnx_oracle.py checks the values of whole networks.
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "import/front/constant.hpp"
#include "import/front/layout.hpp"
#include "import/front/quantizer.hpp"
#include "import/import.hpp"
#include "network/error.hpp"
#include "network/network.hpp"
#include "tests/finn_graph.hpp"

namespace weir::tests::qonnx_test {

namespace {

using importer::Layout;
namespace fs = std::filesystem;

using Ints = std::vector<std::int64_t>;

// A graph in which each node reads the node before it, and constants.
class QonnxModel {
 public:
  explicit QonnxModel(const Ints& shape) { describe(*graph().add_input(), "in", shape); }

  onnx::GraphProto& graph() { return *proto_.mutable_graph(); }

  std::string constant(const Ints& shape, const std::vector<float>& values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name("c" + std::to_string(graph().initializer_size()));
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    for (const float value : values) tensor.add_float_data(value);
    return tensor.name();
  }
  // Reads these inputs in that order, or the last node's output and these constants.
  std::string node(const std::string& op, const std::vector<std::string>& inputs,
                   const Attributes& attributes = {}, const std::string& domain = "") {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(op);
    node.set_domain(domain);
    node.set_name(op + "_" + std::to_string(graph().node_size() - 1));
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(node.name() + "_out");
    add_attributes(node, attributes);
    return node.output(0);
  }
  std::string then(const std::string& op, std::vector<std::string> constants = {},
                   const Attributes& attributes = {}, const std::string& domain = "") {
    constants.insert(constants.begin(), tail_);
    return tail_ = node(op, constants, attributes, domain);
  }
  std::string quant(std::int64_t bits, bool is_signed, float scale, bool narrow = false,
                    const std::string& of = "") {
    const std::vector<std::string> inputs{of.empty() ? tail_ : of, constant({}, {scale}), constant({}, {0}),
                                          constant({}, {static_cast<float>(bits)})};
    const std::string out =
        node("Quant", inputs, {{"signed", std::int64_t{is_signed}}, {"narrow", std::int64_t{narrow}}},
             "onnx.brevitas");
    if (of.empty()) tail_ = out;
    return out;
  }
  [[nodiscard]] std::string bytes() const {
    onnx::ModelProto whole = proto_;
    whole.mutable_graph()->add_output()->set_name(tail_);
    return whole.SerializeAsString();
  }

 private:
  onnx::ModelProto proto_;
  std::string tail_ = "in";
};

// The only layer of that kind.
template <class Params>
const Params& only(const importer::Imported& imported) {
  const Params* found = nullptr;
  for (const Layer& layer : imported.scenario.network.layers) {
    if (const auto* params = std::get_if<Params>(&layer.params)) {
      REQUIRE(found == nullptr);
      found = params;
    }
  }
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("qonnx: a product is rounded to float32 once", "[qonnx]") {
  // 16777217 x (1 + 2^-30) is just above the midpoint of two float32 numbers. If first rounded to float64, it
  // would be the midpoint, which is rounded to even.
  CHECK(importer::scaled(16777217, 1 + std::ldexp(1.0, -53 + 1)) == 16777218.0F);
  CHECK(importer::scaled(16777217, 1.0) == 16777216.0F);
  CHECK(importer::scaled(16777219, 1 - std::ldexp(1.0, -53)) == 16777218.0F);
  CHECK(importer::scaled(-16777217, 1 + std::ldexp(1.0, -52)) == -16777218.0F);
  CHECK(importer::scaled(3, 0.1F) == static_cast<float>(3 * static_cast<double>(0.1F)));
  CHECK(importer::scaled(0, 5) == 0);
}

TEST_CASE("qonnx: levels are clamped, and rounded half to even", "[qonnx]") {
  using importer::Rounding;
  const auto level = [](float x, Rounding rounding = Rounding::kHalfEven) {
    return importer::round_to_level(x, 0.5F, 0, -2, 1, rounding);
  };
  CHECK(level(0.25F) == 0);
  CHECK(level(0.26F) == 1);
  CHECK(level(-0.75F) == -2);
  CHECK(level(-0.25F) == 0);
  CHECK(level(-100) == -2);
  CHECK(level(std::numeric_limits<float>::infinity()) == 1);
  CHECK(level(0.49F, Rounding::kFloor) == 0);
  CHECK(level(0.01F, Rounding::kCeil) == 1);
  CHECK(importer::round_to_level(3, 1, 2, 0, 7, Rounding::kHalfEven) == 5);
}

TEST_CASE("qonnx: thresholds are the least integers that reach each level", "[qonnx]") {
  const auto level = [](std::int64_t k) -> std::int64_t { return k < -3 ? -1 : k < 5 ? 0 : k < 6 ? 2 : 3; };
  CHECK(importer::find_thresholds(level, -10, 10, -2, 4) == Ints{-10, -3, 5, 5, 6, 11});
  CHECK(importer::find_thresholds(level, 0, 0, -1, 1) == Ints{0, 1});
  CHECK_THROWS_AS(importer::find_thresholds([&](std::int64_t k) { return -level(k); }, -10, 10, -3, 1),
                  std::domain_error);
}

TEST_CASE("qonnx: a layout follows its elements", "[qonnx]") {
  Layout map({1, 3, 2, 4});  // channels, height, width
  map.send_last(1);
  CHECK(map.stream() == Shape{2, 4, 3});
  REQUIRE(map.innermost(1));
  CHECK(*map.innermost(1) == Ints{0, 1, 2});
  CHECK_FALSE(map.innermost(3));
  CHECK(map.outermost({2, 3}));

  Layout flat = map;
  REQUIRE(flat.reshape({1, 24}));
  REQUIRE(flat.innermost(1));
  // Element (h 0, w 1, c 2) is the sixth in the stream, and element 2 x 8 + 1 of the flat vector.
  CHECK(flat.innermost(1)->at(5) == 17);
  // The flat vector, reshaped to a map that has each channel in two parts.
  Layout split = flat;
  REQUIRE(split.reshape({1, 3, 2, 2, 2}));
  CHECK(split.stream() == Shape{2, 2, 2, 3});
  CHECK_FALSE(flat.reshape({1, 5, 5}));
  CHECK_FALSE(flat.reshape({1, 2, 12}));  // cuts across the channels
  CHECK(Layout(Shape{1, 24}).reshape({1, 2, 12}));

  map.transpose({0, 2, 3, 1});
  CHECK(map.shape() == Shape{1, 2, 4, 3});
  REQUIRE(map.reshape({1, 24}));
  CHECK(map.stream() == Shape{24});

  // [C, 1, 1] beside a map: one value for each channel, repeated for every pixel.
  Layout plain({1, 3, 2, 4});
  plain.send_last(1);
  CHECK(*plain.spread({3, 1, 1}) == std::vector<std::size_t>{0, 1, 2});
  CHECK(*plain.spread({}) == std::vector<std::size_t>{0});
  CHECK(plain.spread({1, 1, 2, 1})->size() == 24);
  CHECK_FALSE(plain.spread({4, 1, 1}));
}

TEST_CASE("qonnx: integers and meaning agree on every sum, also where they descend", "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 3});
  model.quant(4, true, 0.3F);
  const std::string weights = model.quant(
      3, true, 0.21F, true,
      model.constant({4, 3}, {0.2F, -0.6F, 0.4F, 0.6F, 0.1F, -0.2F, 0.5F, 0.5F, 0.5F, -0.6F, 0.6F, 0}));
  model.then("Gemm", {weights, model.constant({4}, {0.1F, -0.2F, 0.05F, 0})}, {{"transB", std::int64_t{1}}});
  const std::vector<float> gamma{0.7F, -1.3F, 0, -0.01F}, beta{0.1F, 0.3F, 0.4F, -2},
      mean{0.01F, -0.5F, 1, 0}, variance{0.2F, 3, 1, 0.1F};
  model.then("BatchNormalization", {model.constant({4}, gamma), model.constant({4}, beta),
                                    model.constant({4}, mean), model.constant({4}, variance)});
  model.then("LeakyRelu", {}, {{"alpha", 0.1}});
  model.quant(3, true, 0.11F);
  const auto imported = import_of(folder, model.bytes());
  const auto& mvtu = only<Mvtu>(imported);
  REQUIRE(mvtu.thresholds);
  CHECK(mvtu.thresholds->output == DataType::sint(3));

  // The graph's result for each sum of a row, with the sign that its weights have here.
  const Ints quantized{1, -3, 2, 3, 0, -1, 2, 2, 2, -3, 3, 0};
  const std::vector<float> bias{0.1F, -0.2F, 0.05F, 0};
  for (std::int64_t row = 0; row < 4; ++row) {
    const auto r = static_cast<std::size_t>(row);
    const bool turned = gamma[r] < 0;
    for (std::int64_t c = 0; c < 3; ++c)
      CHECK(mvtu.weights.row(row)[static_cast<std::size_t>(c)] ==
            (turned ? -1 : 1) * quantized[static_cast<std::size_t>(row * 3 + c)]);
    for (std::int64_t sum = -80; sum <= 80; ++sum) {
      const float x =
          importer::scaled(turned ? -sum : sum, static_cast<double>(0.3F) * static_cast<double>(0.21F));
      float y = x + bias[r];
      y = y - mean[r];
      y = y / std::sqrt(variance[r] + 1e-5F);
      y = y * gamma[r];
      y = y + beta[r];
      y = y >= 0 ? y : y * 0.1F;
      const std::int64_t wanted = importer::round_to_level(y, 0.11F, 0, -4, 3, importer::Rounding::kHalfEven);
      std::int64_t found = mvtu.thresholds->bias();
      // Sums that the weights cannot produce need no thresholds.
      std::int64_t most = 0;
      for (const std::int64_t w : mvtu.weights.row(row)) most += 7 * std::abs(w);
      if (std::abs(sum) > most) continue;
      for (const std::int64_t t : mvtu.thresholds->values.row(mvtu.thresholds->channels() == 1 ? 0 : row))
        found += sum >= t ? 1 : 0;
      CAPTURE(row, sum);
      CHECK(found == wanted);
    }
  }
  CHECK(imported.host == std::vector<std::string>{"Quant_0 (Quant 0.3 0 4)"});
}

TEST_CASE("qonnx: flattened channels-first, the weights of the next layer take the stream's order",
          "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 2, 1, 3});
  model.quant(2, false, 1);
  model.then("MaxPool", {}, {{"kernel_shape", Ints{1, 1}}});
  model.then("Reshape", {model.constant({2}, {1, -1})});
  model.then("MatMul", {model.constant({6, 1}, {1, 2, 3, 4, 5, 6})});
  const auto imported = import_of(folder, model.bytes());
  CHECK(only<Mvtu>(imported).weights.values == Ints{1, 4, 2, 5, 3, 6});
}

TEST_CASE("qonnx: what is likely not meant is warned of", "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 4});
  model.quant(2, false, 1);
  const std::string weights = model.quant(2, false, 1, true, model.constant({4, 1}, {-1, -2, 1, -3}));
  model.then("MatMul", {weights});
  const auto imported = import_of(folder, model.bytes());
  REQUIRE(imported.warnings.size() == 1);
  CHECK_THAT(imported.warnings[0],
             Catch::Contains("3 of 4 values") && Catch::Contains("negative values become 0"));
  CHECK_THAT(folder.read("s.yaml"), Catch::Contains("# Warning: Quant_1"));
}

TEST_CASE("qonnx: what hardware cannot express is refused by its node, with a cure", "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 4});
  const auto weights = [&] {
    return model.quant(2, true, 0.5F, true, model.constant({4, 4}, std::vector<float>(16, 0.4F)));
  };
  SECTION("an input in float32") {
    model.then("MatMul", {weights()});
    refused(folder, model.bytes(),
            {"node 'MatMul_1'", "network's input in float32", "qnn.QuantIdentity", "--input-type uint8"});
  }
  SECTION("weights in float32") {
    model.quant(2, true, 1);
    model.then("MatMul", {model.constant({4, 1}, {0.5F, 1, 1, 1})});
    refused(folder, model.bytes(), {"node 'MatMul_1'", "no quantizer made", "weight_quant"});
  }
  SECTION("no quantizer between") {
    model.quant(2, true, 1);
    model.then("MatMul", {weights()});
    model.then("Add", {model.constant({4}, {0.1F, 0.2F, 0.3F, 0.4F})});
    model.then("MatMul", {weights()});
    refused(folder, model.bytes(), {"node 'MatMul_5'", "'Add_3' (Add)", "qnn.QuantReLU"});
  }
  SECTION("scales of one row") {
    model.quant(2, true, 1);
    const std::string each =
        model.node("Quant",
                   {model.constant({4, 1}, {1, 1, 1, 1}), model.constant({4, 1}, {0.5F, 0.25F, 1, 1}),
                    model.constant({}, {0}), model.constant({}, {4})},
                   {{"signed", std::int64_t{1}}, {"narrow", std::int64_t{0}}}, "onnx.brevitas");
    model.then("MatMul", {each});
    refused(folder, model.bytes(),
            {"node 'MatMul_2'", "scales 0.5 and 0.25 in one row", "each output channel"});
  }
  SECTION("an operator in the way") {
    model.quant(2, true, 1);
    model.then("MatMul", {weights()});
    model.then("Sigmoid");
    model.quant(2, true, 1);
    refused(folder, model.bytes(), {"node 'Sigmoid_3'", "it before 'Quant_4'", "stays on the host"});
  }
  SECTION("floating-point quantizers") {
    model.then("FloatQuant", {model.constant({}, {1})}, {}, "onnx.brevitas");
    refused(folder, model.bytes(),
            {"node 'FloatQuant_0' (FloatQuant, domain onnx.brevitas)", "Int8ActPerTensorFloat"});
  }
  SECTION("a Shape of nothing") {
    model.quant(2, true, 1);
    model.then("Reshape", {model.node("Shape", {})});
    refused(folder, model.bytes(), {"node 'Shape_1'", "no input 0", "a tensor whose shape it gives"});
  }
  SECTION("a sum of scales") {
    const std::string a = model.quant(2, true, 1);
    const std::string b = model.quant(3, true, 0.75F, false, "in");
    model.then("Add", {b});
    refused(folder, model.bytes(), {"node 'Add_2'", "scales 1 and 0.75", "same quantizer"});
  }
  SECTION("a batch") {
    QonnxModel batch({8, 4});
    batch.quant(2, true, 1);
    batch.then("MatMul", {batch.constant({4, 1}, {1, 1, 1, 1})});
    refused(folder, batch.bytes(), {"input 'in'", "a batch of 8"});
  }
  SECTION("bad quantizers") {
    for (const float scale : {0.0F, -1.0F, std::numeric_limits<float>::quiet_NaN()}) {
      QonnxModel bad({1, 4});
      bad.quant(2, true, scale);
      bad.then("MatMul", {bad.constant({4, 1}, {1, 1, 1, 1})});
      refused(folder, bad.bytes(), {"node 'Quant_0'", "a scale of"});
    }
    QonnxModel wide({1, 4});
    wide.quant(33, true, 1);
    wide.then("MatMul", {wide.constant({4, 1}, {1, 1, 1, 1})});
    refused(folder, wide.bytes(), {"node 'Quant_0'", "a bit width of 33"});
  }
}

TEST_CASE("qonnx: layers are folded by a file, or as little as a frame rate wants", "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 6});
  model.quant(2, true, 1);
  model.then("MatMul", {model.constant({6, 4}, std::vector<float>(24, 1))});
  model.quant(2, true, 1);
  importer::Options options;
  options.folding = folder.path / "f.json";
  SECTION("FINN's names") {
    folder.write(
        "f.json",
        R"({"Defaults": {}, "MatrixVectorActivation_0": {"PE": 2, "SIMD": 3, "Simd": 6}, "MVAU_1": {"PE": 1},
            "ConvolutionInputGenerator_rtl_0": {"SIMD": 1}, "ConvolutionInputGenerator_x": {"SIMD": 1}})");
    const auto imported = import_of(folder, model.bytes(), options);
    CHECK(only<Mvtu>(imported).pe == 2);
    CHECK(only<Mvtu>(imported).simd == 3);
    const std::string notes = folder.read("s.yaml");
    CHECK_THAT(notes,
               Catch::Contains("names layers that the network does not have: MVAU_1 (nearest: MVAU_0), "
                               "ConvolutionInputGenerator_x\n"));
    CHECK_THAT(notes, Catch::Contains("not read are ConvolutionInputGenerator_rtl_0: generators"));
    CHECK_THAT(notes, Catch::Contains("MatrixVectorActivation_0: Simd (nearest: SIMD)"));
  }
  SECTION("defaults") {
    folder.write("f.json",
                 R"({"MVAU_0": {"SIMD": 2}, "Defaults": {"PE": [4, ["MVAU_hls"]], "SIMD": [3, ["all"]]}})");
    const auto imported = import_of(folder, model.bytes(), options);
    CHECK(only<Mvtu>(imported).pe == 4);
    CHECK(only<Mvtu>(imported).simd == 2);  // the layer's own
    folder.write("f.json", R"({"Defaults": {"PE": [2, ["all"]]}})");
    CHECK(only<Mvtu>(import_of(folder, model.bytes(), options)).pe == 2);
  }
  SECTION("defaults that do not divide, or are none") {
    folder.write("f.json", R"({"Defaults": {"PE": [3, ["all"]]}, "MVAU_0": {"SIMD": 2}})");
    refused(folder, model.bytes(), {"f.json: Defaults: PE of matmul_1: found 3", "a divisor of 4"}, options);
    folder.write("f.json", R"({"Defaults": {"PE": 2}, "MVAU_0": {"SIMD": 2}})");
    refused(folder, model.bytes(), {"f.json: Defaults: PE: found 2", "[value, [operators"}, options);
  }
  SECTION("no name of the network") {
    folder.write("f.json", R"({"MVAU_hls_7": {"PE": 3}})");
    refused(folder, model.bytes(), {"f.json", "MVAU_hls_7", "no layer of the network", "MVAU_0", "matmul_1"},
            options);
  }
  SECTION("what does not divide") {
    folder.write("f.json", R"({"MVAU_hls_0": {"PE": 3}})");
    refused(folder, model.bytes(), {"f.json", "MVAU_hls_0: PE", "a divisor of 4"}, options);
  }
  SECTION("a frame rate") {
    options.folding.clear();
    options.clock_mhz = 100;
    options.target_fps = 1e7;  // 10 cycles a frame
    const auto imported = import_of(folder, model.bytes(), options);
    CHECK(only<Mvtu>(imported).pe * only<Mvtu>(imported).simd == 3);
    CHECK(imported.scenario.network.interval_bound() <= 10);
    fs::remove(folder.path / "s.yaml");
    fs::remove(folder.path / "s.npz");
    options.target_fps = 2e8;
    refused(folder, model.bytes(), {"--target-fps"}, options);
  }
}

TEST_CASE("qonnx: the folding that is written is read again", "[qonnx]") {
  // A convolution, a depthwise one, thresholds, a pool and a product.
  const Folder folder;
  QonnxModel model({1, 4, 6, 6});
  model.quant(4, true, 0.5F);
  model.then("Conv", {model.constant({8, 4, 3, 3}, std::vector<float>(288, 1))},
             {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}});
  model.quant(2, false, 9);
  model.then("Conv", {model.constant({8, 1, 3, 3}, std::vector<float>(72, 1))},
             {{"kernel_shape", Ints{3, 3}}, {"group", std::int64_t{8}}});
  model.quant(2, false, 3);
  model.then("MaxPool", {}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
  model.quant(2, false, 1);
  model.then("Flatten");
  model.then("MatMul", {model.constant({32, 10}, std::vector<float>(320, 1))});
  importer::Options options;
  options.clock_mhz = 100;
  options.target_fps = 1e6;  // 100 cycles a frame
  options.write_folding = folder.path / "out.json";
  (void)import_of(folder, model.bytes(), options);
  const auto written = nlohmann::ordered_json::parse(folder.read("out.json"));
  std::vector<std::string> names;
  for (const auto& [name, settings] : written.items()) names.push_back(name);
  CHECK(names == std::vector<std::string>{"Defaults", "MVAU_0", "VVAU_0", "StreamingMaxPool_0",
                                          "Thresholding_0", "MVAU_1"});
  CHECK(written["Defaults"].empty());
  const auto entries = [&] {  // the scenario without its comments
    std::string all;
    std::istringstream lines(folder.read("s.yaml"));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("#")) all += line + "\n";
    }
    return all;
  };
  const std::string chosen = entries();
  const std::int64_t pe = written["MVAU_0"]["PE"];
  const std::int64_t simd = written["MVAU_0"]["SIMD"];
  CHECK(pe * simd > 1);
  CHECK_THAT(chosen, Catch::Contains(fmt::format("pe: {}, simd: {}", pe, simd)));

  const std::string text = folder.read("out.json");
  folder.write("f.json", text);
  options.target_fps = 0;
  options.folding = folder.path / "f.json";
  (void)import_of(folder, model.bytes(), options);
  CHECK(entries() == chosen);
  CHECK(folder.read("out.json") == text);
  CHECK_THAT(folder.read("s.yaml"), !Catch::Contains("does not have") && !Catch::Contains("nothing reads"));
}

TEST_CASE("qonnx: where both orders of the input are refused, both reasons are told", "[qonnx]") {
  const Folder folder;
  // Channels innermost, a MatMul over the last dimension finds columns apart; rows innermost, a Conv its
  // channels.
  QonnxModel model({1, 3, 4, 5});
  model.quant(2, true, 1);
  model.then("Conv", {model.constant({2, 3, 3, 3}, std::vector<float>(54, 1))},
             {{"kernel_shape", Ints{3, 3}}});
  model.quant(4, true, 1);
  model.then("MatMul", {model.constant({3, 2}, std::vector<float>(6, 1))});
  refused(folder, model.bytes(),
          {"node 'MatMul_3'", "with the input's dimension 1 (channels first) innermost",
           "With its last dimension (channels last) innermost, node 'Conv_1'"});
}

TEST_CASE("qonnx: of two orders that are refused, the one that came farther is told first", "[qonnx]") {
  // A channels-last network whose convolutions are ONNX's, behind a Transpose.
  const Folder folder;
  QonnxModel model({1, 5, 4, 3});
  model.quant(2, true, 1);
  model.then("Transpose", {}, {{"perm", Ints{0, 3, 1, 2}}});
  model.then("Conv", {model.constant({2, 3, 3, 3}, std::vector<float>(54, 1))},
             {{"kernel_shape", Ints{3, 3}}});
  model.then("Sigmoid");
  model.quant(2, true, 1);
  refused(folder, model.bytes(),
          {"m.onnx: node 'Sigmoid_3'", "with the input's last dimension (channels last) innermost",
           "With its dimension 1 (channels first) innermost, node 'Conv_2'"});
}

TEST_CASE("qonnx: Trunc and DepthToSpace that hardware cannot express are refused with a cure", "[qonnx]") {
  const Folder folder;
  QonnxModel model({1, 4, 2, 2});
  const auto number = [&](float value) { return model.constant({}, {value}); };
  SECTION("Trunc before the first quantizer") {
    model.then("Trunc", {number(1), number(0), number(8), number(4)}, {}, "onnx.brevitas");
    refused(folder, model.bytes(), {"node 'Trunc_0'", "before the first quantizer", "a quantizer before it"});
  }
  SECTION("Trunc to more bits") {
    model.quant(4, true, 1);
    model.then("Trunc", {number(1), number(0), number(4), number(8)}, {}, "onnx.brevitas");
    refused(folder, model.bytes(), {"node 'Trunc_1'", "-4 bits to cut", "0 to 31"});
  }
  SECTION("Trunc of other inputs") {
    model.quant(4, true, 1);
    model.then("Trunc", {number(1), number(0), number(4)}, {}, "onnx.brevitas");
    refused(folder, model.bytes(), {"node 'Trunc_1'", "4 inputs", "bit widths in and out"});
  }
  SECTION("DepthToSpace of blocks that do not divide the channels") {
    model.quant(4, true, 1);
    model.then("DepthToSpace", {}, {{"blocksize", std::int64_t{3}}});
    refused(folder, model.bytes(),
            {"node 'DepthToSpace_1'", "blocksize = 3", "blocks that divide the channels"});
  }
  SECTION("a convolution behind DepthToSpace") {
    model.quant(4, true, 1);
    model.then("DepthToSpace", {}, {{"blocksize", std::int64_t{2}}});
    model.then("Conv", {model.constant({1, 1, 2, 2}, {1, 1, 1, 1})}, {{"kernel_shape", Ints{2, 2}}});
    refused(folder, model.bytes(),
            {"node 'Conv_2'", "not pixel by pixel", "no Transpose or Reshape before it"});
  }
}

}  // namespace weir::tests::qonnx_test
