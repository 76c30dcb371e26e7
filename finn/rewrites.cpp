#include "finn/rewrites.hpp"

#include <regex>

namespace weir::finn {

namespace {

constexpr const char* kImageFolder = "/code_gen_ipgen_";

struct Pattern {
  const char* name;
  const char* needs;  // text without which there is nothing to look for
  const char* before;
  const char* after;
};

constexpr Pattern kPatterns[] = {
    // Verilator has no unpacked structs in ports and casts.
    {"packed struct", "struct", R"(\btypedef\s+struct\s*\{)", "typedef struct packed {"},
    // Nor concatenations of unpacked arrays: a shift register of words, in memstream.sv of 2026.
    {"shift register", "[0", R"(\b(\w+)\s*<=\s*\{\s*(\w+)\s*,\s*\1\s*\[\s*0\s*:\s*([^\]]+)\]\s*\}\s*;)",
     "begin $1[0] <= $2; for (int srl_i = 1; srl_i <= ($3) + 1; srl_i++) $1[srl_i] <= $1[srl_i-1]; end"},
    // Nor recursive functions: the greatest common divisor in the vendor's AXI infrastructure.
    {"recursion", "f_gcd", R"(function\s+automatic\s+integer\s+f_gcd\b[^;]*;[\s\S]{0,600}?endfunction)",
     "function automatic integer f_gcd(input integer a, input integer b); integer r; begin while (b != 0) "
     "begin "
     "r = a % b; a = b; b = r; end f_gcd = a; end endfunction"},
    // The name of an image is pasted by $sformat into a register, in memstream of 2021 and 2022.
    {"name of an image", "MEM_INIT", R"(\{\s*MEM_INIT\s*,\s*"memblock_(sim_|synth_)?"[^}]*\})",
     "{MEM_INIT,\"memblock_$010.dat\"}"},
};

// Paths of images, in texts.
std::string with_images(const std::string& text, const std::vector<std::string>& nodes,
                        const std::string& images, int& count) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(kImageFolder); at != std::string::npos;
       at = text.find(kImageFolder, at + 1)) {
    const std::size_t begin = text.find_last_of("\"\n", at);
    const std::size_t end = text.find_first_of("\"\n", at);
    if (begin == std::string::npos || end == std::string::npos || begin < done || text[begin] != '"' ||
        text[end] != '"')
      continue;
    const std::string path = text.substr(begin + 1, end - begin - 1);
    const std::string node = node_of_path(path, nodes);
    if (node.empty()) continue;
    out += text.substr(done, begin + 1 - done) + images + "/" + node + "/" +
           path.substr(path.find_last_of('/') + 1);
    done = end;
    ++count;
  }
  return out + text.substr(done);
}

}  // namespace

std::string node_of_path(const std::string& path, const std::vector<std::string>& nodes) {
  const std::size_t at = path.find(kImageFolder);
  if (at == std::string::npos) return "";
  const std::string rest = path.substr(at + std::string(kImageFolder).size());
  std::string best;
  for (const std::string& node : nodes) {
    if (node.size() > best.size() && rest.starts_with(node + "_")) best = node;
  }
  return best;
}

Rewritten rewrite(const std::string& text, const std::vector<std::string>& nodes, const std::string& images) {
  Rewritten out;
  int paths = 0;
  out.text = with_images(text, nodes, images, paths);
  if (paths > 0) out.counts["path of an image"] = paths;
  for (const Pattern& pattern : kPatterns) {
    if (out.text.find(pattern.needs) == std::string::npos) continue;
    const std::regex regex(pattern.before);
    const auto found =
        std::distance(std::sregex_iterator(out.text.begin(), out.text.end(), regex), std::sregex_iterator());
    if (found == 0) continue;
    out.text = std::regex_replace(out.text, regex, pattern.after);
    out.counts[pattern.name] = static_cast<int>(found);
  }
  return out;
}

}  // namespace weir::finn
