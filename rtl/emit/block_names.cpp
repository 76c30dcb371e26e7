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

namespace weir::rtl {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

// The identifiers and keywords of a Verilog text, without those in comments and strings. Every other
// character is a word of its own.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    std::size_t length = 1;
    if (rest.starts_with("//")) {
      length = std::min(rest.find('\n'), rest.size());
    } else if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      length = end == std::string_view::npos ? rest.size() : end + 2;
    } else if (rest[0] == '"') {
      while (length < rest.size() && rest[length] != '"') length += rest[length] == '\\' ? 2 : 1;
      length = std::min(length + 1, rest.size());
    } else if (rest[0] == '\\') {  // an escaped identifier: up to the next blank
      length = std::min(rest.find_first_of(" \t\r\n"), rest.size());
      words.emplace_back(rest.substr(1, length - 1));
    } else if (is_word(rest[0])) {
      while (length < rest.size() && is_word(rest[length])) ++length;
      words.emplace_back(rest.substr(0, length));
    } else if (std::isspace(static_cast<unsigned char>(rest[0])) == 0) {
      words.emplace_back(rest.substr(0, 1));
    }
    i += length;
  }
  return words;
}

}  // namespace

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::vector<std::string> declared_names(std::string_view text) {
  constexpr std::array kDeclarations{"module", "macromodule", "interface", "package", "program", "primitive"};
  std::vector<std::string> names;
  const std::vector<std::string> words = words_of(text);
  for (std::size_t w = 0; w + 1 < words.size(); ++w) {
    if (std::ranges::find(kDeclarations, words[w]) == kDeclarations.end()) continue;
    std::size_t name = w + 1;
    if ((words[name] == "static" || words[name] == "automatic") && name + 1 < words.size()) ++name;
    if (is_word(words[name][0])) names.push_back(words[name]);
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
