// Finds the module of each graph node, by the block design's cells or by name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "finn/build.hpp"
#include "finn/cells.hpp"
#include "finn/modules.hpp"
#include "finn/sources.hpp"

namespace weir::finn {

// A node's modules.
struct Placed {
  const importer::Node* node = nullptr;
  std::string module;
  std::vector<Port> ports;
  std::vector<Axis> inputs;  // without the weights' stream
  std::vector<Axis> outputs;
  std::optional<Axis> weights;  // that the module reads
  std::string memory;           // the module that streams them; "": none
  std::vector<Port> memory_ports;
  Axis memory_axis;
  const Cell* cell = nullptr;
};

class Placement {
 public:
  Placement(const Build& build, Modules& modules);

  // Finds the node's modules and chooses their files. Throws BadInput if some are missing in the folder.
  const Placed& place(const importer::Node& node);
  // Of a node that was placed.
  [[nodiscard]] const Placed& at(const importer::Node& node) const { return placed_.at(&node); }
  [[nodiscard]] const std::map<const importer::Node*, Placed>& all() const { return placed_; }

  // The folder of the block design whose cells count; empty if there is none.
  [[nodiscard]] const std::filesystem::path& design() const { return design_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  // A folder may hold a design several times over, as it was stitched and as a project took it in.
  void choose_design();
  // The node's module if no block design states it; "" if there is none.
  [[nodiscard]] std::string module_by_name(const importer::Node& node) const;
  std::vector<Port> ports_of_module(const importer::Node& node, const std::string& module, const Cell* cell);

  const Build& build_;
  Modules& modules_;
  std::vector<Cell> cells_;
  std::filesystem::path design_;
  std::map<const importer::Node*, Placed> placed_;
  std::vector<std::string> notes_;
};

}  // namespace weir::finn
