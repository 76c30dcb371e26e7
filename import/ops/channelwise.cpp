// ChannelwiseOp; AddStreams, Elementwise*: streams with constants and with one another.
#include "network/layers/channelwise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "import/operators.hpp"
#include "network/layers/eltwise.hpp"

namespace weir::importer {

namespace {

void add_channelwise(Step& step, Channelwise::Op op, const DataType& parameter, std::int64_t pe) {
  const Carried in = step.in();
  const std::int64_t channels = in.shape.back();
  step.divides("PE", pe, channels);
  const Array& array = step.initialiser(1, "parameters");
  Tensor parameters = step.integers_of(array, parameter, "a parameter");
  step.demand(parameters.size() == channels || parameters.size() == 1,
              "parameters of shape " + to_string(array.shape),
              fmt::format("one, or one for each of {} channels", channels));
  parameters.shape = {parameters.size()};
  Channelwise layer;
  layer.op = op;
  layer.input = in.element;
  layer.parameter = parameter;
  const DataType output = layer.output();
  const char* const names[] = {"add", "multiply", "compare"};
  Keys source{{"type", parameter.name()}};
  for (auto& key : step.draft().array(step.name() + "_parameters", std::move(parameters)))
    source.push_back(std::move(key));
  step.layer(
      "channelwise",
      {{"op", names[static_cast<int>(op)]}, {"pe", std::to_string(pe)}, {"parameters", flow_map(source)}},
      {"", output, in.shape, pe});
}

// Two streams of one shape.
void add_eltwise(Step& step, Eltwise::Op op, const std::string& name, std::int64_t pe) {
  const Carried a = step.in(0);
  const Carried b = step.in(1);
  step.demand(a.shape == b.shape, "streams of shapes " + to_string(a.shape) + " and " + to_string(b.shape),
              "one shape");
  step.divides("PE", pe, a.shape.back());
  Eltwise layer;
  layer.op = op;
  layer.pe = pe;
  layer.infer(
      {{a.element, a.shape, a.elements * a.element.bits}, {b.element, b.shape, b.elements * b.element.bits}});
  step.layers_of("eltwise", {{"op", name}, {"pe", std::to_string(pe)}}, 2,
                 {{"", layer.output(), a.shape, pe}});
}

}  // namespace

void channelwise(Step& step) {
  const std::int64_t channels = step.count("NumChannels");
  step.demand(step.in().shape.back() == channels, "an input of shape " + to_string(step.in().shape),
              fmt::format("{} channels", channels));
  const std::string function = step.text("Func");
  step.demand(function == "add" || function == "mul" || function == "cmp_le", "Func = " + function,
              "add, mul or cmp_le (parameter <= x)");
  const Channelwise::Op op = function == "add"   ? Channelwise::Op::kAdd
                             : function == "mul" ? Channelwise::Op::kMultiply
                                                 : Channelwise::Op::kCompare;
  add_channelwise(step, op, step.type("paramDataType"), step.count("PE"));
  const Carried* out = step.node().outputs.empty() ? nullptr : step.draft().find(step.node().outputs[0]);
  if (out != nullptr && out->element != step.type("outputDataType"))
    step.note(fmt::format("results as {} in place of {}", out->element.name(), step.text("outputDataType")));
}

void add_streams(Step& step) {
  if (step.has("inputDataTypes"))
    step.demand(step.node().inputs.size() == 2, fmt::format("{} streams", step.node().inputs.size()), "two");
  add_eltwise(step, Eltwise::Op::kAdd, "add", step.count("PE"));
}

void elementwise(Step& step) {
  const std::string op = family(step.node().op);
  const std::string finn =
      op == "StreamingEltwise" ? step.text("eltwiseOp") : op.substr(std::string("Elementwise").size());
  for (const char* type : {"lhs_dtype", "rhs_dtype", "out_dtype"}) {
    if (step.has(type)) (void)step.type(type);  // refuses floats
  }
  const std::int64_t pe = step.count("PE", 1);
  if (step.find_initialiser(1) != nullptr) {
    step.demand(finn == "Add" || finn == "Mul", op + " with a constant", "ElementwiseAdd or ElementwiseMul");
    const Shape& constant = step.find_initialiser(1)->shape;
    const bool by_channel =
        constant.empty() || elements_of(constant) == 1 ||
        (constant.back() == step.in().shape.back() && elements_of(constant) == constant.back());
    step.demand(by_channel, "a constant of shape " + to_string(constant),
                "one number, or one for each channel");
    add_channelwise(step, finn == "Add" ? Channelwise::Op::kAdd : Channelwise::Op::kMultiply,
                    step.type("rhs_dtype"), pe);
    return;
  }
  if (finn == "Add") return add_eltwise(step, Eltwise::Op::kAdd, "add", pe);
  if (finn == "Sub") return add_eltwise(step, Eltwise::Op::kSubtract, "subtract", pe);
  if (finn == "Mul") return add_eltwise(step, Eltwise::Op::kMultiply, "multiply", pe);
  step.demand(finn == "AbsDiff", "operation " + finn, "Add, Sub, Mul or AbsDiff");
  add_eltwise(step, Eltwise::Op::kAbsoluteDifference, "absolute_difference", pe);
}

}  // namespace weir::importer
