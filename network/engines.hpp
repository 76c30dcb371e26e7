// The table of engines: the static properties of each. Their functions are in testbench/engines.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/yaml.hpp"

namespace weir {

struct Engine {
  std::string_view name;
  bool timed = false;             // reports the cycle of each transfer
  bool values = true;             // reports the values that cross each stream
  bool built = false;             // compiles a program for the network, unless cached
  bool model = false;             // runs the layers' models, which need no values
  bool tensors = false;           // takes frames as tensors, not as beats
  bool values_reference = false;  // other engines' values are compared with its values
  bool hardware = false;          // other engines' cycles are compared with its cycles
  bool reads_rtl = false;         // runs the network's RTL, and refuses hardware without RTL
  bool takes_rtl = false;         // runs single layers as RTL (also a user's RTL) if the scenario asks for it
  bool extrapolates = false;      // without values, simulates only the frames needed to prove the timing of
                                  // the rest
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
// The engine of the list that other engines' cycles are compared with: the hardware, else the first timed
// engine; "" if there is none.
std::string cycles_reference(const std::vector<std::string>& engines);

// A list of engines, each once. Throws BadInput with file, line and key.
std::vector<std::string> parse_engines(const Yaml& yaml);

}  // namespace weir
