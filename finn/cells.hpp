// The cells of FINN's stitched block design: the module of each node, and the module's files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::finn {

struct Cell {
  std::string module;                        // the wrapper's name, the .xci file's stem
  std::string path;                          // in the block design: "MVAU_hls_0/MVAU_hls_0_wstrm"
  std::vector<std::filesystem::path> files;  // named by its .xml; some may be missing
  std::filesystem::path folder;              // folder of its .xml, which also has its images; else of its
                                             // .xci
  std::filesystem::path design;              // the block design's folder

  // The cell's node, and the cell's name within it.
  [[nodiscard]] std::string node() const { return path.substr(0, path.find('/')); }
  [[nodiscard]] std::string name() const { return path.substr(path.find_last_of('/') + 1); }
  [[nodiscard]] bool streams_weights() const { return name().ends_with("_wstrm"); }
};

// The cells of all .xci files below the folder, ordered by path, except those missing in the .bd file beside
// them. Reads Vivado's of 2019 (XML) and later (JSON).
std::vector<Cell> cells_in(const std::filesystem::path& folder);

}  // namespace weir::finn
