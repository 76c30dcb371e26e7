#include "finn/modules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "finn/rewrites.hpp"
#include "rtl/emit.hpp"

namespace weir::finn {

namespace fs = std::filesystem;
using importer::Node;
using importer::own_name;

namespace {

// What a stand-in's header says is not documented of the cell; "" if nothing is.
std::string assumption(const Source& stand_in) {
  constexpr std::string_view kMark = "// Assumed: ";
  std::string all;
  for (std::size_t at = 0; (at = stand_in.text.find(kMark, at)) != std::string::npos;) {
    at += kMark.size();
    if (!all.empty()) all += ' ';
    all += stand_in.text.substr(at, stand_in.text.find('\n', at) - at);
  }
  return all;
}

bool say_the_same(const std::vector<const Source*>& sources) {
  return std::ranges::all_of(sources,
                             [&](const Source* each) { return each->tokens == sources.front()->tokens; });
}

}  // namespace

Modules::Modules(const Build& build)
    : build_(build), sources_(build.stated.folder), vendor_(rtl::library_folder() / "vendor") {
  if (sources_.size() == 0)
    build_.fail(
        "no Verilog",
        "stitched_ip, as step_create_stitched_ip writes it, or ip and code_gen_ipgen_* folders; without "
        "RTL, weir import FOLDER --hardware finn --assume makes models of the build's blocks");
}

void Modules::want(const std::string& module, const Cell* cell, const Node& node, const Source* user) {
  const std::vector<const Source*> all = sources_.defining(module);
  if (all.empty()) {
    const std::vector<const Source*> known = vendor_.defining(module);
    if (known.empty() || chosen_.contains(module)) return;  // if it is a module at all, Verilator will say so
    chosen_[module] = known.front();
    stand_ins_.insert(module);
    need(*known.front(), nullptr, node);
    return;
  }
  std::vector<const Source*> pool = pool_of(all, cell, node, user);
  if (user != nullptr && !say_the_same(pool)) pool = fitting(std::move(pool), module, *user);
  for (const Source* source : pool) {
    if (source->tokens != pool.front()->tokens)
      build_.fail(node,
                  fmt::format("module {} in {} and, otherwise, in {}", module,
                              build_.relative(pool.front()->path), build_.relative(source->path)),
                  "one, or a list of the cell's files (.xml beside its .xci) that tells which");
  }
  const Source& source = *pool.front();
  if (const auto before = chosen_.find(module); before != chosen_.end()) {
    if (before->second->tokens != source.tokens)
      build_.fail(
          node,
          fmt::format("module {} of {}, which says something else than that of {}, chosen for another node",
                      module, build_.relative(source.path), build_.relative(before->second->path)),
          "modules of different names");
    return;
  }
  if (source.encrypted)
    build_.fail(node, build_.relative(source.path) + ", which is encrypted", "code that can be read");
  chosen_[module] = &source;
  if (!say_the_same(all))
    notes_.push_back(fmt::format("of {} files of module {}, {} is the one of {}", all.size(), module,
                                 build_.relative(source.path), own_name(node.name)));
  need(source, cell, node);
}

std::vector<const Source*> Modules::pool_of(const std::vector<const Source*>& all, const Cell* cell,
                                            const Node& node, const Source* user) const {
  const auto those = [&](const auto& fits) {
    std::vector<const Source*> some;
    std::ranges::copy_if(all, std::back_inserter(some), fits);
    return some;
  };
  const auto under = [&](const Source* source, const std::string& folder) {
    return fmt::format("/{}", build_.relative(source->path)).find(folder) != std::string::npos;
  };
  std::vector<const Source*> pool = those([&](const Source* source) {
    return cell != nullptr && std::ranges::find(cell->files, source->path) != cell->files.end();
  });
  if (pool.empty() && user != nullptr)
    pool =
        those([&](const Source* source) { return source->path.parent_path() == user->path.parent_path(); });
  if (pool.empty())
    pool = those([&](const Source* source) {
      return under(source, fmt::format("/rtl_ops/{}/", node.name)) ||
             under(source, fmt::format("/rtl_ops/{}/", own_name(node.name))) ||
             node_of_path(fmt::format("/{}", build_.relative(source->path)), build_.nodes) ==
                 own_name(node.name);
    });
  if (pool.empty()) pool = those([&](const Source* source) { return under(source, "/ip/src/"); });
  return pool.empty() ? all : pool;
}

std::vector<const Source*> Modules::fitting(std::vector<const Source*> pool, const std::string& module,
                                            const Source& user) {
  const std::set<std::string> pins = pins_of(user, module);
  const auto fits = [&](const Source* source) {
    std::set<std::string> ports;
    for (const Port& port : ports_of(*source, module)) ports.insert(port.name);
    return std::ranges::includes(ports, pins);
  };
  const std::vector<const Source*> all = pool;
  std::erase_if(pool, [&](const Source* source) { return !fits(source); });
  return pool.empty() ? all : pool;
}

void Modules::need(const Source& source, const Cell* cell, const Node& node) {
  for (const std::string& module : source.defines) chosen_.emplace(module, &source);
  for (const std::string& header : source.includes) headers_.insert(header);
  for (const std::string& module : source.uses) want(module, cell, node, &source);
}

const Source* Modules::chosen(const std::string& module) const {
  const auto found = chosen_.find(module);
  return found == chosen_.end() ? nullptr : found->second;
}

std::set<const Source*> Modules::closure(const std::string& module) const {
  std::set<const Source*> seen;
  std::vector<std::string> open{module};
  while (!open.empty()) {
    const Source* source = chosen(open.back());
    open.pop_back();
    if (source == nullptr || !seen.insert(source).second) continue;
    open.insert(open.end(), source->uses.begin(), source->uses.end());
  }
  return seen;
}

bool Modules::rests_on_assumption(const std::string& module) const {
  return std::ranges::any_of(closure(module), [&](const Source* source) {
    return stands_in(*source) && !assumption(*source).empty();
  });
}

std::vector<const Source*> Modules::in_order() const {
  std::vector<const Source*> order;
  std::set<std::string> seen;
  for (const bool packages : {true, false}) {
    for (const auto& [module, source] : chosen_) {
      if (source->package == packages && seen.insert(source->tokens).second) order.push_back(source);
    }
  }
  std::map<std::string, const Source*> definitions;
  for (const Source* source : order) {
    for (const std::string& module : source->defines) {
      const auto [other, fresh] = definitions.emplace(module, source);
      if (!fresh)
        build_.fail(fmt::format("module {} in {} and in {}, both of which are wanted", module,
                                build_.relative(other->second->path), build_.relative(source->path)),
                    "one");
    }
  }
  return order;
}

std::vector<fs::path> Modules::headers() const {
  std::vector<fs::path> files;
  for (const std::string& header : headers_) {
    const std::vector<fs::path> found = sources_.headers(header);
    if (found.empty()) continue;
    const std::string tokens = read_source(found.front(), read_file(found.front())).tokens;
    for (const fs::path& path : found) {
      if (read_source(path, read_file(path)).tokens != tokens)
        build_.fail(
            fmt::format("{} and, otherwise, {}", build_.relative(found.front()), build_.relative(path)),
            "one header of that name");
    }
    files.push_back(found.front());
  }
  return files;
}

std::vector<std::string> Modules::notes() const {
  std::vector<std::string> notes = notes_;
  for (const std::string& module : stand_ins_) {
    const std::string assumed = assumption(*chosen_.at(module));
    notes.push_back(assumed.empty()
                        ? fmt::format("{}: a stand-in for the vendor's cell", module)
                        : fmt::format("{}: a stand-in for the vendor's cell; assumed: {}", module, assumed));
  }
  return notes;
}

}  // namespace weir::finn
