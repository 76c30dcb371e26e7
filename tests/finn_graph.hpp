// Small graphs as FINN writes them, and a folder for them.
#pragma once

#include <onnx/onnx_pb.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "import/import.hpp"
#include "network/error.hpp"

namespace weir::tests {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("weir_import_" + std::to_string(::getpid()));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream stream(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
};

using Value = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>;
using Attributes = std::vector<std::pair<std::string, Value>>;

inline void add_attributes(onnx::NodeProto& node, const Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      attribute.set_type(onnx::AttributeProto::INT);
      attribute.set_i(*number);
    } else if (const auto* real = std::get_if<double>(&value)) {
      attribute.set_type(onnx::AttributeProto::FLOAT);
      attribute.set_f(static_cast<float>(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      attribute.set_type(onnx::AttributeProto::STRING);
      attribute.set_s(*text);
    } else {
      attribute.set_type(onnx::AttributeProto::INTS);
      for (const std::int64_t each : std::get<std::vector<std::int64_t>>(value)) attribute.add_ints(each);
    }
  }
}

inline void describe(onnx::ValueInfoProto& info, const std::string& name,
                     const std::vector<std::int64_t>& shape) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t extent : shape) tensor.mutable_shape()->add_dim()->set_dim_value(extent);
}

// Writes the model into the folder, and imports it there as s.yaml.
inline importer::Imported import_of(const Folder& folder, const std::string& bytes,
                                    importer::Options options = {}) {
  folder.write("m.onnx", bytes);
  options.model = folder.path / "m.onnx";
  options.output = folder.path / "s.yaml";
  return importer::import_model(options);
}

// Checks that the import is refused with these words, and that nothing is written.
inline void refused(const Folder& folder, const std::string& bytes, const std::vector<std::string>& words,
                    importer::Options options = {}) {
  try {
    (void)import_of(folder, bytes, std::move(options));
    FAIL("imported");
  } catch (const BadInput& error) {
    for (const std::string& each : words) CHECK_THAT(error.what(), Catch::Contains(each));
  }
  CHECK(!fs::exists(folder.path / "s.yaml"));
  CHECK(!fs::exists(folder.path / "s.npz"));
}

// A chain of nodes.
class Model {
 public:
  explicit Model(const std::vector<std::int64_t>& shape, const std::string& type = "INT4") {
    describe(*graph().add_input(), "in", shape);
    annotate("in", type);
  }

  onnx::ModelProto proto;
  onnx::GraphProto& graph() { return *proto.mutable_graph(); }
  onnx::NodeProto& node(int n) { return *graph().mutable_node(n); }

  Model& add(const std::string& op, const Attributes& attributes, const std::vector<std::int64_t>& shape,
             const std::vector<std::string>& constants = {},
             const std::string& domain = "finn.custom_op.fpgadataflow") {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(op);
    node.set_domain(domain);
    node.set_name(op + "_" + std::to_string(graph().node_size() - 1));
    node.add_input(tail_);
    for (const std::string& constant : constants) node.add_input(constant);
    tail_ = node.name() + "_out";
    node.add_output(tail_);
    add_attributes(node, attributes);
    describe(*graph().add_value_info(), tail_, shape);
    shape_ = shape;
    return *this;
  }

  Model& constant(const std::string& name, const std::vector<std::int64_t>& shape,
                  const std::vector<float>& values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    for (const float value : values) tensor.add_float_data(value);
    return *this;
  }

  Model& mvau(const std::string& op, std::int64_t columns, std::int64_t rows, const Attributes& more = {}) {
    Attributes attributes{{"MW", columns},
                          {"MH", rows},
                          {"PE", 1},
                          {"SIMD", 1},
                          {"noActivation", 1},
                          {"inputDataType", "INT4"},
                          {"weightDataType", "INT2"},
                          {"outputDataType", "INT16"}};
    for (const auto& [name, value] : more) {
      std::erase_if(attributes, [&](const auto& each) { return each.first == name; });
      attributes.emplace_back(name, value);
    }
    const std::string weights = op + std::to_string(graph().node_size()) + "_w";
    constant(weights, {columns, rows}, std::vector<float>(static_cast<std::size_t>(columns * rows), 1));
    return add(op, attributes, {1, rows}, {weights});
  }

  // The model, with the last node's result as its output.
  [[nodiscard]] std::string bytes() const {
    onnx::ModelProto whole = proto;
    if (whole.graph().node_size() > 0) describe(*whole.mutable_graph()->add_output(), tail_, shape_);
    return whole.SerializeAsString();
  }

 private:
  void annotate(const std::string& name, const std::string& type) {
    onnx::TensorAnnotation& annotation = *graph().add_quantization_annotation();
    annotation.set_tensor_name(name);
    auto& entry = *annotation.add_quant_parameter_tensor_names();
    entry.set_key("finn_datatype");
    entry.set_value(type);
  }

  std::string tail_ = "in";
  std::vector<std::int64_t> shape_;
};

}  // namespace weir::tests
