// Anything in a pipeline that moves beats: a layer, a source, a sink, the wire between two register slices.
#pragma once

#include <limits>

#include "models/channel.hpp"

namespace weir::models {

// A cycle that does not come.
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

class Process {
 public:
  virtual ~Process() = default;
  // Continues as far as the known cycles allow, then waits at the channels for what it lacks.
  virtual void run() = 0;
  // The process, having run, pops (pushes) nothing more before this cycle.
  [[nodiscard]] virtual Cycle no_pop_before() const = 0;
  [[nodiscard]] virtual Cycle no_push_before() const = 0;
};

}  // namespace weir::models
