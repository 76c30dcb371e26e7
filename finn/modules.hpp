// Chooses the file of each module: a folder has many modules of one name, from other nodes, copies and runs.
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

  // Chooses the files of a node's module and of all that it uses. Candidates, in order: files named by the
  // cell, files beside the user of the module, the node's files, the library's, then any. Among these it
  // prefers files whose ports match the user's instances, and takes any if all are equal. Does nothing if no
  // file defines the module: Verilator will report a missing one. `cell` and `user` may be null. Throws
  // BadInput if the choice is ambiguous or conflicts with another node's choice.
  void want(const std::string& module, const Cell* cell, const importer::Node& node,
            const Source* user = nullptr);
  // Chooses that file; everything it uses must be chosen already.
  void choose(const std::string& module, const Source& source) { chosen_[module] = &source; }
  // The file chosen; null if none is.
  [[nodiscard]] const Source* chosen(const std::string& module) const;
  // By module.
  [[nodiscard]] const std::map<std::string, const Source*>& all_chosen() const { return chosen_; }
  // Whether the file is a stand-in for a vendor's cell.
  [[nodiscard]] bool stands_in(const Source& source) const { return vendor_.at(source.path) != nullptr; }
  // Its file and all that it uses, directly or not.
  [[nodiscard]] std::set<const Source*> closure(const std::string& module) const;
  // Whether the module uses, directly or not, a stand-in that rests on assumptions.
  [[nodiscard]] bool rests_on_assumption(const std::string& module) const;

  // All chosen files in the order of compilation: packages first. Throws BadInput if two of them define one
  // module.
  [[nodiscard]] std::vector<const Source*> in_order() const;
  // The included headers that are in the folder. Throws BadInput if a header has several different texts.
  [[nodiscard]] std::vector<std::filesystem::path> headers() const;

  [[nodiscard]] const Sources& sources() const { return sources_; }
  // Notes on choices among several files, and on stand-ins.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  [[nodiscard]] std::vector<const Source*> pool_of(const std::vector<const Source*>& all, const Cell* cell,
                                                   const importer::Node& node, const Source* user) const;
  // The files whose ports match the user's instances; all files if none does.
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
