// A strict reader over yaml-cpp: every value knows its file, line and key, and every mistake is reported.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/data_type.hpp"
#include "network/error.hpp"
#include "network/schema.hpp"

namespace weir {

// Collects the mistakes of a file whose reading continues after the first one.
class Mistakes {
 public:
  // Records a mistake, once.
  void add(const BadInput& mistake);
  // Likewise for one that leaves the shapes and types of streams as they are.
  void add_aside(const BadInput& mistake);
  // Runs `action` and records what it throws, unless that may follow from mistakes recorded meanwhile.
  // Returns whether shapes and types are as
  // they should be.
  template <class Action>
  bool attempt(const Action& action) {
    const std::size_t before = told_;
    const std::size_t aside_before = aside_;
    try {
      action();
    } catch (const BadInput& error) {
      const bool follows = told_ - before != aside_ - aside_before || is_misspelt(error.line(), error.key());
      if (!error.follows() || !follows) add(error);
      return false;
    }
    return told_ - before == aside_ - aside_before;
  }
  // Throws all recorded mistakes as one error, ordered by line, if there are any.
  void raise() const;
  [[nodiscard]] bool empty() const { return found_.empty(); }

  // Whether the context of a value may be wrong because of an earlier mistake. Then only mistakes of the
  // value itself are reported.
  bool context_unknown = false;

  // Reads the integer of that key in that line as 1 from now on. Returns whether that is new.
  bool pardon(int line, const std::string& key) { return pardoned_.emplace(line, key).second; }
  [[nodiscard]] bool is_pardoned(int line, const std::string& key) const {
    return pardoned_.contains({line, key});
  }

  // Records a key that an unknown key in the map at that line probably means.
  void add_misspelt(int line, std::string key) { misspelt_.emplace_back(line, std::move(key)); }
  [[nodiscard]] bool is_misspelt(int line, std::string_view key) const;

 private:
  std::vector<BadInput> found_;
  std::size_t told_ = 0;   // calls that added a mistake, whether it was new or not
  std::size_t aside_ = 0;  // those of add_aside
  std::set<std::pair<int, std::string>> pardoned_;
  std::vector<std::pair<int, std::string>> misspelt_;
};

// One value of a YAML file. Every member function throws BadInput if the value is not of the expected form.
// With `mistakes`, an unknown key or a value of the wrong type is recorded there instead, and a valid default
// is returned.
class Yaml {
 public:
  static Yaml load(const std::filesystem::path& file, std::shared_ptr<Mistakes> mistakes = nullptr);
  // Likewise for a text; messages use `file` as its name.
  static Yaml parse(const std::string& text, const std::filesystem::path& file,
                    std::shared_ptr<Mistakes> mistakes = nullptr);
  Yaml(const Yaml&) = default;
  // yaml-cpp's own assignment would change the tree, not this handle on it.
  Yaml& operator=(const Yaml& other);
  ~Yaml() = default;

  [[nodiscard]] const std::string& file() const { return *file_; }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] bool is_map() const { return node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }

  // Requires each map of a whole file to have the keys that the schema requires, no others than it knows, and
  // each once.
  void check_keys(const Schema& schema) const { check_keys(schema.root()); }
  // For a map that has `key`: requires all other keys to be in `partners`.
  void alone(std::string_view key, const std::vector<std::string_view>& partners = {}) const;
  [[nodiscard]] Yaml at(std::string_view key) const;
  [[nodiscard]] std::optional<Yaml> find(std::string_view key) const;
  // For a map with free keys: its values. Each key must occur once.
  [[nodiscard]] std::vector<Yaml> entries() const;
  // For a list: its items, which have the list's key.
  [[nodiscard]] std::vector<Yaml> items() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] double positive_number() const;
  [[nodiscard]] double bounded_number(double low, double high) const;
  [[nodiscard]] std::int64_t integer(std::int64_t low = INT64_MIN, std::int64_t high = INT64_MAX) const;
  // The number rounded up to a 64-bit integer, at most the largest one.
  [[nodiscard]] std::int64_t rounded_up() const;
  [[nodiscard]] DataType type() const;

  // What stands here, for messages.
  [[nodiscard]] std::string describe() const;
  [[noreturn]] void fail(const std::string& found, const std::string& wanted) const;
  [[noreturn]] void fail(const std::string& wanted) const { fail(describe(), wanted); }
  // Records a mistake that leaves shapes and types as they are, if reading continues, else throws it.
  void mistake_aside(const std::string& found, const std::string& wanted) const;
  // Runs `action`. A BadInput without a file gets this file, and the line of its key if this map has it.
  template <class Action>
  auto locate(Action&& action) const {
    try {
      return action();
    } catch (const BadInput& error) {
      throw located(error);
    }
  }

 private:
  Yaml(YAML::Node node, const Yaml& owner, std::string key, int line)
      : node_(std::move(node)),
        file_(owner.file_),
        mistakes_(owner.mistakes_),
        key_(std::move(key)),
        line_(line) {}
  Yaml(YAML::Node node, std::shared_ptr<const std::string> file, std::shared_ptr<Mistakes> mistakes, int line)
      : node_(std::move(node)), file_(std::move(file)), mistakes_(std::move(mistakes)), line_(line) {}

  void check_keys(const Schema::Value& value) const;
  void check_keys(const Schema::Map& map) const;
  // The one of these maps that this one is; null if it is none.
  [[nodiscard]] const Schema::Map* choose(const std::vector<Schema::Value::Choice>& choices) const;
  // Runs `action`, and continues after a mistake if there may be several.
  template <class Action>
  void attempt(const Action& action) const {
    if (mistakes_)
      mistakes_->attempt(action);
    else
      action();
  }
  [[nodiscard]] BadInput located(const BadInput& error) const;
  // Records the mistake if reading continues, else throws it.
  void mistake(const std::string& found, const std::string& wanted) const;

  YAML::Node node_;
  std::shared_ptr<const std::string> file_;
  std::shared_ptr<Mistakes> mistakes_;  // null: the first mistake ends the reading
  std::string key_;                     // empty: the whole file
  int line_;                            // of the key, from 1 on
};

}  // namespace weir
