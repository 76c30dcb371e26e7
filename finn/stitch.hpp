// A build's own RTL as a core that the testbench can drive: every node's module, from the graph, with probes
// on every stream.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "finn/models.hpp"
#include "network/network.hpp"
#include "rtl/emit.hpp"

namespace weir::finn {

// A module that stands for a node.
struct StitchedBlock {
  std::string module;
  std::vector<std::string> files;  // among the sources: its own, and all that it uses
  bool system_verilog = false;     // one of them is
};

struct Stitched {
  std::string core;                       // the module's name; its ports are those of rtl::emit's core
  std::vector<rtl::EmittedFile> sources;  // in the order of compilation, headers among them
  std::vector<StitchedBlock> blocks;      // each once
  std::vector<std::string> notes;         // what was chosen, rewritten, taken or assumed
  std::vector<int> assumed;               // streams whose cycles rest on what is assumed of a vendor's cell
};

// Of a network whose hardware is FINN's (Network::finn). Throws BadInput where the folder has not what it
// takes, or holds what is not supported; each time the node is named.
class Stitch {
 public:
  explicit Stitch(const Network& network);
  ~Stitch();
  Stitch(const Stitch&) = delete;
  Stitch& operator=(const Stitch&) = delete;

  // Files that the RTL reads at its start, "<node>/<name>".
  [[nodiscard]] const std::vector<rtl::EmittedFile>& images() const;
  // The RTL, which finds the images in that folder.
  [[nodiscard]] Stitched stitched(const std::filesystem::path& images) const;
  // What of it has models. Throws BadInput (models.hpp).
  [[nodiscard]] Models models() const;
  // Of a layer with a node: its modules.
  [[nodiscard]] const Placed& placed(int layer) const;
  [[nodiscard]] const Modules& modules() const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace weir::finn
