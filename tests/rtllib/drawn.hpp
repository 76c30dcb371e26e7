// Random networks of finn-rtllib's blocks.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "network/scenario.hpp"

namespace weir::tests {

// The parameters of a block that do not follow from its layer.
struct RtllibCore {
  std::string name;
  std::int64_t segment = 0;
};

struct DrawnRtllib {
  Scenario scenario;
  std::map<std::string, RtllibCore> cores;  // by layer
};

// Whether networks of this block can be drawn: dwc, pad, threshold, swu, swu_parallel, mvtu, vvtu, or several
// in a chain.
bool draws_rtllib(const std::string& block);

// The case with that number. It has few beats.
DrawnRtllib draw_rtllib(const std::string& block, std::uint64_t seed, std::uint64_t number);

}  // namespace weir::tests
