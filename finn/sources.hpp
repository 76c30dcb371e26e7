// The Verilog files of a folder: what each file defines and needs.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir::finn {

struct Source {
  std::filesystem::path path;
  std::string text;
  std::vector<std::string> defines;  // modules and packages
  bool package = false;              // defines one
  std::set<std::string> uses;        // names that may be those of modules or packages of its own
  std::set<std::string> includes;    // names of files
  std::vector<std::string> images;   // the .dat files named in its string literals
  std::set<std::string> texts;       // all texts
  std::string tokens;  // its code without comments, white space and the folders of images; equal for
                       // equivalent files
  bool encrypted = false;
};

// All of a file; empty if it cannot be read.
std::string read_file(const std::filesystem::path& path);

// Reads the code. Understands only the Verilog and SystemVerilog needed for this.
Source read_source(const std::filesystem::path& path, std::string text);

// All .v and .sv files of a folder, except those not meant for synthesis: stubs, netlists, simulators'
// copies.
class Sources {
 public:
  explicit Sources(const std::filesystem::path& folder);
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;

  // Those that define the module, by their path.
  [[nodiscard]] std::vector<const Source*> defining(const std::string& module) const;
  // Null if it is not among them.
  [[nodiscard]] const Source* at(const std::filesystem::path& path) const;
  // Headers of that name, by their paths.
  [[nodiscard]] std::vector<std::filesystem::path> headers(const std::string& name) const;
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  std::map<std::filesystem::path, Source> files_;
  std::map<std::string, std::vector<const Source*>> modules_;
  std::map<std::string, std::set<std::filesystem::path>> headers_;
};

// A port of a module, as its header declares it.
struct Port {
  std::string name;
  bool input = false;
  long long bits = 0;  // 0: not a number in the code
};

// In their order; empty if the file does not define the module.
std::vector<Port> ports_of(const Source& source, const std::string& module);
// The ports of `module` that instances of it in the file name; empty if it has none, or connects by position.
std::set<std::string> pins_of(const Source& source, const std::string& module);

// An AXI stream of a module: ports with one prefix.
struct Axis {
  std::string prefix;
  bool input = false;  // the module reads it
  std::string data, valid, ready;
  long long bits = 0;
};

// The module's streams, ordered by the numbers in their names. A prefix that lacks one of the three ports is
// not a stream.
std::vector<Axis> axes_of(const std::vector<Port>& ports);

// The value of the first parameter of one of these names, where it is a number; else -1.
long long parameter_of(const Source& source, const std::vector<std::string>& names);

}  // namespace weir::finn
