// Checks of options' values. Each says what was found and what is wanted.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace weir::cli {

// An integer from `least` to `most`.
CLI::Validator whole_number(std::uint64_t least,
                            std::uint64_t most = std::numeric_limits<std::int64_t>::max());

// A number from `least` to `most`.
CLI::Validator number(double least, double most);

// A number above 0.
CLI::Validator positive_number();

// One of these; what else is said then follows what was wanted.
CLI::Validator one_of(const std::vector<std::string>& names, const std::string& else_said = "");

}  // namespace weir::cli
