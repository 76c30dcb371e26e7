// Changes a copy of a build's RTL so that Verilator 5.006 accepts it and finds the new memory images.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace weir::finn {

struct Rewritten {
  std::string text;
  std::map<std::string, int> counts;  // of each rewrite that was done, by its name
};

// `nodes`: node names, which identify an image's folder on its author's machine. `images`: the folder that
// replaces it, with one subfolder per node.
Rewritten rewrite(const std::string& text, const std::vector<std::string>& nodes, const std::string& images);

// The node whose folder on the author's machine a path lies in, "/../code_gen_ipgen_<node>_<8
// characters>/..": the longest that fits; "" if none does.
std::string node_of_path(const std::string& path, const std::vector<std::string>& nodes);

}  // namespace weir::finn
