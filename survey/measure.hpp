// The numbers of a build's HLS blocks, as its models need them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "network/network.hpp"

namespace weir::survey {

struct Measurement {
  std::vector<std::pair<std::string, FinnBuild::Measured>> blocks;  // by layer, in the network's order
  std::vector<std::string> unfitted;  // which no rule fits, and where it differs
  std::vector<std::string> assumed;   // what no stall told, of which
};

// Runs each HLS block of the build alone, looks for its rule, and holds the model with that rule's numbers to
// all that was seen (docs/finn-survey.md). Takes minutes, unless the blocks' RTL is in the cache. `progress`
// is told of each block. Throws BadInput as weir import --hardware finn does, and ToolFailure.
Measurement measure(const std::filesystem::path& folder,
                    const std::function<void(const std::string&)>& progress);

// Its line of a scenario's `hardware: {measured: ..}`.
std::string line_of(const std::string& layer, const FinnBuild::Measured& measured);

}  // namespace weir::survey
