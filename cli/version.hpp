// The version of the running program.
#pragma once

#include <string>

namespace weir::cli {

// "0.1.0 (commit 0123456789ab)", with "+changes" behind the commit if the sources are not just as committed.
std::string version();

}  // namespace weir::cli
