// A page that shows a run: one file that a browser opens, with nothing to fetch.
#pragma once

#include <string>

#include "network/result.hpp"

namespace weir::report {

// `command`: repeats the run, shown for questions that the page does not answer. The result must have a
// picture.
std::string page(const RunResult& result, const std::string& command);

}  // namespace weir::report
