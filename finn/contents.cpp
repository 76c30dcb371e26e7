#include "finn/contents.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "network/error.hpp"

namespace weir::finn {

namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Tokens are apart by blanks.
std::vector<std::string_view> tokens_of(const std::string& text) {
  std::vector<std::string_view> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) tokens.push_back(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return tokens;
}

bool made_for(const Source& source, const std::string& node) {
  return std::ranges::any_of(source.defines, [&](const std::string& module) {
    return !node.empty() && module.find(node) != std::string::npos;
  });
}

// A token without what differs from node to node: "$" for the node, "#" for a number, also within a name, and
// one name for all states of a sliding window's loops.
std::string general(std::string_view token, const std::string& node) {
  constexpr std::string_view kState = "STATE_LOOP_";
  if (token.starts_with(kState)) return std::string(kState);
  std::string all;
  while (!token.empty()) {
    if (token.starts_with(node)) {
      all += '$';
      token.remove_prefix(node.size());
      continue;
    }
    const char c = is_digit(token.front()) ? '#' : token.front();
    if (c != '#' || all.empty() || all.back() != '#') all += c;
    token.remove_prefix(1);
  }
  return all;
}

// Each statement once, in any order.
std::uint64_t code_of_generated(const Source& source, const std::string& node) {
  std::set<std::vector<std::string>> statements;
  std::vector<std::string> statement;
  const std::vector<std::string_view> tokens = tokens_of(source.tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == "(" && i + 2 < tokens.size() && tokens[i + 1] == "*" &&
        tokens[i + 2] != ")") {  // an attribute
      for (i += 2; i + 1 < tokens.size() && !(tokens[i] == "*" && tokens[i + 1] == ")");) ++i;
      ++i;
      continue;
    }
    std::string token = general(tokens[i], node);
    const std::size_t count = statement.size();
    if (token == ";") {
      statements.insert(std::exchange(statement, {}));
    } else if (count > 1 && statement[count - 1] == "," && statement[count - 2] == token) {
      statement.pop_back();  // a list of numbers is as one
    } else if (count > 1 && token == "#" && statement[count - 1] == "-" && statement[count - 2] == "(") {
      statement.back() = std::move(token);  // and so is one less than 0
    } else {
      statement.push_back(std::move(token));
    }
  }
  std::string all;
  for (const std::vector<std::string>& each : statements) all += fmt::format("{};", fmt::join(each, " "));
  return XXH3_64bits(all.data(), all.size());
}

bool has_logic(const Source& source) {
  static const std::set<std::string_view> kLogic{"always",       "always_ff", "always_comb",
                                                 "always_latch", "assign",    "initial"};
  return std::ranges::any_of(tokens_of(source.tokens),
                             [](std::string_view token) { return kLogic.contains(token); });
}

void gather(const Modules& modules, const std::string& module, std::set<const Source*>& seen) {
  const Source* source = modules.chosen(module);
  if (source == nullptr || !seen.insert(source).second) return;
  for (const std::string& used : source->uses) gather(modules, used, seen);
}

}  // namespace

Content content_of(const Source& source, const std::string& module, const std::string& node) {
  const bool stands_for = std::ranges::find(source.defines, module) != source.defines.end();
  if (!stands_for && !made_for(source, node))
    return {&source, false, true, XXH3_64bits(source.tokens.data(), source.tokens.size())};
  return {&source, true, has_logic(source), code_of_generated(source, node)};
}

std::vector<Content> contents_of(const Modules& modules, const std::string& module, const std::string& node) {
  std::set<const Source*> sources;
  gather(modules, module, sources);
  std::vector<Content> contents;
  for (const Source* source : sources) {
    if (!modules.stands_in(*source)) contents.push_back(content_of(*source, module, node));
  }
  std::ranges::sort(contents, {}, [](const Content& content) { return content.source->path; });
  return contents;
}

std::uint64_t code_of_rtl(const Modules& modules, const std::string& module) {
  std::set<const Source*> sources;
  gather(modules, module, sources);
  std::set<std::string> texts;  // the order of pointers says nothing
  for (const Source* source : sources) {
    if (!modules.stands_in(*source)) texts.insert(source->tokens);
  }
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  return XXH3_64bits(all.data(), all.size());
}

namespace {

// The number, in decimal, or the text that stands there by itself: none of anything else.
std::optional<std::string> value_at(const std::vector<std::string_view>& tokens, std::size_t at,
                                    const Source& source) {
  const auto token = [&](std::size_t i) { return i < tokens.size() ? tokens[i] : std::string_view{}; };
  const bool negative = token(at) == "-";
  if (negative) ++at;
  std::string_view digits = token(at);
  std::size_t behind = at + 1;
  int base = 10;
  if (token(at) == "'" || token(at + 1) == "'") {  // 'hFF, 32'd9
    const std::size_t literal = token(at) == "'" ? at + 1 : at + 2;
    const std::string_view text = token(literal);
    const char letter =
        text.empty() ? '?' : static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    base = letter == 'd' ? 10 : letter == 'h' ? 16 : letter == 'b' ? 2 : letter == 'o' ? 8 : 0;
    digits = text.substr(text.empty() ? 0 : 1);
    behind = literal + 1;
  } else if (source.texts.contains(std::string(digits))) {
    return std::string(digits);
  }
  const std::string_view end = token(behind);
  if (base == 0 || digits.empty() || (end != ")" && end != "," && end != ";")) return std::nullopt;
  long long value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || stop != digits.data() + digits.size()) return std::nullopt;
  return fmt::format("{}{}", negative ? "-" : "", value);
}

}  // namespace

std::int64_t occurrences(const Source& source, std::string_view word) {
  return std::ranges::count(tokens_of(source.tokens), word);
}

std::string setting(const std::vector<Content>& contents, std::string_view parameter,
                    const std::string& node) {
  std::set<std::string> instances;
  std::set<std::string> defaults;
  for (const Content& content : contents) {
    if (!content.generated) continue;
    const std::vector<std::string_view> tokens = tokens_of(content.source->tokens);
    for (std::size_t i = 1; i + 2 < tokens.size(); ++i) {
      if (tokens[i] != parameter) continue;
      const bool instance = tokens[i - 1] == "." && tokens[i + 1] == "(";
      if (!instance && tokens[i + 1] != "=") continue;
      const std::optional<std::string> value = value_at(tokens, i + 2, *content.source);
      const bool name = std::isalpha(static_cast<unsigned char>(tokens[i + 2].front())) != 0;
      if (!value && !name)
        throw BadInput(fmt::format("node '{}'", node),
                       fmt::format("{} set to what begins with {}", parameter, tokens[i + 2]),
                       "a number or a text by itself");
      if (!value) continue;  // handed on
      (instance ? instances : defaults).insert(*value);
    }
  }
  const std::set<std::string>& values = instances.empty() ? defaults : instances;
  if (values.size() > 1)
    throw BadInput(fmt::format("node '{}'", node),
                   fmt::format("{} = {} and {}", parameter, *values.begin(), *values.rbegin()), "one value");
  return values.empty() ? "" : *values.begin();
}

}  // namespace weir::finn
