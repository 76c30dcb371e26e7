#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>
#include <tuple>

#include "network/block.hpp"
#include "network/parameters.hpp"
#include "network/yaml.hpp"

namespace weir {

namespace {

std::string identifier(const Yaml& yaml, const std::string& name) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
  };
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0 || name[0] == '$' ||
      !std::ranges::all_of(name, plain))
    yaml.fail('"' + name + '"', "a name of SystemVerilog: letters, digits and _");
  return name;
}
std::string identifier(const Yaml& yaml) { return identifier(yaml, yaml.text()); }

// The data port's name tells the other two.
Block::Axis parse_axis(const Yaml& yaml) {
  if (yaml.is_map()) {
    return {identifier(yaml.at("data")), identifier(yaml.at("valid")), identifier(yaml.at("ready"))};
  }
  const std::string data = identifier(yaml);
  for (const auto& [suffix, valid, ready] :
       {std::tuple{"tdata", "tvalid", "tready"}, std::tuple{"TDATA", "TVALID", "TREADY"}}) {
    if (!data.ends_with(suffix)) continue;
    const std::string before = data.substr(0, data.size() - std::string_view(suffix).size());
    return {data, before + valid, before + ready};
  }
  yaml.fail("a data port whose name ends in tdata or TDATA, or {data: .., valid: .., ready: ..}");
}

std::vector<Block::Axis> parse_axes(const Yaml& yaml) {
  std::vector<Block::Axis> axes;
  for (const Yaml& each : yaml.is_list() ? yaml.items() : std::vector{yaml}) axes.push_back(parse_axis(each));
  return axes;
}

void parse_ports(Block& block, const Yaml& yaml) {
  block.clock = identifier(yaml.at("clock"));
  if (const auto reset = yaml.find("reset")) {
    block.reset_is_high = reset->is_map();
    block.reset = identifier(block.reset_is_high ? reset->at("high") : *reset);
  }
  block.inputs = parse_axes(yaml.at("in"));
  block.outputs = parse_axes(yaml.at("out"));
  if (const auto tie = yaml.find("tie")) {
    for (const Yaml& port : tie->entries())
      block.ties.emplace_back(identifier(port, port.key()), static_cast<int>(port.integer(0, 1)));
  }
}

// The file's name stands in lists of make, of Tcl and of simulators, where other characters have a meaning.
void check_file_name(const Yaml& yaml, const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  if (!plain(static_cast<unsigned char>(name[0])) || !std::ranges::all_of(name, [&](unsigned char c) {
        return plain(c) || c == '.' || c == '-' || c == '+';
      }))
    yaml.fail('"' + name + '"', "a file whose name has letters, digits, _, -, . and + alone");
}

std::string parameter(const Yaml& yaml) {
  const std::string text = yaml.text();
  const std::size_t digits = text.starts_with('-') ? 1 : 0;
  if (digits < text.size() && text.find_first_not_of("0123456789", digits) == std::string::npos) return text;
  if (text.find_first_of("\"\\\n") != std::string::npos) yaml.fail("an integer, or text without quotes");
  return '"' + text + '"';
}

}  // namespace

Block parse_block(const Yaml& yaml, const Sources& sources) {
  constexpr std::int64_t kMostIdle = std::int64_t{1} << 32;
  Block block;
  block.file = yaml.file();
  block.line = yaml.line();
  const Yaml files = yaml.at("files");
  for (const Yaml& file : files.is_list() ? files.items() : std::vector{files}) {
    const std::filesystem::path path = sources.resolve(file);
    const std::string extension = path.extension().string();
    if (extension != ".v" && extension != ".sv" && extension != ".vh" && extension != ".svh")
      file.fail("a file of Verilog or SystemVerilog: .v, .sv, .vh or .svh");
    check_file_name(file, path);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
      file.fail(path.string() + ", which is no file", "one");
    if (std::ranges::any_of(block.files,
                            [&](const auto& other) { return other.filename() == path.filename(); }))
      file.fail(path.filename().string() + " a second time", "files of different names");
    block.files.push_back(path);
  }
  if (block.files.empty()) files.fail("an empty list", "the module's files");
  block.module = identifier(yaml.at("module"));
  if (const auto parameters = yaml.find("parameters")) {
    for (const Yaml& each : parameters->entries())
      block.parameters.emplace_back(identifier(each, each.key()), parameter(each));
  }
  parse_ports(block, yaml.at("ports"));
  if (const auto idle = yaml.find("idle")) block.longest_idle = idle->integer(1, kMostIdle);
  return block;
}

}  // namespace weir
