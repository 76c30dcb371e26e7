// A build's own RTL as a core for the testbench: every node's module, connected by the graph, with probes on
// every stream.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "finn/models.hpp"
#include "network/network.hpp"
#include "rtl/emit.hpp"

namespace weir::finn {

// A node's module.
struct StitchedBlock {
  std::string module;
  std::vector<std::string> files;  // among the sources: its own, and all that it uses
  bool system_verilog = false;     // one of them is
};

struct Stitched {
  std::string core;                       // the module's name; its ports are those of rtl::emit's core
  std::vector<rtl::EmittedFile> sources;  // in the order of compilation, headers among them
  std::vector<StitchedBlock> blocks;      // each once
  std::vector<std::string> notes;         // choices, rewrites and assumptions
  std::vector<int> assumed;               // streams whose cycles rest on what is assumed of a vendor's cell
};

// For a network with a FINN build's hardware (Network::finn). Throws BadInput, naming the node, if the folder
// lacks something or has something unsupported.
class Stitch {
 public:
  explicit Stitch(const Network& network);
  ~Stitch();
  Stitch(const Stitch&) = delete;
  Stitch& operator=(const Stitch&) = delete;

  // Files that the RTL reads at its start, "<node>/<name>".
  [[nodiscard]] const std::vector<rtl::EmittedFile>& images() const;
  // The RTL; it reads the images from that folder.
  [[nodiscard]] Stitched stitched(const std::filesystem::path& images) const;
  // The parts that have models. Throws BadInput (models.hpp).
  [[nodiscard]] Models models() const;
  // The modules of a layer that has a node.
  [[nodiscard]] const Placed& placed(int layer) const;
  [[nodiscard]] const Modules& modules() const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace weir::finn
