// TopK, ArgMax: labels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

// Of all classes' values, each of which is tried.
constexpr std::int64_t kMostLabelValues = std::int64_t{1} << 24;
constexpr std::int64_t kMostLabelPairs = std::int64_t{1} << 28;

// The values of a class, and its integers in place of them.
struct ClassValues {
  std::vector<float> values;
  std::int64_t low = 0;  // the integer of the first
};

// In each class an integer for each value: factor x k + addend.
struct LabelCodes {
  std::vector<std::int64_t> factor, addend;
};

// Whether in each pair of classes the codes say what the values do: which is the larger and, of equal ones,
// the first.
bool same_order(const std::vector<ClassValues>& classes, const LabelCodes& codes) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    for (std::size_t d = c + 1; d < classes.size(); ++d) {
      const auto& a = classes[c];
      const auto& b = classes[d];
      std::size_t by_value = 0, by_code = 0;  // how many of the later class do not exceed the earlier one's
      for (std::size_t i = 0; i < a.values.size(); ++i) {
        const std::int64_t code = codes.factor[c] * (a.low + static_cast<std::int64_t>(i)) + codes.addend[c];
        while (by_value < b.values.size() && b.values[by_value] <= a.values[i]) ++by_value;
        while (by_code < b.values.size() &&
               codes.factor[d] * (b.low + static_cast<std::int64_t>(by_code)) + codes.addend[d] <= code)
          ++by_code;
        if (by_value != by_code) return false;
      }
    }
  }
  return true;
}

// Codes whose order is that of the values: the integers themselves or, where classes have factors and addends
// of their own, these to some bits behind the point.
std::optional<LabelCodes> find_codes(const std::vector<ClassValues>& classes) {
  std::vector<double> slope, at_zero;
  for (const ClassValues& each : classes) {
    const auto count = static_cast<double>(each.values.size() - 1);
    slope.push_back(
        count > 0
            ? (static_cast<double>(each.values.back()) - static_cast<double>(each.values.front())) / count
            : 0.0);
    at_zero.push_back(static_cast<double>(each.values.front()) -
                      slope.back() * static_cast<double>(each.low));
  }
  double unit = 0;
  for (const double s : slope) unit = unit == 0 || (s > 0 && s < unit) ? s : unit;
  if (!(unit > 0)) return std::nullopt;
  for (int bits = 0; bits <= 24; bits += 4) {
    LabelCodes codes;
    const double finer = std::ldexp(1.0, bits) / unit;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const double factor = slope[c] * finer, addend = (at_zero[c] - at_zero[0]) * finer;
      if (!(std::abs(factor) < 1e9 && std::abs(addend) < 1e12)) return std::nullopt;
      codes.factor.push_back(std::max<std::int64_t>(1, std::llround(factor)));
      codes.addend.push_back(std::llround(addend));
    }
    if (same_order(classes, codes)) return codes;
  }
  return std::nullopt;
}

// Puts codes in the place of the sums; nothing, and why not, if there are none.
bool add_codes(FrontStep& step, Value& value, std::string& why) {
  const PlannedStream& stream = step.stream_of(value);
  const auto count = static_cast<std::size_t>(value.layout.elements());
  std::vector<ClassValues> classes(count);
  std::int64_t all = 0;
  for (std::size_t c = 0; c < count; ++c) {
    if (value.direction(c) == 0) {
      why = "labels of an output that is the same for all sums";
      return false;
    }
    all += stream.high.at(c) - stream.low.at(c) + 1;
  }
  const std::int64_t widest = all / static_cast<std::int64_t>(count);
  if (all > kMostLabelValues || widest * static_cast<std::int64_t>(count * count) > kMostLabelPairs) {
    why = fmt::format("labels of {} classes of {} values, too many to prove an order", count, widest);
    return false;
  }
  step.make_ascend(value);
  const PlannedStream& ascending = step.stream_of(value);
  for (std::size_t c = 0; c < count; ++c) {
    classes[c].low = ascending.low.at(c);
    for (std::int64_t k = ascending.low.at(c); k <= ascending.high.at(c); ++k)
      classes[c].values.push_back(value.at(k, c));
  }
  const auto codes = find_codes(classes);
  if (!codes) {
    why =
        "labels of outputs that integers do not have the order of: some differ by less than their rounding "
        "to float32";
    return false;
  }
  if (std::ranges::any_of(codes->factor, [](std::int64_t f) { return f != 1; }))
    step.channelwise(value, Channelwise::Op::kMultiply, codes->factor, "_factor");
  if (std::ranges::any_of(codes->addend, [](std::int64_t a) { return a != 0; }))
    step.channelwise(value, Channelwise::Op::kAdd, codes->addend, "_addend");
  return true;
}

}  // namespace

std::optional<Value> select_labels(FrontStep& step, Value value, std::int64_t k, const std::string& suffix,
                                   std::string& why) {
  const std::int64_t classes = value.layout.elements();
  if (k < 1 || k > classes) {
    why = fmt::format("{} labels of {} outputs", k, classes);
    return std::nullopt;
  }
  value.layout.merge();
  if (value.layout.order.size() > 1) {
    why = fmt::format("labels of an output of shape {}", to_string(value.layout.shape()));
    return std::nullopt;
  }
  if (!value.moves.empty()) {
    why = "labels behind a pool";
    return std::nullopt;
  }
  if (!add_codes(step, value, why)) return std::nullopt;
  PlannedLayer layer;
  layer.kind = "label_select";
  layer.name = step.layer_name(suffix);
  layer.channels = classes;
  layer.keys = {{"classes", std::to_string(classes)}, {"k", std::to_string(k)}};
  PlannedStream out;
  out.type = DataType::smallest_unsigned(classes - 1);
  out.shape = {k};
  out.high = Periodic<std::int64_t>(classes - 1);
  step.layer(value, std::move(layer), {classes}, std::move(out));
  value.origin = Integers{};
  value.exact = value.origin;
  value.operations.clear();
  value.pending.clear();
  value.layout = Layout({1, k});
  return value;
}

void front_top_k(FrontStep& step) {
  const Value value = step.data();
  const bool top = step.node().op == "TopK";
  const std::size_t rank = value.layout.dims.size();
  const std::size_t dim = step.dim(step.integer("axis", top ? -1 : 0), rank);
  std::int64_t k = 1;
  if (top) {
    const auto stated = step.has("k")
                            ? step.integer("k", 1)
                            : static_cast<std::int64_t>(step.constant(1, "a number of labels").values.at(0));
    k = stated;
  }
  std::string why;
  const bool largest = step.integer("largest", 1) != 0 && step.integer("select_last_index", 0) == 0;
  if (!largest) why = "the smallest, or the last of equal ones";
  if (top && largest && !step.node().outputs[0].empty() &&
      step.state().readers.contains(step.node().outputs[0]))
    why = "the values beside the labels";
  if (value.layout.extent(dim) != value.layout.elements())
    why = fmt::format("labels for each of several pixels, of shape {}", to_string(value.layout.shape()));
  if (value.place == Value::Place::kStream && why.empty()) {
    if (auto labels = select_labels(step, value, k, "", why)) {
      Shape shape = value.layout.shape();
      shape[dim] = k;
      if (!top && step.integer("keepdims", 1) == 0)
        shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(dim));
      labels->layout = Layout(shape);
      return step.give(std::move(*labels), top ? 1 : 0);
    }
  }
  step.note("it stays on the host: " + (why.empty() ? "it reads floats of the host" : why));
  step.leave();
}

}  // namespace weir::importer
