// All memory images that a build's RTL reads: made from the graph by images.hpp, else the folder's own.
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
  std::vector<std::string> notes;       // the images that are not from the graph
};

// Throws BadInput if an image can neither be made nor found.
ImageSet image_set(const Build& build, const Modules& modules, const Placement& placement);

}  // namespace weir::finn
