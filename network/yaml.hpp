// A strict reader over yaml-cpp: every value knows its file, line and key, and no mistake goes unnoticed.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/data_type.hpp"
#include "network/error.hpp"

namespace weir {

// Mistakes in a file that is read on beyond the first.
class Mistakes {
 public:
  // Notes a mistake, once.
  void add(const BadInput& mistake);
  // Does it; notes what it throws, unless that may follow from what was noted meanwhile. Whether all was
  // well.
  template <class Action>
  bool attempt(const Action& action) {
    const std::size_t before = found_.size();
    try {
      action();
    } catch (const BadInput& error) {
      const bool follows = found_.size() != before || is_misspelt(error.line(), error.key());
      if (!error.follows() || !follows) add(error);
      return false;
    }
    return found_.size() == before;
  }
  // Throws all of them as one, if there are any, by their lines.
  void raise() const;
  [[nodiscard]] bool empty() const { return found_.empty(); }

  // Whether what the values are held to may be wrong, as it follows from something that is: then only what
  // stands there by itself is a mistake.
  bool context_unknown = false;

  // Of the map in that line: keys that an unknown one seems to stand for.
  void add_misspelt(int line, std::string key) { misspelt_.emplace_back(line, std::move(key)); }
  [[nodiscard]] bool is_misspelt(int line, std::string_view key) const;

 private:
  std::vector<BadInput> found_;
  std::vector<std::pair<int, std::string>> misspelt_;
};

// One value of a YAML file. Every member function throws BadInput where the value is not what it is taken
// for. With `mistakes` an unknown key, and a value that is no number, type and so on, are noted there, and
// something that would have been right is returned.
class Yaml {
 public:
  static Yaml load(const std::filesystem::path& file, std::shared_ptr<Mistakes> mistakes = nullptr);
  // The same of a text; `file` is what messages call it.
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

  // Of a map: demands that each of its keys is one of `keys` and stands once.
  void only(const std::vector<std::string_view>& keys) const;
  [[nodiscard]] Yaml at(std::string_view key) const;
  [[nodiscard]] std::optional<Yaml> find(std::string_view key) const;
  // Of a map whose keys are free: its values, each key once.
  [[nodiscard]] std::vector<Yaml> entries() const;
  // Of a list: its items, which have the list's key.
  [[nodiscard]] std::vector<Yaml> items() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] double positive_number() const;
  [[nodiscard]] std::int64_t integer(std::int64_t low = INT64_MIN, std::int64_t high = INT64_MAX) const;
  // The least integer of 64 bits that is no less than the number, or else the largest of these.
  [[nodiscard]] std::int64_t rounded_up() const;
  [[nodiscard]] DataType type() const;

  // What stands here, for messages.
  [[nodiscard]] std::string describe() const;
  [[noreturn]] void fail(const std::string& found, const std::string& wanted) const;
  [[noreturn]] void fail(const std::string& wanted) const { fail(describe(), wanted); }
  // Runs `action`; a BadInput that knows no file gets this one, and the line of its key if that stands here.
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

  [[nodiscard]] BadInput located(const BadInput& error) const;
  // Notes the mistake if reading goes on, else throws it.
  void mistake(const std::string& found, const std::string& wanted) const;

  YAML::Node node_;
  std::shared_ptr<const std::string> file_;
  std::shared_ptr<Mistakes> mistakes_;  // null: the first one ends it
  std::string key_;                     // empty: the whole file
  int line_;                            // of the key, from 1 on
};

}  // namespace weir
