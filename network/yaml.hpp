// A strict reader over yaml-cpp: every value knows its file, line and key, and no mistake goes unnoticed.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "network/data_type.hpp"
#include "network/error.hpp"

namespace weir {

// One value of a YAML file. Every member function throws BadInput where the value is not what it is taken
// for.
class Yaml {
 public:
  static Yaml load(const std::filesystem::path& file);
  // The same of a text; `file` is what messages call it.
  static Yaml parse(const std::string& text, const std::filesystem::path& file);
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
  Yaml(YAML::Node node, std::shared_ptr<const std::string> file, std::string key, int line)
      : node_(std::move(node)), file_(std::move(file)), key_(std::move(key)), line_(line) {}

  [[nodiscard]] BadInput located(const BadInput& error) const;

  YAML::Node node_;
  std::shared_ptr<const std::string> file_;
  std::string key_;  // empty: the whole file
  int line_;         // of the key, from 1 on
};

}  // namespace weir
