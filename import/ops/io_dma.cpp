// IODMA: a frame from a memory, or into it.
#include <fmt/format.h>

#include "import/operators.hpp"

namespace weir::importer {

void io_dma(Step& step) {
  const std::string direction = step.text("direction");
  step.demand(direction == "in" || direction == "out", "direction = " + direction, "in or out");
  const DataType type = step.type("dataType");
  const std::int64_t width = step.count("streamWidth");
  step.demand(width % type.bits == 0, fmt::format("streamWidth = {}", width),
              "whole elements of " + type.name());
  Carried stream = step.in();
  stream.depth = 0;
  step.note("a memory without latency: state latency, burst and burst_gap of yours; its words of " +
            std::to_string(step.integer("intfWidth", 0)) + " bits are not modelled");
  step.layer(direction == "in" ? "mem_in" : "mem_out", {}, stream);
}

}  // namespace weir::importer
