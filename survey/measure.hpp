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
  std::vector<std::string> unfitted;  // blocks that no rule fits, with the first difference
  std::vector<std::string> assumed;   // blocks with numbers that no stall determined
};

// Runs each HLS block of the build alone, finds its rule, and compares the model with that rule's numbers
// with all observations (docs/finn-survey.md). Takes minutes, unless the blocks' RTL is in the cache.
// `progress` is told of each block. Throws BadInput as weir import --hardware finn does, and ToolFailure.
Measurement measure(const std::filesystem::path& folder,
                    const std::function<void(const std::string&)>& progress);

// Its line of a scenario's `hardware: {measured: ..}`.
std::string line_of(const std::string& layer, const FinnBuild::Measured& measured);

}  // namespace weir::survey
