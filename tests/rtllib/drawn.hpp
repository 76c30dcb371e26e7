// Networks of finn-rtllib's blocks, drawn at random.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "network/scenario.hpp"

namespace weir::tests {

// What of a block does not follow from its layer.
struct RtllibCore {
  std::string name;
  std::int64_t segment = 0;
};

struct DrawnRtllib {
  Scenario scenario;
  std::map<std::string, RtllibCore> cores;  // by layer
};

// Whether there are such of that block: dwc, pad, threshold, swu, swu_parallel, mvtu, vvtu, or several in a
// chain.
bool draws_rtllib(const std::string& block);

// The case of that number, of few beats.
DrawnRtllib draw_rtllib(const std::string& block, std::uint64_t seed, std::uint64_t number);

}  // namespace weir::tests
