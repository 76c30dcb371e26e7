// RTL compiled by Verilator, loaded into this process, and stepped cycle by cycle.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "testbench/rtl_design.hpp"

namespace weir::testbench {

// A compiled core (rtl/emit.hpp) of a network. One build serves any weights, depths up to the built capacity,
// stalls and inputs.
struct RtlBuild {
  std::filesystem::path library;   // the shared object
  std::filesystem::path images;    // folder of memory images
  int optimisation = 0;            // N of -ON for the code that runs every cycle
  double build_s = 0;              // time spent on uncached parts
  std::vector<std::string> notes;  // what a user has to know of others' RTL
  std::vector<int> assumed;        // streams whose cycles rest on what is assumed of a vendor's cell
};

constexpr std::size_t kOptimisations = 4;  // -O0 to -O3

// The level that minimises the time to build a core and run it for `cycles` cycles. `built`: the levels
// already in the cache.
int best_optimisation(Cycle cycles, const std::array<bool, kOptimisations>& built = {});

// Verilates and compiles the network's core, or finds it in the cache: at the best level for about `cycles`
// cycles, or at the one that the environment states, WEIR_RTL_OPTIMISE=0 to 3. Throws ToolFailure with the
// tool's words, BadInput for another level.
RtlBuild build_rtl(const Network& network, bool border_fifos, Capacity capacity = Capacity::kAmple,
                   Cycle cycles = 0);

// A view of one port: its bits lie at `words`, least significant first, in the machine's own order.
struct Port {
  void* data = nullptr;
  std::int64_t bits = 0;

  void set(std::uint64_t value) const;      // ports up to 64 bits
  [[nodiscard]] std::uint64_t get() const;  // ports up to 64 bits
  void set_words(const std::uint64_t* words,
                 std::int64_t bits_given) const;  // the rest of the port becomes 0
  void get_words(std::uint64_t* words) const;     // ceil(bits / 64) of them
};

// One instance of a core, reset and ready for cycle 0.
class VerilatedCore {
 public:
  VerilatedCore(const Network& network, const RtlBuild& build, std::uint64_t seed);
  ~VerilatedCore();
  VerilatedCore(const VerilatedCore&) = delete;
  VerilatedCore& operator=(const VerilatedCore&) = delete;

  // Holds reset for a few cycles. Afterwards the next cycle is cycle 0; FIFO contents and counters are gone.
  void reset();
  void set_depths(const std::vector<std::int64_t>& depths) const;  // one a stream; only right before reset()
  // Settles combinational logic. The ports then show the values at the next rising edge.
  void evaluate() const;
  void clock() const;  // the rising edge
  // The message of the first failed assertion; empty if none failed.
  [[nodiscard]] std::string failure() const;

  // Ports by name, for border streams (`s_axis_<stream>_tdata` ...) and probes.
  [[nodiscard]] Port port(const std::string& name) const;

 private:
  struct Library;
  std::unique_ptr<Library> library_;
  void* model_ = nullptr;
  Port clk_;
  Port rst_n_;
};

}  // namespace weir::testbench
