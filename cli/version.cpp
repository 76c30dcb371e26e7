#include "cli/version.hpp"

#include "weir_version.h"

namespace weir::cli {

std::string version() { return WEIR_VERSION; }

std::string release_date() { return WEIR_DATE; }

}  // namespace weir::cli
