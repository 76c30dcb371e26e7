// The cells of the block design that FINN's stitching made: which module stands for a node, and of which
// files it is made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::finn {

struct Cell {
  std::string module;                        // the wrapper's name, the .xci file's stem
  std::string path;                          // in the block design: "MVAU_hls_0/MVAU_hls_0_wstrm"
  std::vector<std::filesystem::path> files;  // that its .xml names; some may not be there
  std::filesystem::path folder;              // of its .xml, beside which its images are; else of its .xci
  std::filesystem::path design;              // the block design's folder

  // The node that it is of, and its own name in there.
  [[nodiscard]] std::string node() const { return path.substr(0, path.find('/')); }
  [[nodiscard]] std::string name() const { return path.substr(path.find_last_of('/') + 1); }
  [[nodiscard]] bool streams_weights() const { return name().ends_with("_wstrm"); }
};

// Of all .xci files below the folder, in the order of their paths, but those that the .bd file beside them
// does not have. Reads Vivado's of 2019 (XML) and later (JSON).
std::vector<Cell> cells_in(const std::filesystem::path& folder);

}  // namespace weir::finn
