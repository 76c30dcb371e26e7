#include "cli/help.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string_view>

#include "cli/manual.hpp"
#include "network/error.hpp"
#include "network/schema.hpp"
#include "network/spelling.hpp"
#include "regress/suite.hpp"

namespace weir::cli {

namespace {

constexpr std::size_t kWidth = 100;  // of a line of text

// What `weir help --json-schema` and the like take in a scenario's place.
constexpr std::string_view kSuite = "suite";

// The text in lines of at most kWidth, all of them indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string lines;
  for (const std::string& line : lines_of(text, kWidth - indent))
    lines.append(indent, ' ').append(line).append("\n");
  return lines;
}

std::string text_of(const Schema::Map& map) {
  std::string text = wrapped(map.name + ": " + map.description, 0);
  if (!map.kind.empty()) text += wrapped("An entry of `layers`.", 0);
  if (map.stands_under_keys())
    text += wrapped(fmt::format("Stands under: {}.", fmt::join(map.places, ", ")), 0);
  text += "\nKeys:\n";
  std::size_t widest = 0;
  for (const Schema::Key& key : map.keys) widest = std::max(widest, key.name.size());
  for (const Schema::Key& key : map.keys) {
    const std::string facts = wrapped(key.facts(), widest + 4);
    text += fmt::format("  {:<{}}  {}", key.name, widest, facts.substr(widest + 4));
    text += wrapped(key.description, widest + 6);
  }
  for (const std::string& example : map.examples) text += fmt::format("\nExample:\n  {}\n", example);
  return text;
}

// Where a key of that name occurs, if a map has one; else "".
std::string text_of_key(const std::string& name, const Schema& schema) {
  std::string text;
  for (const Schema::Map& map : schema.maps()) {
    const auto key = std::ranges::find(map.keys, name, &Schema::Key::name);
    if (key == map.keys.end()) continue;
    text += fmt::format("  {} of {}: {}\n", name, map.name, key->facts()) + wrapped(key->description, 6);
  }
  return text;
}

std::vector<std::string> names_of(const Schema& schema, bool of_layers) {
  std::vector<std::string> names;
  for (const Schema::Map& map : schema.maps()) {
    if (map.kind.empty() != of_layers) names.push_back(map.name);
  }
  return names;
}

std::string overview(const CLI::App& app) {
  std::vector<std::string> commands;
  for (const CLI::App* command : subcommands(app)) commands.push_back(command->get_name());
  std::string text = "weir help NAME explains one of these names, or any key of a scenario.\n";
  const auto list = [&](const char* what, const std::vector<std::string>& names) {
    text += fmt::format("\n{}:\n{}", what, wrapped(fmt::format("{}", fmt::join(names, " ")), 2));
  };
  list("Subcommands", commands);
  list("Entries of a scenario's layers", names_of(scenario_schema(), true));
  list("Other maps of a scenario", names_of(scenario_schema(), false));
  list("Maps of a suite", names_of(regress::suite_schema(), false));
  return text;
}

std::string explained(const std::string& name, const CLI::App& app) {
  for (const CLI::App* command : subcommands(app)) {
    if (command->get_name() == name) return command->help("weir");
  }
  std::string keys;
  for (const Schema* schema : {&scenario_schema(), &regress::suite_schema()}) {
    if (const Schema::Map* map = schema->find(name)) return text_of(*map);
    keys += text_of_key(name, *schema);
  }
  if (!keys.empty()) return fmt::format("{} is a key:\n{}", name, keys);
  std::vector<std::string> names = help_names(app);
  for (const Schema::Map& map : scenario_schema().maps()) {
    for (const Schema::Key& key : map.keys) names.push_back(key.name);
  }
  throw BadInput("NAME", '"' + name + '"',
                 "a name that `weir help` lists, or a key" + nearest_of(name, names));
}

// `code` of a description that names a map, as a link to it.
std::string linked(std::string text, const Schema& schema) {
  constexpr std::string_view kBefore = "map `";
  for (std::size_t at = 0; (at = text.find(kBefore, at)) != std::string::npos;) {
    const std::size_t begin = at + kBefore.size();
    const std::string name = text.substr(begin, text.find('`', begin) - begin);
    at = begin + name.size() + 1;
    if (schema.find(name) == nullptr) continue;
    const std::string link = fmt::format("[`{0}`](#{0})", name);
    text.replace(begin - 1, name.size() + 2, link);
    at = begin - 1 + link.size();
  }
  return text;
}

std::string markdown_of(const Schema::Map& map, const Schema& schema) {
  std::string text = fmt::format("### {}\n\n{}\n", map.name, map.description);
  if (map.stands_under_keys()) {
    std::vector<std::string> places;
    for (const std::string& place : map.places) {
      const std::size_t of = place.find(" of ");
      places.push_back(
          fmt::format("`{}` of [{}](#{})", place.substr(0, of), place.substr(of + 4), place.substr(of + 4)));
    }
    text += fmt::format("Stands under {}.\n", fmt::join(places, ", "));
  }
  text += "\n| key | value | default | meaning |\n|---|---|---|---|\n";
  for (const Schema::Key& key : map.keys) {
    const std::string given = key.required                ? "required"
                              : key.default_value.empty() ? ""
                                                          : "`" + key.default_value + "`";
    text +=
        fmt::format("| `{}` | {} | {} | {} |\n", key.name, linked(key.type, schema), given, key.description);
  }
  for (const std::string& example : map.examples) text += fmt::format("\n```yaml\n{}\n```\n", example);
  return text;
}

std::string markdown_of(const Schema& schema, bool is_suite) {
  const std::string what = is_suite ? "suite" : "scenario";
  const std::string page = is_suite ? "regression.md" : "scenario.md";
  std::string text = fmt::format(
      "# Keys of a {0} file\n\n"
      "`weir help NAME` prints what is said here of one map, or of a key. [{1}]({1}) has an example with all "
      "of "
      "them.\nThis page is written by `weir help {2}--markdown` from `{3}/{0}.schema.json`, by which the "
      "keys of "
      "a {0} are checked.\nA key without a default that is not required may be absent.\n",
      what, page, is_suite ? "suite " : "", is_suite ? "regress" : "network");
  const auto section = [&](const std::string& title, const auto& wanted) {
    text += fmt::format("\n## {}\n", title);
    for (const Schema::Map& map : schema.maps()) {
      if (wanted(map)) text += "\n" + markdown_of(map, schema);
    }
  };
  section("The file", [](const Schema::Map& map) { return map.places.empty(); });
  if (!is_suite) section("Entries of layers", [](const Schema::Map& map) { return !map.kind.empty(); });
  section(is_suite ? "Its maps" : "Other maps",
          [](const Schema::Map& map) { return map.stands_under_keys(); });
  return text;
}

}  // namespace

std::vector<const CLI::App*> subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); });
}

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    at = end + 1;
  }
  return lines;
}

CLI::App& add_help_command(CLI::App& app, HelpArguments& arguments) {
  CLI::App& command = *app.add_subcommand("help", "explain a subcommand, or a key of scenarios and suites");
  command.add_option("NAME", arguments.name,
                     "a subcommand, a kind of layer, or another map or key; else all names are listed");
  CLI::Option* const schema = command.add_flag("--json-schema", arguments.json_schema,
                                               "print the JSON schema of scenarios, or of NAME suite");
  CLI::Option* const markdown = command.add_flag("--markdown", arguments.markdown,
                                                 "print the keys of scenarios as Markdown, or of NAME suite");
  command
      .add_option("--manual", arguments.manual, "write the manual's pages into that folder, as man1 and man5")
      ->excludes(schema)
      ->excludes(markdown);
  markdown->excludes(schema);
  return command;
}

std::vector<std::string> help_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : subcommands(app)) names.push_back(command->get_name());
  for (const Schema* schema : {&scenario_schema(), &regress::suite_schema()}) {
    for (const Schema::Map& map : schema->maps()) names.push_back(map.name);
  }
  return names;
}

Status help(const HelpArguments& arguments, const CLI::App& app) {
  const bool is_suite = arguments.name == kSuite;
  const Schema& schema = is_suite ? regress::suite_schema() : scenario_schema();
  if (!arguments.manual.empty()) {
    write_manual(arguments.manual, app);
  } else if (arguments.json_schema || arguments.markdown) {
    if (!is_suite && !arguments.name.empty() && arguments.name != "scenario")
      throw BadInput("NAME", '"' + arguments.name + '"', "scenario or suite");
    fmt::print("{}", arguments.markdown ? markdown_of(schema, is_suite) : std::string(schema.text()));
  } else if (arguments.name.empty()) {
    fmt::print("{}", overview(app));
  } else {
    fmt::print("{}", explained(arguments.name, app));
  }
  return kHeld;
}

}  // namespace weir::cli
