// Colour, on terminals only.
#pragma once

#include <cstdio>
#include <string>

namespace weir::cli {

// Whether what is written there may have colours: a terminal, unless NO_COLOR is set or TERM is dumb.
bool has_colour(std::FILE* file);

// A report with its verdict, its checks and what bounds it in colours, if it has colour; else as it is.
std::string painted(const std::string& report, bool colour);

// A message of an error: "weir: ...", a line.
void print_error(const std::string& message);

}  // namespace weir::cli
