// All images that a build's RTL reads: those that images.hpp makes of the graph, else the folder's own.
#pragma once

#include <string>
#include <vector>

#include "finn/build.hpp"
#include "finn/modules.hpp"
#include "finn/placement.hpp"
#include "rtl/emit.hpp"

namespace weir::finn {

struct ImageSet {
  std::vector<rtl::EmittedFile> files;  // "<node>/<name>"
  std::vector<std::string> notes;       // which are not the graph's
};

// Throws BadInput if one can neither be made nor found.
ImageSet image_set(const Build& build, const Modules& modules, const Placement& placement);

}  // namespace weir::finn
