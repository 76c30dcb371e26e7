// What a graph computes of its initialisers and of shapes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

constexpr std::int64_t kMostOfConstant = std::int64_t{1} << 27;

// The shape that two arrays are broadcast to.
Shape broadcast_shape(const FrontStep& step, const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()), 1);
  for (std::size_t back = 1; back <= shape.size(); ++back) {
    const std::int64_t x = back <= a.size() ? a[a.size() - back] : 1;
    const std::int64_t y = back <= b.size() ? b[b.size() - back] : 1;
    step.demand(x == y || x == 1 || y == 1, "constants of shapes " + to_string(a) + " and " + to_string(b),
                "shapes that are broadcast to one another");
    shape[shape.size() - back] = x == 1 ? y : x;
  }
  step.demand(elements_of(shape) <= kMostOfConstant, "a constant of shape " + to_string(shape),
              "at most 2^27 elements");
  return shape;
}

float arithmetic(std::string_view op, float a, float b) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return a * b;
  if (op == "Div") return a / b;
  if (op == "Pow") return std::pow(a, b);
  return op == "Max" ? std::max(a, b) : std::min(a, b);
}

Constant combine_constants(const FrontStep& step, const Constant& a, const Constant& b) {
  const std::string& op = step.node().op;
  Constant result;
  result.shape = broadcast_shape(step, a.shape, b.shape);
  const Layout layout(result.shape);
  const auto x = *layout.spread(a.shape);
  const auto y = *layout.spread(b.shape);
  const auto count = static_cast<std::size_t>(elements_of(result.shape));
  // Weights times a factor are the same integers of another scale.
  const bool scaled_weights = a.quantized() && !b.quantized() && (op == "Mul" || op == "Div");
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t p = x[i % x.size()];
    const float other = b.values[y[i % y.size()]];
    result.values.push_back(arithmetic(op, a.values[p], other));
    if (!scaled_weights) continue;
    const double factor = op == "Mul" ? static_cast<double>(other) : 1 / static_cast<double>(other);
    result.integers.push_back(a.integers[p]);
    result.scales.push_back(a.scales[p] * factor);
  }
  if (std::ranges::any_of(result.scales, [](double scale) { return !std::isnormal(scale); })) {
    result.integers.clear();
    result.scales.clear();
  }
  return result;
}

bool map_constant(FrontStep& step, std::string_view op) {
  Constant result = *step.find_constant(0);
  float (*function)(float) = nullptr;
  if (op == "Sqrt") function = [](float x) { return std::sqrt(x); };
  if (op == "Neg") function = [](float x) { return -x; };
  if (op == "Abs") function = [](float x) { return std::abs(x); };
  if (op == "Exp") function = [](float x) { return std::exp(x); };
  if (op == "Log") function = [](float x) { return std::log(x); };
  if (op == "Floor") function = [](float x) { return std::floor(x); };
  if (op == "Ceil") function = [](float x) { return std::ceil(x); };
  if (op == "Reciprocal") function = [](float x) { return 1 / x; };
  if (op == "Relu") function = [](float x) { return std::max(x, 0.0F); };
  if (function == nullptr) return false;
  for (float& value : result.values) value = function(value);
  if (op == "Neg") {
    for (std::int64_t& k : result.integers) k = -k;
  } else {
    result.integers.clear();
    result.scales.clear();
  }
  step.give(std::move(result));
  return true;
}

Constant transpose_constant(const FrontStep& step, const Constant& from) {
  const auto permutation = transposed_dims(step, from.shape.size());
  Layout layout(from.shape);
  layout.transpose(permutation);
  const Shape shape = layout.shape();
  // Of each element of the result the index in what it is made of.
  std::vector<std::int64_t> stride(from.shape.size(), 1);
  for (std::size_t d = from.shape.size(); d > 1; --d) stride[d - 2] = stride[d - 1] * from.shape[d - 1];
  std::vector<std::size_t> indices;
  std::vector<std::int64_t> at(shape.size());
  for (std::int64_t i = 0; i < elements_of(shape); ++i) {
    std::int64_t rest = i, index = 0;
    for (std::size_t d = shape.size(); d > 0; --d) {
      index += rest % shape[d - 1] * stride[permutation[d - 1]];
      rest /= shape[d - 1];
    }
    indices.push_back(static_cast<std::size_t>(index));
  }
  return gather(from, shape, indices);
}

// Along the first axis of lists and matrices: what shape arithmetic needs.
Constant gather_constant(const FrontStep& step, const Constant& from, const Constant& which) {
  step.demand(step.integer("axis", 0) == 0 && !from.shape.empty(),
              "a Gather along another axis, or of a number", "axis 0");
  const std::int64_t rows = from.shape[0];
  const std::int64_t columns = rows == 0 ? 0 : from.size() / rows;
  Shape shape = which.shape;
  shape.insert(shape.end(), from.shape.begin() + 1, from.shape.end());
  std::vector<std::size_t> indices;
  for (const float each : which.values) {
    step.demand(
        each == std::floor(each) && each >= static_cast<float>(-rows) && each < static_cast<float>(rows),
        fmt::format("index {}", each), fmt::format("one of {} rows", rows));
    const auto row = static_cast<std::int64_t>(each);
    for (std::int64_t c = 0; c < columns; ++c)
      indices.push_back(static_cast<std::size_t>((row < 0 ? row + rows : row) * columns + c));
  }
  return gather(from, std::move(shape), indices);
}

Constant concat_constants(const FrontStep& step) {
  const Constant& first = *step.find_constant(0);
  step.demand(!first.shape.empty(), "a concatenation of numbers", "of lists");
  const std::size_t dim = step.dim(step.integer("axis", 0), first.shape.size());
  step.demand(dim == 0, "a concatenation of constants along another axis", "axis 0");
  Constant result;
  result.shape = first.shape;
  result.shape[0] = 0;
  for (std::size_t place = 0; place < step.node().inputs.size(); ++place) {
    const Constant& each = step.constant(place, "a list");
    step.demand(each.shape.size() == first.shape.size() &&
                    std::equal(each.shape.begin() + 1, each.shape.end(), first.shape.begin() + 1),
                "lists of shapes " + to_string(first.shape) + " and " + to_string(each.shape),
                "shapes that differ in the first extent alone");
    result.shape[0] += each.shape[0];
    result.values.insert(result.values.end(), each.values.begin(), each.values.end());
  }
  return result;
}

Constant slice_constant(const FrontStep& step, const Constant& from) {
  const auto one = [&](const char* name, std::size_t place, std::int64_t fallback) {
    const auto list = step.integers(name, place);
    step.demand(!list || list->size() == 1, "a slice along several axes", "axis 0");
    return list ? list->front() : fallback;
  };
  step.demand(!from.shape.empty() && one("axes", 3, 0) == 0 && one("steps", 4, 1) == 1,
              "a slice along another axis, or with steps", "axis 0, of step 1");
  const std::int64_t rows = from.shape[0];
  const auto bound = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rows : at, 0, rows);
  };
  const std::int64_t begin = bound(one("starts", 1, 0));
  const std::int64_t end = std::max(begin, bound(one("ends", 2, rows)));
  Shape shape = from.shape;
  shape[0] = end - begin;
  const std::int64_t columns = rows == 0 ? 0 : from.size() / rows;
  std::vector<std::size_t> indices(static_cast<std::size_t>((end - begin) * columns));
  std::iota(indices.begin(), indices.end(), static_cast<std::size_t>(begin * columns));
  return gather(from, std::move(shape), indices);
}

Constant shape_of(const FrontStep& step, const FrontState& state) {
  Shape shape;
  if (const Constant* constant = step.find_constant(0)) {
    shape = constant->shape;
  } else {
    step.demand(step.has_input(0), "no input 0", "a tensor whose shape it gives");
    const auto value = state.values.find(step.node().inputs[0]);
    step.demand(value != state.values.end() && value->second.place != Value::Place::kBehind,
                "a tensor of unknown shape", "a known one");
    shape = value->second.layout.shape();
  }
  Constant result;
  result.shape = {static_cast<std::int64_t>(shape.size())};
  for (const std::int64_t extent : shape) result.values.push_back(static_cast<float>(extent));
  return result;
}

}  // namespace

bool fold_constant(FrontStep& step) {
  const std::string& op = step.node().op;
  if (op == "Shape") {
    step.give(shape_of(step, step.state()));
    return true;
  }
  if (op == "Quant" || op == "IntQuant") return front_quant(step), true;
  if (op == "BipolarQuant") return front_bipolar_quant(step), true;
  if (step.find_constant(0) == nullptr) return false;
  const Constant& first = *step.find_constant(0);
  if (op == "Identity" || op == "Cast" || op == "Dropout") return step.give(Constant(first)), true;
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div" || op == "Pow" || op == "Max" || op == "Min") {
    step.demand(step.node().inputs.size() == 2, fmt::format("{} inputs", step.node().inputs.size()), "two");
    const Constant& second = step.constant(1, "a constant");
    // The factor of weights may stand first.
    const bool turned = op == "Mul" && second.quantized() && !first.quantized();
    return step.give(turned ? combine_constants(step, second, first)
                            : combine_constants(step, first, second)),
           true;
  }
  if (op == "Transpose") return step.give(transpose_constant(step, first)), true;
  if (op == "Reshape" || op == "Flatten" || op == "Squeeze" || op == "Unsqueeze") {
    Constant result = first;
    result.shape = shape_behind(step, first.shape);
    return step.give(std::move(result)), true;
  }
  if (op == "Gather") return step.give(gather_constant(step, first, step.constant(1, "indices"))), true;
  if (op == "Concat") return step.give(concat_constants(step)), true;
  if (op == "Slice") return step.give(slice_constant(step, first)), true;
  return map_constant(step, op);
}

}  // namespace weir::importer
