#include "network/sized_scenario.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "network/error.hpp"
#include "network/parameters.hpp"

namespace weir {

namespace {

namespace fs = std::filesystem;

std::string read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw BadInput(file, 0, "", "no readable file", "a scenario file");
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

// Replaces the bytes from `begin` to `end`.
struct Edit {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

// The file's text, edited at yaml-cpp's marks, which only state where a value begins. If a mark is
// misinterpreted, the edited text is wrong, which the check at the end detects.
class Text {
 public:
  explicit Text(std::string text) : text_(std::move(text)), lines_{0} {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') lines_.push_back(i + 1);
    }
  }

  [[nodiscard]] const std::string& original() const { return text_; }

  // The scalar at that mark, on one line, plain or in quotes.
  void replace_scalar(const YAML::Node& scalar, const std::string& by) {
    const std::size_t begin = at(scalar.Mark());
    std::size_t end = begin + scalar.Scalar().size();
    if (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'')) {
      end = text_.find(text_[begin], begin + 1);
      if (end != std::string::npos) ++end;
    }
    edits_.push_back({begin, std::min(end, text_.size()), by});
  }

  // The lines of the entry of that key, up to the next key of its map if there is one, but for blank lines
  // and comments behind it.
  void replace_lines(const YAML::Node& key, const std::optional<YAML::Node>& next, const std::string& by) {
    const auto first = static_cast<std::size_t>(key.Mark().line);
    std::size_t last = next ? static_cast<std::size_t>(next->Mark().line) : lines_.size();
    while (last > first + 1 && is_remark(last - 1)) --last;
    edits_.push_back({lines_.at(first), last < lines_.size() ? lines_.at(last) : text_.size(), by});
  }

  void append(const std::string& lines) { edits_.push_back({text_.size(), text_.size(), "\n" + lines}); }

  [[nodiscard]] std::string edited() const {
    std::vector<Edit> edits = edits_;
    std::ranges::stable_sort(edits, {}, &Edit::begin);
    std::string result;
    std::size_t done = 0;
    for (const Edit& edit : edits) {
      if (edit.begin < done) continue;  // an alias: the anchor's scalar is seen twice
      result += text_.substr(done, edit.begin - done) + edit.text;
      done = edit.end;
    }
    return result + text_.substr(done);
  }

 private:
  [[nodiscard]] std::size_t at(const YAML::Mark& mark) const {
    return lines_.at(static_cast<std::size_t>(mark.line)) + static_cast<std::size_t>(mark.column);
  }
  [[nodiscard]] bool is_remark(std::size_t line) const {
    const std::size_t first = text_.find_first_not_of(" \t\r", lines_.at(line));
    return first == std::string::npos || text_[first] == '\n' || text_[first] == '#';
  }

  std::string text_;
  std::vector<std::size_t> lines_;  // where each begins
  std::vector<Edit> edits_;
};

bool same(const YAML::Node& a, const YAML::Node& b) {
  if (a.Type() != b.Type() || a.size() != b.size()) return false;
  if (a.IsScalar()) return a.Scalar() == b.Scalar();
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    if (a.IsMap() ? !same(i->first, j->first) || !same(i->second, j->second) : !same(*i, *j)) return false;
  }
  return true;
}

bool is_path(const std::string& key, const std::string& of) {
  return std::ranges::find(kFileKeys, key) != std::end(kFileKeys) || (key == "folder" && of == "bnn_pynq");
}

std::string quoted(const std::string& value) {
  YAML::Emitter emitter;
  emitter << YAML::DoubleQuoted << value;
  return emitter.c_str();
}

// Makes the new file's tree, and edits the text likewise.
class Rewriter {
 public:
  Rewriter(const Scenario& scenario, const SizedScenario& sized)
      : scenario_(scenario),
        sized_(sized),
        from_(fs::weakly_canonical(fs::absolute(scenario.file).parent_path())),
        to_(fs::weakly_canonical(fs::absolute(sized.file).parent_path())),
        text_(read(scenario.file)) {}

  std::string operator()() {
    rewrite(YAML::Load(text_.original()));
    const std::string text = text_.edited();
    try {
      if (same(YAML::Load(text), tree_)) return text;
    } catch (const YAML::Exception&) {  // not even YAML: as wrong as any other text
    }
    YAML::Emitter emitter;
    emitter << tree_;
    return emitter.c_str() + std::string("\n");
  }

 private:
  void rewrite(const YAML::Node& root) {
    const std::string margin(static_cast<std::size_t>(std::max(0, root.Mark().column)), ' ');
    const auto key_after = [&](auto entry) {
      return ++entry == root.end() ? std::nullopt : std::optional<YAML::Node>(entry->first);
    };
    bool has_depths = false;
    bool has_expect = false;
    for (auto entry = root.begin(); entry != root.end(); ++entry) {
      const std::string key = entry->first.Scalar();
      if (key == "scenario") {
        text_.replace_scalar(entry->second, name());
        tree_.force_insert(key, name());
      } else if (key == "depths") {
        has_depths = true;
        text_.replace_lines(entry->first, key_after(entry), depths_lines(margin));
        tree_.force_insert(key, depths());
      } else if (key == "expect") {
        has_expect = true;
        const YAML::Node expect = expectations(entry->second);
        text_.replace_lines(entry->first, key_after(entry), expect_line(margin, expect));
        if (expect.size() > 0) tree_.force_insert(key, expect);
      } else {
        tree_.force_insert(key, moved(entry->second, key, ""));
      }
    }
    if (!has_depths) {
      text_.append(depths_lines(margin));
      tree_.force_insert("depths", depths());
    }
    const YAML::Node expect = expectations(YAML::Node(YAML::NodeType::Map));
    if (!has_expect && expect.size() > 0) {
      text_.append(expect_line(margin, expect));
      tree_.force_insert("expect", expect);
    }
  }

  [[nodiscard]] std::string name() const { return sized_.file.stem().string(); }

  // The value of `key` in a map that is the value of `of`, its paths relative to the new folder.
  YAML::Node moved(const YAML::Node& value, const std::string& key, const std::string& of) {
    YAML::Node result(value.Type());
    if (value.IsScalar()) {
      const std::string text = value.Scalar();
      const bool stays =
          !is_path(key, of) || from_ == to_ || below_data_folder(text) || fs::path(text).is_absolute();
      result = stays ? text : fs::relative(from_ / text, to_).string();
      if (!stays) text_.replace_scalar(value, quoted(result.Scalar()));
    } else if (value.IsSequence()) {
      for (const YAML::Node& item : value) result.push_back(moved(item, key, of));
    } else if (value.IsMap()) {
      for (const auto& entry : value) {
        const std::string inner = entry.first.Scalar();
        result.force_insert(inner, moved(entry.second, inner, key));
      }
    }
    result.SetStyle(value.Style());
    return result;
  }

  [[nodiscard]] YAML::Node depths() const {
    YAML::Node map(YAML::NodeType::Map);
    for (std::size_t s = 0; s < sized_.depths.size(); ++s) {
      map.force_insert(scenario_.network.streams[s].name, std::to_string(sized_.depths[s]));
    }
    return map;
  }

  [[nodiscard]] std::string depths_lines(const std::string& margin) const {
    std::string lines = margin + "depths:\n";
    for (std::size_t s = 0; s < sized_.depths.size(); ++s) {
      lines += fmt::format("{}  {}: {}\n", margin, scenario_.network.streams[s].name, sized_.depths[s]);
    }
    return lines;
  }

  // `before` with other figures of time.
  [[nodiscard]] YAML::Node expectations(const YAML::Node& before) {
    YAML::Node map(YAML::NodeType::Map);
    map.SetStyle(YAML::EmitterStyle::Flow);
    if (sized_.interval) map.force_insert("interval_cycles", fmt::format("{}", sized_.interval->value()));
    if (sized_.latency_cycles) map.force_insert("latency_cycles", std::to_string(*sized_.latency_cycles));
    for (const auto& entry : before) {
      const std::string key = entry.first.Scalar();
      if (key != "interval_cycles" && key != "latency_cycles")
        map.force_insert(key, moved(entry.second, key, ""));
    }
    return map;
  }

  [[nodiscard]] static std::string expect_line(const std::string& margin, const YAML::Node& expect) {
    YAML::Emitter map;
    map.SetMapFormat(YAML::Flow);
    map.SetSeqFormat(YAML::Flow);
    map << expect;
    return expect.size() == 0 ? "" : fmt::format("{}expect: {}\n", margin, map.c_str());
  }

  const Scenario& scenario_;
  const SizedScenario& sized_;
  fs::path from_;
  fs::path to_;
  Text text_;
  YAML::Node tree_{YAML::NodeType::Map};
};

}  // namespace

std::string sized_scenario_text(const Scenario& scenario, const SizedScenario& sized) {
  return Rewriter(scenario, sized)();
}

}  // namespace weir
