#include "network/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

#include "network/spelling.hpp"

namespace weir {

namespace {

template <class Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::string wanted_integer(std::int64_t low, std::int64_t high) {
  if (low == INT64_MIN && high == INT64_MAX) return "an integer";
  if (high == INT64_MAX) return "an integer, at least " + std::to_string(low);
  return "an integer from " + std::to_string(low) + " to " + std::to_string(high);
}

// The innermost bracket that is open in front of line `before` (from 0 on), and its line, from 1 on.
std::optional<std::pair<char, int>> open_bracket(const std::string& text, int before) {
  std::vector<std::pair<char, int>> open;
  char quote = 0;
  int line = 0;
  for (std::size_t at = 0; at < text.size() && line < before; ++at) {
    const char c = text[at];
    if (c == '\n') {
      ++line;
    } else if (quote != 0) {
      if (c == '\\' && quote == '"') ++at;
      if (c == quote) quote = 0;
    } else if (c == '#' && (at == 0 || std::isspace(static_cast<unsigned char>(text[at - 1])) != 0)) {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      open.emplace_back(c, line + 1);
    } else if ((c == ']' || c == '}') && !open.empty()) {
      open.pop_back();
    }
  }
  return open.empty() ? std::nullopt : std::optional(open.back());
}

// Line `number` (from 1 on) without white space at its ends.
std::string line_of(const std::string& text, int number) {
  std::istringstream lines(text);
  std::string line;
  while (number-- > 0 && std::getline(lines, line)) {
  }
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

// A parser stops where it cannot continue, which is often behind the line that is wrong.
BadInput syntax_error(const std::string& file, const std::string& text, const YAML::Exception& error) {
  const int line = error.mark.line + 1;
  if (error.msg.find("flow not found") != std::string::npos) {
    if (const auto bracket = open_bracket(text, error.mark.line))
      return {file, bracket->second, "", fmt::format("a {} that is not closed", bracket->first),
              fmt::format("{} before line {}", bracket->first == '[' ? ']' : '}', line)};
  }
  int previous = line - 1;
  while (previous > 0 && (line_of(text, previous).empty() || line_of(text, previous).front() == '#'))
    --previous;
  const std::string behind =
      previous > 0 ? fmt::format(" (here or in line {}: {})", previous, line_of(text, previous)) : "";
  return {file, line, "", error.msg + behind, "valid YAML"};
}

// What a layer computes does not depend on these.
bool is_folding(std::string_view key) { return key == "pe" || key == "simd"; }

}  // namespace

void Mistakes::add(const BadInput& mistake) {
  ++told_;
  const auto same = [&](const BadInput& other) {
    return std::string_view(other.what()) == std::string_view(mistake.what());
  };
  if (std::ranges::none_of(found_, same)) found_.push_back(mistake);
}

void Mistakes::add_aside(const BadInput& mistake) {
  add(mistake);
  ++aside_;
}

void Mistakes::raise() const {
  if (found_.empty()) return;
  if (found_.size() == 1) throw found_.front();
  std::vector<BadInput> by_line = found_;
  std::ranges::stable_sort(by_line, {}, [](const BadInput& mistake) { return mistake.line(); });
  throw BadInput::all(by_line);
}

bool Mistakes::is_misspelt(int line, std::string_view key) const {
  return std::ranges::any_of(misspelt_,
                             [&](const auto& each) { return each.first == line && each.second == key; });
}

Yaml Yaml::load(const std::filesystem::path& file, std::shared_ptr<Mistakes> mistakes) {
  if (std::filesystem::is_directory(file)) {
    throw BadInput(file.string(), 0, "", "a folder", "a scenario file");
  }
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw BadInput(file.string(), 0, "", "no readable file", "a scenario file");
  return parse(text, file, std::move(mistakes));
}

Yaml Yaml::parse(const std::string& text, const std::filesystem::path& file,
                 std::shared_ptr<Mistakes> mistakes) {
  auto name = std::make_shared<const std::string>(file.string());
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() != 1) {
      throw BadInput(*name, 1, "", std::to_string(documents.size()) + " YAML documents", "one");
    }
    return {documents[0], name, std::move(mistakes), std::max(1, documents[0].Mark().line + 1)};
  } catch (const YAML::Exception& error) {
    throw syntax_error(*name, text, error);
  }
}

Yaml& Yaml::operator=(const Yaml& other) {
  node_.reset(other.node_);
  file_ = other.file_;
  mistakes_ = other.mistakes_;
  key_ = other.key_;
  line_ = other.line_;
  return *this;
}

std::vector<Yaml> Yaml::entries() const {
  if (!is_map()) fail("a map");
  std::vector<Yaml> entries;
  for (const auto& entry : node_) {
    const int line = entry.first.Mark().line + 1;
    const Yaml key(entry.first, *this, key_, line);
    const Yaml value(entry.second, *this, key.text(), line);
    if (const auto twin = std::ranges::find(entries, value.key_, &Yaml::key_); twin != entries.end()) {
      value.fail("the key a second time", "it once (it stands in line " + std::to_string(twin->line_) + ")");
    }
    entries.push_back(value);
  }
  return entries;
}

void Yaml::check_keys(const Schema::Value& value) const {
  if (is_list() && value.items) {
    for (const Yaml& item : items()) item.check_keys(*value.items);
  }
  if (!is_map()) return;
  attempt([&] {
    if (const Schema::Map* const map = choose(value.maps)) {
      check_keys(*map);
    } else if (value.entries) {
      for (const Yaml& entry : entries()) entry.check_keys(*value.entries);
    }
  });
}

void Yaml::check_keys(const Schema::Map& map) const {
  for (const Yaml& entry : entries()) {
    const auto known = std::ranges::find(map.keys, entry.key_, &Schema::Key::name);
    if (known != map.keys.end()) {
      entry.check_keys(known->value);
      continue;
    }
    std::string wanted;
    std::vector<std::string> names;
    for (const Schema::Key& key : map.keys) {
      wanted += (names.empty() ? "one of " : ", ") + key.name;
      names.push_back(key.name);
    }
    const std::string nearest = nearest_of(entry.key_, names);
    if (mistakes_ && !nearest.empty()) mistakes_->add_misspelt(line_, nearest_name(entry.key_, names));
    entry.mistake("an unknown key", wanted + nearest);
  }
  for (const Schema::Key& key : map.keys) {
    if (key.required) attempt([&] { (void)at(key.name); });
  }
}

const Schema::Map* Yaml::choose(const std::vector<Schema::Value::Choice>& choices) const {
  std::string_view asked;  // the key whose value was looked up last
  std::optional<Yaml> stated;
  for (const Schema::Value::Choice& choice : choices) {
    if (choice.key.empty()) return choice.map;
    if (asked != choice.key) {
      asked = choice.key;
      if (const auto found = find(choice.key))
        stated.emplace(*found);
      else
        stated.reset();
    }
    if (stated &&
        (choice.text.empty() || (stated->node_.IsScalar() && stated->node_.Scalar() == choice.text)))
      return choice.map;
  }
  return nullptr;
}

void Yaml::alone(std::string_view key, const std::vector<std::string_view>& partners) const {
  for (const Yaml& entry : entries()) {
    if (entry.key_ == key || std::ranges::find(partners, entry.key_) != partners.end()) continue;
    std::string wanted(key);
    for (const std::string_view partner : partners) wanted.append(" and ").append(partner);
    entry.mistake("it beside " + std::string(key), wanted + " alone");
  }
}

std::optional<Yaml> Yaml::find(std::string_view key) const {
  if (!is_map()) fail("a map");
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) {
      return Yaml(entry.second, *this, std::string(key), entry.first.Mark().line + 1);
    }
  }
  return std::nullopt;
}

Yaml Yaml::at(std::string_view key) const {
  if (const auto value = find(key)) return *value;
  const BadInput missing(*file_, line_, std::string(key), "no such key",
                         key_.empty() ? "it" : "it in " + key_);
  throw mistakes_ && mistakes_->is_misspelt(line_, key) ? missing.following() : missing;
}

std::vector<Yaml> Yaml::items() const {
  if (!is_list()) fail("a list");
  std::vector<Yaml> items;
  for (const auto& item : node_) items.push_back(Yaml(item, *this, key_, item.Mark().line + 1));
  return items;
}

std::string Yaml::text() const {
  if (!node_.IsScalar()) fail("a text");
  return node_.Scalar();
}

bool Yaml::boolean() const {
  const std::string value = node_.IsScalar() ? node_.Scalar() : "";
  if (value != "true" && value != "false") mistake(describe(), "true or false");
  return value == "true";
}

double Yaml::positive_number() const {
  const auto value = number<double>(node_.IsScalar() ? node_.Scalar() : "");
  if (value && *value > 0 && *value <= 1e15) return *value;
  mistake(describe(), "a number above 0");
  return 1;
}

double Yaml::bounded_number(double low, double high) const {
  const auto value = number<double>(node_.IsScalar() ? node_.Scalar() : "");
  if (value && *value >= low && *value <= high) return *value;
  std::ostringstream wanted;
  wanted << "a number from " << low << " to " << high;
  mistake(describe(), wanted.str());
  return low;
}

std::int64_t Yaml::integer(std::int64_t low, std::int64_t high) const {
  const auto value = number<std::int64_t>(node_.IsScalar() ? node_.Scalar() : "");
  const bool any_bound = mistakes_ && mistakes_->context_unknown;
  if (mistakes_ && mistakes_->is_pardoned(line_, key_)) return std::clamp(std::int64_t{1}, low, high);
  if (value && *value >= low && (*value <= high || any_bound)) return std::min(*value, high);
  if (is_folding(key_))
    mistake_aside(describe(), wanted_integer(low, high));
  else
    mistake(describe(), wanted_integer(low, high));
  return std::clamp(std::int64_t{1}, low, high);
}

std::int64_t Yaml::rounded_up() const {
  const std::string text = node_.IsScalar() ? node_.Scalar() : "";
  if (const auto integer = number<std::int64_t>(text)) return *integer;
  double value = 0;
  if (!node_.IsScalar() || !YAML::convert<double>::decode(node_, value) || std::isnan(value))
    fail("a number");
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  // Floats from 2^53 on are more than 1 apart, which matters as far as values go.
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const double magnitude = std::abs(value);
  if (magnitude >= kExact && magnitude <= std::ldexp(1.0, kMostBits))
    fail("a number below 2^53, or an integer");
  value = std::ceil(value);
  if (value >= kBeyond) return INT64_MAX;
  return value < -kBeyond ? INT64_MIN : static_cast<std::int64_t>(value);
}

DataType Yaml::type() const {
  const auto value = DataType::parse(node_.IsScalar() ? node_.Scalar() : "");
  if (value) return *value;
  mistake(describe(), "binary, bipolar, ternary, uint1 to uint56 or int2 to int56");
  return DataType::uint(8);
}

std::string Yaml::describe() const {
  if (node_.IsScalar()) return node_.Scalar();
  if (is_map()) return "a map";
  return is_list() ? "a list" : "nothing";
}

void Yaml::fail(const std::string& found, const std::string& wanted) const {
  throw BadInput(*file_, line_, key_, found, wanted);
}

void Yaml::mistake(const std::string& found, const std::string& wanted) const {
  if (!mistakes_) fail(found, wanted);
  mistakes_->add({*file_, line_, key_, found, wanted});
}

void Yaml::mistake_aside(const std::string& found, const std::string& wanted) const {
  if (!mistakes_) fail(found, wanted);
  mistakes_->add_aside({*file_, line_, key_, found, wanted});
}

BadInput Yaml::located(const BadInput& error) const {
  if (!error.file().empty()) return error;
  const auto child = is_map() && !error.key().empty() ? find(error.key()) : std::nullopt;
  const BadInput found(*file_, child ? child->line_ : line_, error.key().empty() ? key_ : error.key(),
                       error.found(), error.wanted());
  return found.following();
}

}  // namespace weir
