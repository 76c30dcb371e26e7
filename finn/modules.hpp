// Which of a folder's files is each module: a folder has many of one name, of other nodes, copies and runs.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "finn/build.hpp"
#include "finn/cells.hpp"
#include "finn/sources.hpp"

namespace weir::finn {

class Modules {
 public:
  // Throws BadInput if the folder has no Verilog.
  explicit Modules(const Build& build);

  // Chooses the module's file and those of all that it uses, on behalf of a node: those that its cell names,
  // else those beside the one that uses it, of the node, of the library, else whatever there is; of these
  // those whose ports are the ones that the user's instances name, and any of them if all say the same.
  // Nothing happens if no file defines it: if it is a module at all, Verilator will say so. `cell` and `user`
  // may be null. Throws BadInput where that is undecidable, or another node's choice says something else.
  void want(const std::string& module, const Cell* cell, const importer::Node& node,
            const Source* user = nullptr);
  // Chooses that file, all that it uses being chosen.
  void choose(const std::string& module, const Source& source) { chosen_[module] = &source; }
  // The file chosen; null if none is.
  [[nodiscard]] const Source* chosen(const std::string& module) const;
  // By module.
  [[nodiscard]] const std::map<std::string, const Source*>& all_chosen() const { return chosen_; }
  // Whether it stands in for a cell of the vendor's.
  [[nodiscard]] bool stands_in(const Source& source) const { return vendor_.at(source.path) != nullptr; }
  // Its file and all that it uses, directly or not.
  [[nodiscard]] std::set<const Source*> closure(const std::string& module) const;
  // Whether the module uses, directly or not, a stand-in of which something is assumed.
  [[nodiscard]] bool rests_on_assumption(const std::string& module) const;

  // All chosen files in the order of compilation: packages first. Throws BadInput if two of them define one
  // module.
  [[nodiscard]] std::vector<const Source*> in_order() const;
  // The headers that they include and that the folder has. Throws BadInput if one has several texts.
  [[nodiscard]] std::vector<std::filesystem::path> headers() const;

  [[nodiscard]] const Sources& sources() const { return sources_; }
  // What was chosen of several, and what stands in.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  [[nodiscard]] std::vector<const Source*> pool_of(const std::vector<const Source*>& all, const Cell* cell,
                                                   const importer::Node& node, const Source* user) const;
  // Those that have the ports which the user's instances name; all if none has.
  [[nodiscard]] static std::vector<const Source*> fitting(std::vector<const Source*> pool,
                                                          const std::string& module, const Source& user);
  // What the file uses, and other modules that it defines.
  void need(const Source& source, const Cell* cell, const importer::Node& node);

  const Build& build_;
  Sources sources_;
  Sources vendor_;
  std::map<std::string, const Source*> chosen_;
  std::set<std::string> stand_ins_;
  std::set<std::string> headers_;
  std::vector<std::string> notes_;
};

}  // namespace weir::finn
