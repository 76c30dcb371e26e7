// The version of the running program.
#pragma once

#include <string>

namespace weir::cli {

// "0.1.0 (commit 0123456789ab)", with "+changes" behind the commit if the sources are not just as committed.
std::string version();
// The day of that commit, "2026-11-30"; "" if it is not known.
std::string release_date();

}  // namespace weir::cli
