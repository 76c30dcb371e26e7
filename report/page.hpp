// A page that shows a run: one file that a browser opens, with nothing to fetch.
#pragma once

#include <string>

#include "network/result.hpp"

namespace weir::report {

// `command`: the one that runs it again, for what the page has no answer to. The result has a picture.
std::string page(const RunResult& result, const std::string& command);

}  // namespace weir::report
