// ONNX's protobuf into a Graph.
#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "import/graph.hpp"
#include "network/error.hpp"

namespace weir::importer {

namespace {

constexpr int kDeepest = 32;  // messages within messages
constexpr std::size_t kMostInitialiserBytes = std::size_t{1} << 31;

// FINN's annotation of a tensor's element type.
constexpr const char* kTypeKey = "finn_datatype";

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : name_(file.string()) { graph_.file = file; }

  Graph operator()(const ::onnx::ModelProto& model) {
    if (!model.has_graph()) fail("", "no graph", "an ONNX model");
    for (const auto& entry : model.metadata_props()) graph_.metadata[entry.key()] = entry.value();
    const ::onnx::GraphProto& graph = model.graph();
    if (graph.sparse_initializer_size() > 0) fail("", "sparse initialisers", "dense ones");
    read_initialisers(graph);
    for (const auto& info : graph.value_info()) read_info(info);
    for (const auto& info : graph.input()) {
      read_info(info);
      if (!graph_.tensors[info.name()].initialiser) graph_.inputs.push_back(info.name());
    }
    for (const auto& info : graph.output()) {
      read_info(info);
      graph_.outputs.push_back(info.name());
    }
    read_types(graph);
    for (const auto& node : graph.node()) {
      if (!read_constant(node)) read_node(node);
    }
    name_nodes();
    put_in_order();
    check_order();
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& found, const std::string& wanted) const {
    throw BadInput(name_, 0, key, found, wanted);
  }

  void read_info(const ::onnx::ValueInfoProto& info) {
    if (info.name().empty()) fail("", "a tensor without a name", "names");
    TensorInfo& tensor = graph_.tensors[info.name()];
    if (!info.type().has_tensor_type() || !info.type().tensor_type().has_shape()) return;
    Shape shape;
    const auto& dims = info.type().tensor_type().shape().dim();
    for (int d = 0; d < dims.size(); ++d) {
      // A batch that is open is of one frame.
      const bool open = d == 0 && dims.size() > 1 && !dims[d].has_dim_value();
      if (!open &&
          (!dims[d].has_dim_value() || dims[d].dim_value() < 1 || dims[d].dim_value() > kMaxElements))
        return;
      shape.push_back(open ? 1 : dims[d].dim_value());
    }
    if (!fits(shape)) fail(info.name(), "shape " + to_string(shape), "at most 2^30 elements");
    if (!tensor.initialiser) tensor.shape = std::move(shape);
  }

  void read_types(const ::onnx::GraphProto& graph) {
    for (const auto& annotation : graph.quantization_annotation()) {
      for (const auto& entry : annotation.quant_parameter_tensor_names()) {
        if (entry.key() == kTypeKey) graph_.tensors[annotation.tensor_name()].type = entry.value();
      }
    }
  }

  // Elements of the width of T, raw little-endian bytes.
  template <class T>
  void unpack(const ::onnx::TensorProto& proto, std::size_t count, std::vector<double>& values) const {
    const std::string& raw = proto.raw_data();
    if (raw.size() != count * sizeof(T)) {
      fail(proto.name(), std::to_string(raw.size()) + " bytes of data",
           std::to_string(count * sizeof(T)) + ", for its shape");
    }
    for (std::size_t i = 0; i < count; ++i) {
      T value;
      std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
      values.push_back(static_cast<double>(value));
    }
  }

  template <class Field>
  void copy(const ::onnx::TensorProto& proto, std::size_t count, const Field& field,
            std::vector<double>& values) const {
    if (static_cast<std::size_t>(field.size()) != count) {
      fail(proto.name(), std::to_string(field.size()) + " numbers",
           std::to_string(count) + ", for its shape");
    }
    for (const auto value : field) values.push_back(static_cast<double>(value));
  }

  Array array_of(const ::onnx::TensorProto& proto) const {
    static_assert(std::endian::native == std::endian::little);
    if (proto.data_location() == ::onnx::TensorProto::EXTERNAL || proto.external_data_size() > 0) {
      fail(proto.name(), "an initialiser whose data are in another file",
           "data in the model (onnx.save with save_as_external_data=False)");
    }
    Array array;
    std::int64_t count = 1;
    for (const std::int64_t extent : proto.dims()) {
      if (extent < 0 || extent > kMaxElements || (extent > 0 && count > kMaxElements / extent))
        fail(proto.name(), "an initialiser with an extent of " + std::to_string(extent),
             "at most 2^30 elements");
      count *= extent;
      array.shape.push_back(extent);
    }
    const auto size = static_cast<std::size_t>(count);
    const bool raw = proto.has_raw_data();
    std::vector<double>& values = array.values;
    switch (proto.data_type()) {
      case ::onnx::TensorProto::FLOAT:
        raw ? unpack<float>(proto, size, values) : copy(proto, size, proto.float_data(), values);
        break;
      case ::onnx::TensorProto::DOUBLE:
        raw ? unpack<double>(proto, size, values) : copy(proto, size, proto.double_data(), values);
        break;
      case ::onnx::TensorProto::INT64:
        raw ? unpack<std::int64_t>(proto, size, values) : copy(proto, size, proto.int64_data(), values);
        break;
      case ::onnx::TensorProto::UINT64:
        raw ? unpack<std::uint64_t>(proto, size, values) : copy(proto, size, proto.uint64_data(), values);
        break;
      case ::onnx::TensorProto::UINT32:
        raw ? unpack<std::uint32_t>(proto, size, values) : copy(proto, size, proto.uint64_data(), values);
        break;
      case ::onnx::TensorProto::INT32:
        raw ? unpack<std::int32_t>(proto, size, values) : copy(proto, size, proto.int32_data(), values);
        break;
      case ::onnx::TensorProto::INT16:
        raw ? unpack<std::int16_t>(proto, size, values) : copy(proto, size, proto.int32_data(), values);
        break;
      case ::onnx::TensorProto::UINT16:
        raw ? unpack<std::uint16_t>(proto, size, values) : copy(proto, size, proto.int32_data(), values);
        break;
      case ::onnx::TensorProto::INT8:
        raw ? unpack<std::int8_t>(proto, size, values) : copy(proto, size, proto.int32_data(), values);
        break;
      case ::onnx::TensorProto::UINT8:
      case ::onnx::TensorProto::BOOL:
        raw ? unpack<std::uint8_t>(proto, size, values) : copy(proto, size, proto.int32_data(), values);
        break;
      default:
        fail(proto.name(), "an initialiser of ONNX type " + std::to_string(proto.data_type()),
             "floats of 32 or 64 bits, or integers");
    }
    return array;
  }

  void read_initialisers(const ::onnx::GraphProto& graph) {
    for (const auto& proto : graph.initializer()) {
      if (proto.name().empty()) fail("", "an initialiser without a name", "names");
      TensorInfo& tensor = graph_.tensors[proto.name()];
      if (tensor.initialiser) fail(proto.name(), "two initialisers of that name", "one");
      tensor.initialiser = array_of(proto);
      tensor.shape = tensor.initialiser->shape;
    }
  }

  static Attribute attribute_of(const ::onnx::AttributeProto& proto) {
    switch (proto.type()) {
      case ::onnx::AttributeProto::INT:
        return static_cast<std::int64_t>(proto.i());
      case ::onnx::AttributeProto::FLOAT:
        return static_cast<double>(proto.f());
      case ::onnx::AttributeProto::STRING:
        return proto.s();
      case ::onnx::AttributeProto::INTS:
        return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
      case ::onnx::AttributeProto::FLOATS:
        return std::vector<double>(proto.floats().begin(), proto.floats().end());
      case ::onnx::AttributeProto::STRINGS:
        return std::vector<std::string>(proto.strings().begin(), proto.strings().end());
      default:
        return std::monostate();
    }
  }

  // A Constant is an initialiser.
  bool read_constant(const ::onnx::NodeProto& proto) {
    if (proto.op_type() != "Constant" || !proto.domain().empty() || proto.output_size() != 1 ||
        proto.output(0).empty())
      return false;
    for (const auto& attribute : proto.attribute()) {
      Array array;
      if (attribute.name() == "value" && attribute.has_t()) {
        array = array_of(attribute.t());
      } else if (attribute.name() == "value_float" || attribute.name() == "value_int") {
        array.values = {attribute.name() == "value_int" ? static_cast<double>(attribute.i())
                                                        : static_cast<double>(attribute.f())};
      } else if (attribute.name() == "value_floats") {
        array.values.assign(attribute.floats().begin(), attribute.floats().end());
        array.shape = {attribute.floats_size()};
      } else if (attribute.name() == "value_ints") {
        for (const std::int64_t value : attribute.ints()) array.values.push_back(static_cast<double>(value));
        array.shape = {attribute.ints_size()};
      } else {
        continue;
      }
      TensorInfo& tensor = graph_.tensors[proto.output(0)];
      if (tensor.initialiser) fail(proto.output(0), "it given twice", "each tensor once");
      tensor.shape = array.shape;
      tensor.initialiser = std::move(array);
      return true;
    }
    return false;
  }

  void read_node(const ::onnx::NodeProto& proto) {
    Node node;
    node.op = proto.op_type();
    node.domain = proto.domain();
    node.name = proto.name();
    if (node.op.empty()) fail(node.name, "a node without an operator", "an op_type");
    if (!node.name.empty() && !names_.insert(node.name).second)
      fail(node.name, "two nodes of that name", "each name once");
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    for (const auto& attribute : proto.attribute()) {
      if (!node.attributes.emplace(attribute.name(), attribute_of(attribute)).second)
        fail(node.title(), "attribute '" + attribute.name() + "' twice", "it once");
    }
    graph_.nodes.push_back(std::move(node));
  }

  // As FINN's GiveUniqueNodeNames does; all nodes, if some have none and the others' are in the way.
  void name_nodes() {
    std::map<std::string, int> counts;
    std::vector<std::string> names;
    bool clash = false;
    for (const Node& node : graph_.nodes) {
      names.push_back(fmt::format("{}_{}", node.op, counts[node.op]++));
      clash = clash || (node.name.empty() && names_.contains(names.back()));
    }
    for (std::size_t n = 0; n < names.size(); ++n) {
      if (clash || graph_.nodes[n].name.empty()) graph_.nodes[n].name = names[n];
    }
  }

  // Some of FINN's graphs are not in topological order. What a cycle holds up stays last.
  void put_in_order() {
    std::set<std::string> missing;  // that some node gives, and none has yet
    for (const Node& node : graph_.nodes) missing.insert(node.outputs.begin(), node.outputs.end());
    missing.erase("");
    std::vector<Node> ordered;
    std::vector<Node> waiting = std::move(graph_.nodes);
    for (std::size_t before = waiting.size() + 1; !waiting.empty() && waiting.size() < before;) {
      before = waiting.size();
      std::vector<Node> held;
      for (Node& node : waiting) {
        const bool waits = std::ranges::any_of(
            node.inputs, [&](const std::string& input) { return missing.contains(input); });
        if (!waits) {
          for (const std::string& output : node.outputs) missing.erase(output);
        }
        (waits ? held : ordered).push_back(std::move(node));
      }
      waiting = std::move(held);
    }
    std::ranges::move(waiting, std::back_inserter(ordered));
    graph_.nodes = std::move(ordered);
  }

  void check_order() const {
    std::set<std::string> later;  // that nodes give
    for (const Node& node : graph_.nodes) later.insert(node.outputs.begin(), node.outputs.end());
    std::set<std::string> given(graph_.inputs.begin(), graph_.inputs.end());
    for (const Node& node : graph_.nodes) {
      for (const std::string& input : node.inputs) {
        if (input.empty() || graph_.constant(input) != nullptr || given.count(input) > 0) continue;
        if (later.count(input) > 0)
          fail(node.title(), "it reading '" + input + "', which this or a later node gives",
               "nodes without cycles");
        fail(node.title(), "it reading '" + input + "', which nothing gives",
             "a tensor that a node, an input or an initialiser gives");
      }
      for (const std::string& output : node.outputs) {
        if (output.empty()) continue;
        if (graph_.constant(output) != nullptr || !given.insert(output).second)
          fail(node.title(), "it giving '" + output + "', which is given already", "each tensor once");
      }
    }
    for (const std::string& output : graph_.outputs) {
      if (given.count(output) == 0 && graph_.constant(output) == nullptr)
        fail(output, "an output that nothing gives", "one that a node gives");
    }
  }

  std::string name_;
  Graph graph_;
  std::set<std::string> names_;
};

}  // namespace

std::string Node::title() const {
  return "node '" + name + "' (" + op + (domain.empty() ? ", no domain)" : ", domain " + domain + ")");
}

std::string own_name(const std::string& node) {
  constexpr std::string_view kPartition = "StreamingDataflowPartition_";
  if (!node.starts_with(kPartition)) return node;
  const std::size_t end = node.find_first_not_of("0123456789", kPartition.size());
  const bool prefix =
      end != std::string::npos && end > kPartition.size() && node[end] == '_' && end + 1 < node.size();
  return prefix ? node.substr(end + 1) : node;
}

Graph read_onnx(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    throw BadInput(file.string(), 0, "", "no such file or folder", "an ONNX model, or the folder of a build");
  const auto size = std::filesystem::file_size(file, error);
  if (error || !std::filesystem::is_regular_file(file))
    throw BadInput(file.string(), 0, "", "no readable file", "an ONNX model");
  if (size > kMostInitialiserBytes)
    throw BadInput(file.string(), 0, "", std::to_string(size) + " bytes", "an ONNX model, of at most 2 GB");
  std::ifstream stream(file, std::ios::binary);
  google::protobuf::io::IstreamInputStream bytes(&stream);
  google::protobuf::io::CodedInputStream coded(&bytes);
  coded.SetTotalBytesLimit(INT_MAX);
  coded.SetRecursionLimit(kDeepest);
  ::onnx::ModelProto model;
  google::protobuf::LogSilencer silence;
  if (!model.ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage())
    throw BadInput(file.string(), 0, "", "bytes that are no ONNX model, or cut off", "an ONNX model");
  return Reader(file)(model);
}

}  // namespace weir::importer
