#include "rtl/emit/block_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "network/error.hpp"
#include "rtl/verilog.hpp"

namespace weir::rtl {

std::vector<std::string> declared_names(std::string_view text) {
  constexpr std::array kDeclarations{"module", "macromodule", "interface", "package", "program", "primitive"};
  std::vector<std::string> names;
  const std::vector<std::string_view> words = words_of(text);
  for (std::size_t w = 0; w + 1 < words.size(); ++w) {
    if (std::ranges::find(kDeclarations, words[w]) == kDeclarations.end()) continue;
    std::size_t at = w + 1;
    if ((words[at] == "static" || words[at] == "automatic") && at + 1 < words.size()) ++at;
    std::string_view name = words[at];
    if (name.starts_with('\\')) name.remove_prefix(1);  // an escaped name
    if (!name.empty() &&
        (std::isalnum(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_' || name[0] == '$'))
      names.emplace_back(name);
  }
  return names;
}

void check_block_names(const Network& network, const std::vector<std::string>& suffixes) {
  for (const Layer& layer : network.layers) {
    if (!layer.block) continue;
    // `what` has `name`, which is not to be that of one of the network's modules, nor begin as the library's.
    const auto check = [&](const std::string& what, const std::string& name) {
      const auto refuse = [&](const std::string& other) {
        throw BadInput(layer.block->file, layer.block->line, "files",
                       fmt::format("{} of layer {}, beside {}", what, layer.name, other),
                       "names that differ in more than upper and lower case");
      };
      const std::string folded = lower_case(name);
      if (folded.starts_with("weir_")) refuse("Weir's own modules, which have the names weir_*");
      for (const std::string& suffix : suffixes) {
        if (folded == network.name + suffix)
          refuse(fmt::format("the module {0}{1} that is made for the network {0}", network.name, suffix));
      }
    };
    for (const std::filesystem::path& path : layer.block->files) {
      const std::string file = path.filename().string();
      check("file " + file, path.stem().string());
      std::ifstream stream(path);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      for (const std::string& name : declared_names(text))
        check(fmt::format("module {} in {}", name, file), name);
    }
  }
}

}  // namespace weir::rtl
