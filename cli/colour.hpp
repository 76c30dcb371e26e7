// Colour, on terminals only.
#pragma once

#include <cstdio>
#include <string>

namespace weir::cli {

// Whether what is written there may have colours: a terminal, unless NO_COLOR is set or TERM is dumb.
bool has_colour(std::FILE* file);

// The report, with colours for verdict, checks and bounds if `colour`; else unchanged.
std::string painted(const std::string& report, bool colour);

// A message of an error: "weir: ...", a line.
void print_error(const std::string& message);

}  // namespace weir::cli
