#include "cli/version.hpp"

#include "weir_version.h"

namespace weir::cli {

std::string version() { return WEIR_VERSION; }

}  // namespace weir::cli
