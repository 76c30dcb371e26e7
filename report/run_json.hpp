// A run's report as JSON, for what holds more than that.
#pragma once

#include "network/result.hpp"
#include "report/json_value.hpp"

namespace weir::report {

Json run_json(const RunResult& result);

}  // namespace weir::report
