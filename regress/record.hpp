// Results as JSON, from one process to another and from one session to the next.
#pragma once

#include <nlohmann/json.hpp>

#include "network/regression_result.hpp"

namespace weir {

NLOHMANN_JSON_SERIALIZE_ENUM(CaseVerdict, {{CaseVerdict::kPass, "pass"},
                                           {CaseVerdict::kFail, "fail"},
                                           {CaseVerdict::kCrash, "crash"},
                                           {CaseVerdict::kInconclusive, "inconclusive"},
                                           {CaseVerdict::kInconclusive, "timeout"}})  // before
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CaseResult, id, kind, what, verdict, check, detail, replay, minimal, note,
                                   runs, beats, cycles, build_s, wall_s)

}  // namespace weir

namespace weir::regress {

// The results of cases that were run together.
struct BatchResult {
  std::vector<CaseResult> cases;
  Coverage coverage;
  // A failure that cannot be attributed to one case, in words: each case has to be run on its own.
  std::string unclear;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BatchResult, cases, coverage, unclear)

}  // namespace weir::regress
