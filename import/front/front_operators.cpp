// The table of the front end's operators.
#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

struct FrontOperator {
  std::string_view name;
  FrontConvert convert;
};

constexpr FrontOperator kFrontOperators[] = {
    {"Quant", front_quant},
    {"IntQuant", front_quant},
    {"BipolarQuant", front_bipolar_quant},
    {"MultiThreshold", front_multi_threshold},
    {"Trunc", front_trunc},
    {"Conv", front_conv},
    {"MatMul", front_mat_mul},
    {"Gemm", front_gemm},
    {"Add", front_arithmetic},
    {"Sub", front_arithmetic},
    {"Mul", front_arithmetic},
    {"Div", front_arithmetic},
    {"Neg", front_activation},
    {"BatchNormalization", front_batch_normalization},
    {"Relu", front_activation},
    {"LeakyRelu", front_activation},
    {"PRelu", front_activation},
    {"Clip", front_activation},
    {"Max", front_activation},
    {"Min", front_activation},
    {"Identity", front_identity},
    {"Dropout", front_identity},
    {"Cast", front_identity},
    {"MaxPool", front_max_pool},
    {"MaxPoolNHWC", front_max_pool},
    {"AveragePool", front_average_pool},
    {"GlobalAveragePool", front_global_pool},
    {"GlobalMaxPool", front_global_pool},
    {"ReduceMean", front_reduce},
    {"ReduceSum", front_reduce},
    {"Flatten", front_reshape},
    {"Reshape", front_reshape},
    {"Squeeze", front_reshape},
    {"Unsqueeze", front_reshape},
    {"Transpose", front_transpose},
    {"DepthToSpace", front_depth_to_space},
    {"Resize", front_resize},
    {"Upsample", front_resize},
    {"Pad", front_pad},
    {"Concat", front_concat},
    {"Split", front_split},
    {"TopK", front_top_k},
    {"ArgMax", front_top_k},
};

// Products and quantizers that are not modelled.
constexpr std::pair<std::string_view, std::string_view> kFrontCures[] = {
    {"FloatQuant",
     "integer quantizers: in Brevitas Int8ActPerTensorFloat, Int8WeightPerTensorFloat and the like in place "
     "of floating-point ones"},
    {"ConvTranspose", "a Resize (nn.Upsample, nearest) and a convolution in its place"},
    {"QuantizeLinear", "QONNX's own quantizers: export_qonnx in place of export_onnx_qcdq"},
    {"DequantizeLinear", "QONNX's own quantizers: export_qonnx in place of export_onnx_qcdq"},
    {"QLinearConv", "QONNX's own quantizers: export_qonnx in place of export_onnx_qop"},
    {"QLinearMatMul", "QONNX's own quantizers: export_qonnx in place of export_onnx_qop"},
    {"ConvInteger", "QONNX's own quantizers: export_qonnx in place of export_onnx_qop"},
    {"MatMulInteger", "QONNX's own quantizers: export_qonnx in place of export_onnx_qop"},
    {"LSTM", "a network without recurrence"},
    {"GRU", "a network without recurrence"},
    {"RNN", "a network without recurrence"},
    {"Im2Col",
     "the graph before FINN's step_convert_to_hw lowers convolutions: that of step_tidy_up or "
     "step_qonnx_to_finn"},
    {"XnorPopcountMatMul", "the graph of step_tidy_up or step_qonnx_to_finn, whose products are MatMul"},
    {"Softmax",
     "it at the network's end, where it stays on the host; attention is a product of two streams, which is "
     "not modelled"},
    {"Sigmoid",
     "a quantizer behind a Relu in its place, or it at the network's end, where it stays on the host"},
    {"Tanh",
     "nn.Hardtanh (qnn.QuantHardTanh) in its place, or it at the network's end, where it stays on the host"},
    {"Selu", "nn.ReLU (qnn.QuantReLU) in its place"},
    {"Elu", "nn.ReLU (qnn.QuantReLU) in its place"},
    {"Gelu", "nn.ReLU (qnn.QuantReLU) in its place"},
    {"Erf", "nn.ReLU (qnn.QuantReLU) in place of a GELU"},
    {"HardSigmoid", "nn.ReLU (qnn.QuantReLU) in its place"},
    {"InstanceNormalization", "BatchNorm, whose factors are constants"},
    {"LayerNormalization", "BatchNorm, whose factors are constants"},
    {"MatMul", "weights that are constants: a product of two streams, as attention has it, is not modelled"},
};

}  // namespace

FrontConvert find_front_operator(const Node& node) {
  const auto found = std::ranges::find(kFrontOperators, node.op, &FrontOperator::name);
  return found == std::end(kFrontOperators) ? nullptr : found->convert;
}

bool is_compute(const Node& node) {
  constexpr std::string_view kCompute[] = {"Quant",
                                           "IntQuant",
                                           "BipolarQuant",
                                           "MultiThreshold",
                                           "Trunc",
                                           "FloatQuant",
                                           "Conv",
                                           "ConvTranspose",
                                           "MatMul",
                                           "Gemm",
                                           "QuantizeLinear",
                                           "DequantizeLinear",
                                           "QLinearConv",
                                           "QLinearMatMul",
                                           "ConvInteger",
                                           "MatMulInteger",
                                           "LSTM",
                                           "GRU",
                                           "RNN",
                                           "Im2Col",
                                           "XnorPopcountMatMul"};
  return std::ranges::find(kCompute, node.op) != std::end(kCompute);
}

std::string front_cure(const Node& node) {
  const auto found =
      std::ranges::find(kFrontCures, node.op, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(kFrontCures) ? "" : std::string(found->second);
}

std::string front_operators() {
  std::string names;
  for (const auto& each : kFrontOperators) names += (names.empty() ? "" : ", ") + std::string(each.name);
  return names;
}

}  // namespace weir::importer
