#include "cli/manual.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/help.hpp"
#include "cli/version.hpp"
#include "network/error.hpp"
#include "network/schema.hpp"
#include "regress/suite.hpp"
#include "report/file.hpp"

namespace weir::cli {

namespace {

// Text for roff: what it would take for its own commands is escaped. `code` becomes bold.
std::string roff(std::string_view text) {
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  bool is_code = false;
  for (const char c : text) {
    switch (c) {
      case '`':
        out += is_code ? "\\fR" : "\\fB";
        is_code = !is_code;
        break;
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '\n':
        out += "\n.br\n";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The same in lines of at most 80 characters, as the manual's checkers want them.
std::string prose(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string out;
  for (const std::string& line : lines_of(roff(text), kLongest)) {
    if (!out.empty()) out += '\n';
    if (line.starts_with('.') || line.starts_with('\'')) out += "\\&";
    out += line;
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string sentence(std::string text) {
  if (text.empty()) return text;
  if (!text.ends_with('.')) text += '.';
  return text;
}

// "0.1.0"
std::string release() {
  const std::string all = version();
  return all.substr(0, all.find(' '));
}

std::string head(const std::string& name, int section, const std::string& what) {
  std::string title = name;
  for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return fmt::format(".TH {} {} \"{}\" \"weir {}\" \"Weir\"\n.SH NAME\n{} \\- {}\n", title, section,
                     release_date(), roff(release()), roff(name), roff(what));
}

// "{exact,fast}", else "TEXT" or the like: what CLI11 has of an option's value.
std::string value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return "";
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  if (open != std::string::npos) return type.substr(open, type.find('}', open) - open + 1);
  return type.substr(0, type.find(':'));
}

std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "" : ", ") + bold("-" + name);
  for (const std::string& name : option.get_lnames())
    names += (names.empty() ? "" : ", ") + bold("--" + name);
  if (names.empty()) names = italic(option.get_single_name());
  const std::string value = option.get_positional() ? "" : value_of(option);
  return value.empty() ? names : names + " " + italic(value);
}

std::string options_of(const CLI::App& command, bool positional) {
  std::string text;
  for (const CLI::Option* option : command.get_options([](const CLI::Option*) { return true; })) {
    if (option->get_positional() != positional || option->get_group().empty()) continue;
    std::vector<std::string> notes;
    for (const CLI::Option* other : option->get_needs()) notes.push_back("Needs " + other->get_name() + ".");
    for (const CLI::Option* other : option->get_excludes())
      notes.push_back("Not with " + other->get_name() + ".");
    if (option->get_required()) notes.emplace_back("Required.");
    text += fmt::format(".TP\n{}\n{}\n", names_of(*option), prose(sentence(option->get_description())));
    for (const std::string& note : notes) text += roff(note) + "\n";
  }
  return text;
}

std::string page_of(const CLI::App& command) {
  const std::string name = "weir-" + command.get_name();
  std::string text = head(name, 1, command.get_description());
  text += ".SH SYNOPSIS\n" + bold("weir " + command.get_name()) + " [" + italic("OPTIONS") + "]";
  for (const CLI::Option* option : command.get_options([](const CLI::Option*) { return true; })) {
    if (!option->get_positional()) continue;
    const std::string argument = italic(option->get_single_name());
    text += option->get_required() ? " " + argument : " [" + argument + "]";
  }
  if (const std::string arguments = options_of(command, true); !arguments.empty())
    text += "\n.SH ARGUMENTS\n" + arguments;
  else
    text += "\n";
  text += ".SH OPTIONS\n" + options_of(command, false);
  return text + ".SH SEE ALSO\n.BR weir (1),\n.BR weir\\-scenario (5)\n";
}

std::string main_page(const CLI::App& app, const std::vector<const CLI::App*>& commands) {
  const std::string description = app.get_description();
  std::string text = head("weir", 1, description.substr(description.find(": ") + 2));
  text += ".SH SYNOPSIS\n" + bold("weir") + " " + italic("SUBCOMMAND") + " [" + italic("OPTIONS") + "]\n";
  text += ".SH SUBCOMMANDS\n";
  for (const CLI::App* command : commands) {
    text += fmt::format(".TP\n.BR weir\\-{} (1)\n{}\n", roff(command->get_name()),
                        prose(sentence(command->get_description())));
  }
  text += ".SH OPTIONS\n" + options_of(app, false);
  text += ".SH EXIT STATUS\n" + prose(app.get_footer()) + "\n";
  return text + ".SH SEE ALSO\n.BR weir\\-scenario (5),\n.BR weir\\-suite (5)\n";
}

std::string page_of(const Schema& schema, const std::string& what) {
  const Schema::Map& root = *schema.root().maps.front().map;
  std::string text = head("weir-" + what, 5, "file of a " + what + ", in YAML");
  text += ".SH DESCRIPTION\n" + prose(root.description) + "\n";
  for (const Schema::Map& map : schema.maps()) {
    text += fmt::format(".SH \"{}\"\n{}\n", roff(map.name), prose(map.description));
    if (map.stands_under_keys())
      text += fmt::format("{}\n", prose(fmt::format("Stands under: {}.", fmt::join(map.places, ", "))));
    for (const Schema::Key& key : map.keys) {
      text +=
          fmt::format(".TP\n{}\n{}\n.br\n{}\n", bold(key.name), prose(key.facts()), prose(key.description));
    }
    for (const std::string& example : map.examples)
      text += fmt::format(".PP\nExample:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example));
  }
  return text + ".SH SEE ALSO\n.BR weir (1)\n";
}

}  // namespace

void write_manual(const std::filesystem::path& folder, const CLI::App& app) {
  std::error_code error;
  for (const char* section : {"man1", "man5"}) std::filesystem::create_directories(folder / section, error);
  if (error)
    throw BadInput("--manual", folder.string() + ": " + error.message(), "a folder that can be made");
  const std::vector<const CLI::App*> commands = subcommands(app);
  const auto write = [&](const std::string& page, const std::string& text) {
    report::write_file_atomically(folder / page, text, "--manual");
  };
  write("man1/weir.1", main_page(app, commands));
  for (const CLI::App* command : commands)
    write("man1/weir-" + command->get_name() + ".1", page_of(*command));
  write("man5/weir-scenario.5", page_of(scenario_schema(), "scenario"));
  write("man5/weir-suite.5", page_of(regress::suite_schema(), "suite"));
}

}  // namespace weir::cli
