// The table of engines: what is known of each before it runs. Their functions are in testbench/engines.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/yaml.hpp"

namespace weir {

struct Engine {
  std::string_view name;
  bool timed = false;             // says in which cycle each transfer happens
  bool values = true;             // says what crosses each stream
  bool built = false;             // compiles a program for the network, unless it is in the cache
  bool model = false;             // runs the layers' models, which need no values
  bool tensors = false;           // takes frames as tensors, not as beats
  bool values_reference = false;  // other engines' values are compared with its values
  bool hardware = false;          // other engines' cycles are compared with its cycles
  bool reads_rtl = false;         // runs what the network's RTL says, and refuses hardware without RTL
  bool takes_rtl = false;         // runs single layers as RTL, a user's as well, if the scenario asks for it
  bool extrapolates = false;      // without values, simulates no more frames than prove what the rest takes
  bool replayed = false;          // --replay-rtl compares the RTL of single layers with its trace
};

inline constexpr Engine kEngines[] = {
    {.name = "golden", .tensors = true, .values_reference = true},
    {.name = "hls", .built = true},
    {.name = "systemc", .timed = true, .model = true, .takes_rtl = true},
    {.name = "native", .timed = true, .model = true, .extrapolates = true, .replayed = true},
    {.name = "rtl", .timed = true, .built = true, .hardware = true, .reads_rtl = true, .takes_rtl = true},
    {.name = "skeleton", .timed = true, .values = false, .built = true, .reads_rtl = true, .takes_rtl = true},
};

// Null if no engine has that name.
const Engine* find_engine(std::string_view name);
// Throws std::invalid_argument if no engine has that name.
const Engine& engine_named(std::string_view name);
// The names of all engines, or of those that have the property.
std::vector<std::string> engine_names(bool Engine::*property = nullptr);

inline bool is_timed(std::string_view engine) { return engine_named(engine).timed; }

// The first of these engines that has the property; "" if none has.
std::string first_with(bool Engine::*property, const std::vector<std::string>& engines);
// The one of these engines that other engines' cycles are compared with: the hardware, else the first that is
// timed; "" if none is.
std::string cycles_reference(const std::vector<std::string>& engines);

// A list of engines, each once. Throws BadInput with file, line and key.
std::vector<std::string> parse_engines(const Yaml& yaml);

}  // namespace weir
