// The engines by name, as scenarios and suites list them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/yaml.hpp"

namespace weir {

inline constexpr std::string_view kEngines[] = {"golden", "hls", "systemc", "native", "rtl"};

// Whether it says in which cycle each transfer happens.
inline bool is_timed(std::string_view engine) { return engine != "golden" && engine != "hls"; }

// A list of engines, each once. Throws BadInput with file, line and key.
std::vector<std::string> parse_engines(const Yaml& yaml);

}  // namespace weir
