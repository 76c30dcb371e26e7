// TopK, ArgMax: labels.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

// Whether the values ascend with the integers, each class alike, and no two integers have one value.
bool keeps_order(const Value& value, const PlannedStream& stream, std::string& why) {
  if (value.period() != 1) {
    why =
        "labels of outputs whose classes have factors or addends of their own, so that their integers have "
        "another order";
    return false;
  }
  if (value.direction(0) <= 0) {
    why = "labels of outputs that do not ascend with their integers";
    return false;
  }
  constexpr std::int64_t kMost = std::int64_t{1} << 22;
  const std::int64_t low = std::ranges::min(stream.low.values);
  const std::int64_t high = std::ranges::max(stream.high.values);
  if (high - low > kMost) {
    why = fmt::format("labels of sums from {} to {}, of which float32 may take some for the same", low, high);
    return false;
  }
  float before = value.at(low, 0);
  for (std::int64_t k = low + 1; k <= high; ++k) {
    const float next = value.at(k, 0);
    if (!(next > before)) {
      why = fmt::format("labels of sums of which float32 takes {} and {} for the same", k - 1, k);
      return false;
    }
    before = next;
  }
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
  if (!keeps_order(value, step.stream_of(value), why)) return std::nullopt;
  step.flush(value);
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
