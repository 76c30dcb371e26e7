// A scenario as a tree of YAML, and as the text of a file.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

namespace weir::regress {

inline std::string scenario_text(const YAML::Node& tree) {
  YAML::Emitter out;
  out << tree;
  return std::string(out.c_str()) + "\n";
}

}  // namespace weir::regress
