#include "regress/shrink.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <vector>

#include "regress/scenario_text.hpp"

namespace weir::regress {

namespace {

// A change to a tree, which is done to another tree of the same form.
using Edit = std::function<void(YAML::Node&)>;

// Keys and positions from the root on.
struct Step {
  std::string key;
  std::size_t index = 0;
  bool in_list = false;
};
using Path = std::vector<Step>;

YAML::Node at(YAML::Node node, const Path& path, std::size_t steps) {
  for (std::size_t s = 0; s < steps; ++s) {
    // yaml-cpp's assignment would change the tree.
    node.reset(path[s].in_list ? node[path[s].index] : node[path[s].key]);
  }
  return node;
}

void remove(YAML::Node& tree, const Path& path) {
  YAML::Node parent = at(tree, path, path.size() - 1);
  if (path.back().in_list) {
    parent.remove(path.back().index);
  } else {
    parent.remove(path.back().key);
  }
}

void visit(const YAML::Node& node, Path& path,
           const std::function<void(const YAML::Node&, const Path&)>& seen) {
  if (!path.empty()) seen(node, path);
  if (node.IsMap()) {
    for (const auto& entry : node) {
      path.push_back({entry.first.as<std::string>(), 0, false});
      visit(entry.second, path, seen);
      path.pop_back();
    }
  } else if (node.IsSequence()) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      path.push_back({"", i, true});
      visit(node[i], path, seen);
      path.pop_back();
    }
  }
}

bool is_below(const Path& path, std::string_view key) { return path.front().key == key; }

// --- The kinds of changes ---

// Removes settings of the run rather than of the network.
std::vector<Edit> fewer_circumstances(const YAML::Node& tree) {
  std::vector<Edit> edits;
  Path path;
  visit(tree, path, [&](const YAML::Node&, const Path& here) {
    const bool is_engine = is_below(here, "engines") && here.size() == 2;
    const bool is_traffic = is_below(here, "traffic");
    const bool is_option = here.size() == 1 && (is_below(here, "reset_after_cycles") ||
                                                is_below(here, "order_seed") || is_below(here, "expect"));
    if (is_engine || is_traffic || is_option) edits.push_back([here](YAML::Node& t) { remove(t, here); });
  });
  return edits;
}

// A layer's name, as the loader gives it one.
std::string name_of(const YAML::Node& layer, std::size_t index) {
  if (layer["name"]) return layer["name"].as<std::string>();
  return layer["kind"].as<std::string>() + "_" + std::to_string(index);
}

// Removes a layer; its readers then read its input.
void bypass(YAML::Node& tree, std::size_t index) {
  YAML::Node layers = tree["layers"];
  const std::string name = name_of(layers[index], index);
  const YAML::Node from = layers[index]["from"];
  const std::string source = !from                                  ? std::string()
                             : from.IsSequence() && from.size() > 0 ? from[0].as<std::string>()
                             : from.IsScalar()                      ? from.as<std::string>()
                                                                    : std::string();
  std::vector<std::string> names;  // defaults depend on the position
  for (std::size_t l = 0; l < layers.size(); ++l) names.push_back(name_of(layers[l], l));
  for (std::size_t l = 0; l < layers.size(); ++l) {
    YAML::Node layer = layers[l];
    const std::string kind = layer["kind"].as<std::string>();
    if (kind != "fifo" && kind != "reshape") layer["name"] = names[l];
    if (l == index || !layer["from"]) continue;
    const auto redirect = [&](YAML::Node node) {
      const std::string text = node.as<std::string>();
      if (text == name || text.starts_with(name + "_out")) node = source;
    };
    if (layer["from"].IsSequence()) {
      for (std::size_t i = 0; i < layer["from"].size(); ++i) redirect(layer["from"][i]);
    } else if (source.empty() && (layer["from"].as<std::string>() == name)) {
      layer.remove("from");
    } else {
      redirect(layer["from"]);
    }
  }
  layers.remove(index);
}

// Removes a layer; its outputs then have no reader, or the readers are removed as well.
std::vector<Edit> fewer_layers(const YAML::Node& tree) {
  std::vector<Edit> edits;
  for (std::size_t l = 0; l < tree["layers"].size(); ++l)
    edits.push_back([l](YAML::Node& t) { t["layers"].remove(l); });
  return edits;
}

std::vector<Edit> bypassed_layers(const YAML::Node& tree) {
  std::vector<Edit> edits;
  for (std::size_t l = 0; l < tree["layers"].size(); ++l)
    edits.push_back([l](YAML::Node& t) { bypass(t, l); });
  return edits;
}

std::vector<Edit> fewer_keys(const YAML::Node& tree) {
  std::vector<Edit> edits;
  Path path;
  visit(tree, path, [&](const YAML::Node&, const Path& here) {
    if (here.size() > 1 || is_below(here, "depths") || is_below(here, "default_depth") ||
        is_below(here, "clock_mhz"))
      edits.push_back([here](YAML::Node& t) { remove(t, here); });
  });
  return edits;
}

bool integer_of(const YAML::Node& node, std::int64_t& number) {
  return node.IsScalar() && YAML::convert<std::int64_t>::decode(node, number);
}

template <class Smaller>
std::vector<Edit> smaller_numbers(const YAML::Node& tree, Smaller smaller) {
  std::vector<Edit> edits;
  Path path;
  visit(tree, path, [&](const YAML::Node& node, const Path& here) {
    std::int64_t number = 0;
    if (here.back().key == "seed" || !integer_of(node, number)) return;
    const std::int64_t less = smaller(number);
    if (less == number) return;
    edits.push_back([here, less](YAML::Node& t) { at(t, here, here.size()) = less; });
  });
  return edits;
}

// int8 becomes int4, and so on.
std::vector<Edit> narrower_types(const YAML::Node& tree) {
  std::vector<Edit> edits;
  Path path;
  visit(tree, path, [&](const YAML::Node& node, const Path& here) {
    if (!node.IsScalar()) return;
    const std::string text = node.Scalar();
    const std::size_t digits = text.find_first_of("0123456789");
    if ((!text.starts_with("int") && !text.starts_with("uint")) || digits > 4) return;
    const int bits = std::atoi(text.c_str() + digits);
    if (bits < 3) return;
    const std::string narrower = text.substr(0, digits) + std::to_string((bits + 1) / 2);
    edits.push_back([here, narrower](YAML::Node& t) { at(t, here, here.size()) = narrower; });
  });
  return edits;
}

class Shrinker {
 public:
  Shrinker(const std::string& text, const std::function<bool(const std::string&)>& fails, double most_seconds)
      : fails_(fails), most_seconds_(most_seconds) {
    best_.text = scenario_text(YAML::Load(text));
  }

  Shrunk operator()() {
    using Edits = std::function<std::vector<Edit>(const YAML::Node&)>;
    const auto smaller = [](auto to) {
      return [to](const YAML::Node& tree) { return smaller_numbers(tree, to); };
    };
    const std::vector<Edits> kinds = {
        fewer_circumstances,
        fewer_layers,
        bypassed_layers,
        smaller([](std::int64_t n) { return n > 1 || n < 0 ? 1 : n; }),
        smaller([](std::int64_t n) { return n > 1 ? n / 2 : n; }),
        smaller([](std::int64_t n) { return n > 1 ? n - 1 : n; }),
        smaller([](std::int64_t n) { return n == 1 ? 0 : n; }),
        narrower_types,
        fewer_keys,
    };
    for (bool changed = true; changed && !over();) {
      changed = false;
      for (const Edits& edits : kinds) changed = reduce(edits) || changed;
    }
    best_.seconds = elapsed();
    return best_;
  }

 private:
  [[nodiscard]] double elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  [[nodiscard]] bool over() const { return elapsed() > most_seconds_; }

  // Many changes at once first, then fewer, then each by itself.
  bool reduce(const std::function<std::vector<Edit>(const YAML::Node&)>& kind) {
    bool changed = false;
    std::size_t count = kind(YAML::Load(best_.text)).size();
    for (std::size_t chunk = count; chunk > 0; chunk /= 2) {
      for (std::size_t begin = 0; begin < count && !over();) {
        const std::vector<Edit> edits = kind(YAML::Load(best_.text));
        count = edits.size();
        const std::size_t end = std::min(begin + chunk, count);
        if (begin < end && try_edits(edits, begin, end)) {
          changed = true;  // and what comes next stands here now
          count = kind(YAML::Load(best_.text)).size();
        } else {
          begin += chunk;
        }
      }
    }
    return changed;
  }

  bool try_edits(const std::vector<Edit>& edits, std::size_t begin, std::size_t end) {
    YAML::Node tree = YAML::Load(best_.text);
    try {
      // From the back: positions before it stay what they were.
      for (std::size_t e = end; e-- > begin;) edits[e](tree);
    } catch (const YAML::Exception&) {
      return false;  // one edit has removed the target of another
    }
    const std::string text = scenario_text(tree);
    if (text == best_.text || !tried_.insert(text).second) return false;
    ++best_.candidates;
    if (!fails_(text)) return false;
    best_.text = text;
    return true;
  }

  const std::function<bool(const std::string&)>& fails_;
  double most_seconds_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::set<std::string> tried_;
  Shrunk best_;
};

}  // namespace

Shrunk shrink(const std::string& text, const std::function<bool(const std::string&)>& fails,
              double most_seconds) {
  return Shrinker(text, fails, most_seconds)();
}

}  // namespace weir::regress
