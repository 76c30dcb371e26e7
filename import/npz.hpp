// Arrays into NumPy's .npz.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "network/tensor.hpp"

namespace weir::importer {

// Throws BadInput where the file cannot be written.
void write_npz(const std::filesystem::path& file, const std::vector<std::pair<std::string, Tensor>>& arrays);

}  // namespace weir::importer
