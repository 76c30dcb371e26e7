// Networks of mixed hardware as RTL: rtl/test and the FIFOs of rtl. A build holds many networks side by side.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"

namespace weir::tests {

struct MixedRun {
  std::vector<Trace> traces;  // one for each network, without values
  std::string fault;          // what the first failed assertion said
};

class MixedRtl {
 public:
  // Compiles the networks, or finds them in the build cache. All FIFOs have delays of 1. Throws ToolFailure.
  explicit MixedRtl(std::vector<Network> networks);

  [[nodiscard]] const std::vector<Network>& networks() const { return networks_; }
  [[nodiscard]] double build_s() const { return build_s_; }

  // Each network under its own traffic, until it has all beats of its frames or nothing moves in it any more.
  [[nodiscard]] MixedRun run(std::int64_t frames, const std::vector<Traffic>& traffics) const;

 private:
  std::vector<Network> networks_;
  std::filesystem::path library_;
  double build_s_ = 0;
};

}  // namespace weir::tests
