// StreamingDataWidthConverter, StreamingFIFO, Reshape and TLastMarker: what moves beats and changes no value.
#include <fmt/format.h>

#include <algorithm>

#include "import/operators.hpp"

namespace weir::importer {

void data_width_converter(Step& step) {
  const Carried in = step.in();
  const DataType finn = step.type("dataType");
  const std::int64_t in_width = step.count("inWidth");
  const std::int64_t out_width = step.count("outWidth");
  if (step.has("inShape") && step.has("outShape")) {
    step.demand(step.integers("inShape") == step.integers("outShape"),
                fmt::format("inShape = {} and outShape = {}", flow_list(step.integers("inShape")),
                            flow_list(step.integers("outShape"))),
                "the same shape: fillings that stay in the frame are not modelled");
  }
  // Where Weir's elements are narrower than FINN's, as many elements.
  const bool whole = out_width % finn.bits == 0;
  step.demand(whole || finn.bits == in.element.bits,
              fmt::format("{} bits out of elements of {}", out_width, finn.bits), "whole elements");
  const std::int64_t out_bits = whole ? out_width / finn.bits * in.element.bits : out_width;
  if (in_width != in.elements * finn.bits)
    step.note(fmt::format("the graph says {} bits in, and {} come", in_width, in.elements * finn.bits));
  Carried out = in;
  out.elements = std::max<std::int64_t>(1, out_width / finn.bits);
  out.depth = 0;
  // The stream is seen as before: windows stay windows.
  step.layer("dwc", {{"out_bits", std::to_string(out_bits)}}, out, in.shape.size() > 3);
}

void streaming_fifo(Step& step) {
  const std::int64_t depth = step.count("depth");
  step.fifo(std::max<std::int64_t>(2, depth));
  if (step.text("impl_style", "rtl") == "vivado") step.note("a FIFO of the vendor's, here as Weir's own");
}

void see_in_shape(Step& step) {
  const auto to = step.stated_shape();
  step.demand(to.has_value(), "an output of unknown shape", "a shape of numbers");
  step.reshape(*to);
  step.note("no hardware here: the same elements in the same order");
}

void reshape(Step& step) {
  if (!step.has("inp_shape")) return see_in_shape(step);  // ONNX's own
  const auto from = without_batch(step.integers("inp_shape"));
  const auto to = without_batch(step.integers("out_shape"));
  step.demand(from && to && !to->empty() && std::ranges::min(*to) > 0, "a batch other than 1",
              "shapes [1, ..]");
  step.demand(elements_of(*from) == elements_of(step.in().shape),
              "inp_shape = " + flow_list(step.integers("inp_shape")),
              "the elements of " + to_string(step.in().shape));
  step.reshape(*to);
  step.note("no hardware here: the same elements in the same order");
}

void tlast_marker(Step& step) { step.pass("no hardware here: frames are known by their length"); }

}  // namespace weir::importer
