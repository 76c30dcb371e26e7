// What the modules of finn-rtllib say, as a number each: which release a build's copy is of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "finn/modules.hpp"
#include "finn/sources.hpp"

namespace weir::finn {

// A source on behalf of a node.
struct Content {
  const Source* source = nullptr;
  bool generated = false;  // FINN, or the vendor's tool, made it for that node
  bool logic = false;      // it has registers or assignments of its own; else it only joins other modules
  std::uint64_t code = 0;  // of a file that was written: of all it says. Of one that FINN made for that node:
                           // of its statements, each once, whatever their numbers and the node's name are
};

// `module`: the one that stands for the node.
Content content_of(const Source& source, const std::string& module, const std::string& node);
// Of the module and all that it uses, but for stand-ins of a vendor's cells.
std::vector<Content> contents_of(const Modules& modules, const std::string& module, const std::string& node);

// The release of finn-rtllib as whose blocks those of the file behave (docs/timing.md); none: it is not
// known.
std::optional<Rtllib::Release> release_of(std::uint64_t code);

// Of all that the module and what it uses say, but for stand-ins.
std::uint64_t code_of_rtl(const Modules& modules, const std::string& module);

// Times that its code has that word.
std::int64_t occurrences(const Source& source, std::string_view word);

// What the node's own modules set a parameter to, a number or a text, in an instance or, where none does, as
// its default; "" if it is not there. Throws BadInput, in the node's name, if they set it to several values.
std::string setting(const std::vector<Content>& contents, std::string_view parameter,
                    const std::string& node);

}  // namespace weir::finn
