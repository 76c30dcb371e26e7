#include "finn/sources.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

#include "rtl/verilog.hpp"

namespace weir::finn {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 27;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string inside(std::string_view quoted) {
  return std::string(quoted.substr(1, quoted.size() < 2 ? 0 : quoted.size() - 2));
}

std::optional<long long> number(std::string_view word) {
  long long value = 0;
  if (word.empty()) return std::nullopt;
  for (const char c : word) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0 || value > (1LL << 40)) return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

bool is_skipped_folder(const std::string& name) {
  return name == "sim" || name.ends_with(".runs") || name.ends_with(".cache") || name.starts_with(".");
}

bool is_skipped_file(const std::string& name) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"_stub.v", "_bmstub.v", "_sim_netlist.v", "_tb.v"},
      [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Source read_source(const fs::path& path, std::string text) {
  Source source;
  source.path = path;
  source.text = std::move(text);
  const std::vector<std::string_view> words = rtl::words_of(source.text);
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view here = words[i];
    if (here.front() == '"') {
      const std::string name = inside(here);
      if (name.ends_with(".dat")) source.images.push_back(name);
      source.texts.insert(name);
      const std::size_t folder = name.find("/code_gen_ipgen_");
      source.tokens += folder == std::string::npos ? name : name.substr(name.find_last_of('/') + 1);
      source.tokens += ' ';
      continue;
    }
    source.tokens += here;
    source.tokens += ' ';
    if (here == "`pragma" && word(i + 1) == "protect") source.encrypted = true;
    if (here == "`include" && word(i + 1).starts_with('"')) source.includes.insert(inside(word(i + 1)));
    const bool package = here == "package";
    if (here == "module" || here == "macromodule" || package) {
      const std::size_t name = word(i + 1) == "automatic" || word(i + 1) == "static" ? i + 2 : i + 1;
      if (is_letter(word(name).empty() ? ' ' : word(name).front())) {
        source.defines.emplace_back(word(name));
        source.package = source.package || package;
      }
    } else if (is_letter(here.front())) {
      const std::string_view after = word(i + 1);
      const bool instance = after == "#" || (!after.empty() && is_letter(after.front()) &&
                                             (word(i + 2) == "(" || word(i + 2) == "["));
      const bool scope = after == ":" && word(i + 2) == ":";
      if (instance || scope) source.uses.emplace(here);
    }
  }
  for (const std::string& own : source.defines) source.uses.erase(own);
  return source;
}

Sources::Sources(const fs::path& folder) {
  std::error_code error;
  for (auto entry =
           fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
       entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    const std::string name = path.filename().string();
    if (entry->is_directory(error)) {
      if (is_skipped_folder(name)) entry.disable_recursion_pending();
      continue;
    }
    const std::string extension = path.extension().string();
    if (extension == ".vh" || extension == ".svh") headers_[name].insert(path);
    if ((extension != ".v" && extension != ".sv") || is_skipped_file(name)) continue;
    if (!entry->is_regular_file(error) || entry->file_size(error) > kLargestFile) continue;
    files_.emplace(path, read_source(path, read_file(path)));
  }
  for (const auto& [path, source] : files_) {
    for (const std::string& module : source.defines) modules_[module].push_back(&source);
  }
}

std::vector<const Source*> Sources::defining(const std::string& module) const {
  const auto found = modules_.find(module);
  return found == modules_.end() ? std::vector<const Source*>{} : found->second;
}

const Source* Sources::at(const fs::path& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

std::vector<fs::path> Sources::headers(const std::string& name) const {
  const auto found = headers_.find(fs::path(name).filename().string());
  if (found == headers_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<Port> ports_of(const Source& source, const std::string& module) {
  const std::vector<std::string_view> words = rtl::words_of(source.text);
  std::size_t begin = 0;
  const auto begins = [&](std::size_t i) {
    if (words[i] != "module" && words[i] != "macromodule") return false;
    const bool kind = i + 2 < words.size() && (words[i + 1] == "automatic" || words[i + 1] == "static");
    return words[i + (kind ? 2 : 1)] == module;
  };
  while (begin + 1 < words.size() && !begins(begin)) ++begin;
  // A declaration inside a function or a task declares no port.
  std::vector<Port> ports;
  bool inner = false;
  for (std::size_t i = begin; i < words.size() && words[i] != "endmodule"; ++i) {
    if (words[i] == "function" || words[i] == "task") inner = true;
    if (words[i] == "endfunction" || words[i] == "endtask") inner = false;
    if (inner || (words[i] != "input" && words[i] != "output")) continue;
    const bool input = words[i] == "input";
    long long bits = 1;
    std::size_t at = i + 1;
    for (; at < words.size(); ++at) {
      const std::string_view word = words[at];
      if (word == "wire" || word == "reg" || word == "logic" || word == "signed" || word == "unsigned" ||
          word == "var")
        continue;
      if (word == "[") {
        const bool plain = at + 4 < words.size() && words[at + 2] == ":" && words[at + 4] == "]";
        const auto high = plain ? number(words[at + 1]) : std::nullopt;
        const auto low = plain ? number(words[at + 3]) : std::nullopt;
        bits = high && low ? bits * (std::max(*high, *low) - std::min(*high, *low) + 1) : 0;
        while (at < words.size() && words[at] != "]") ++at;
        continue;
      }
      if (!is_letter(word.front())) break;
      if (word == "input" || word == "output" || word == "inout") break;
      ports.push_back({std::string(word), input, bits});
      if (at + 1 < words.size() && words[at + 1] == ",")
        ++at;
      else
        break;
    }
  }
  return ports;
}

std::set<std::string> pins_of(const Source& source, const std::string& module) {
  const std::vector<std::string_view> words = rtl::words_of(source.text);
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; };
  // The index after the bracket that closes the one at i.
  const auto behind = [&](std::size_t i) {
    for (std::int64_t open = 0; i < words.size(); ++i) {
      if (words[i] == "(" || words[i] == "[" || words[i] == "{") ++open;
      if ((words[i] == ")" || words[i] == "]" || words[i] == "}") && --open == 0) return i + 1;
    }
    return i;
  };
  std::set<std::string> pins;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != module || (i > 0 && words[i - 1] == "module")) continue;
    std::size_t at = i + 1;
    if (word(at) == "#") at = behind(at + 1);
    if (word(at).empty() || !is_letter(word(at).front())) continue;
    ++at;
    if (word(at) == "[") at = behind(at);
    if (word(at) != "(") continue;
    const std::size_t end = behind(at) - 1;
    for (++at; at < end; ++at) {
      if (words[at] != "." || word(at + 2) != "(") return {};
      pins.emplace(words[at + 1]);
      at = behind(at + 2);  // the comma, or the end
    }
  }
  return pins;
}

std::vector<Axis> axes_of(const std::vector<Port>& ports) {
  std::vector<Axis> axes;
  for (const Port& port : ports) {
    const std::string name = rtl::lower_case(port.name);
    for (const std::string_view suffix : {"tdata", "tvalid", "tready"}) {
      if (!name.ends_with(suffix)) continue;
      const std::string prefix = port.name.substr(0, port.name.size() - suffix.size());
      auto axis = std::ranges::find(axes, prefix, &Axis::prefix);
      if (axis == axes.end()) axis = axes.insert(axes.end(), Axis{prefix, false, "", "", "", 0});
      if (suffix == "tdata") {
        axis->data = port.name;
        axis->bits = port.bits;
      } else if (suffix == "tvalid") {
        axis->valid = port.name;
        axis->input = port.input;
      } else {
        axis->ready = port.name;
      }
    }
  }
  std::erase_if(
      axes, [](const Axis& axis) { return axis.data.empty() || axis.valid.empty() || axis.ready.empty(); });
  const auto number = [](const Axis& axis) {
    const std::size_t at = axis.prefix.find_first_of("0123456789");
    return at == std::string::npos ? 0 : std::atoi(axis.prefix.c_str() + at);
  };
  std::ranges::stable_sort(axes, {}, number);
  return axes;
}

long long parameter_of(const Source& source, const std::vector<std::string>& names) {
  const std::vector<std::string_view> words = rtl::words_of(source.text);
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i + 1] != "=" || std::ranges::find(names, words[i]) == names.end()) continue;
    // 9, or 32'd9
    if (i + 4 < words.size() && words[i + 3] == "'" && words[i + 4].starts_with('d'))
      return number(words[i + 4].substr(1)).value_or(-1);
    if (const auto value = number(words[i + 2])) return *value;
  }
  return -1;
}

}  // namespace weir::finn
