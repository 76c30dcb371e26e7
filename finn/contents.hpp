// Fingerprints of finn-rtllib's modules, which tell the release of a build's copy.
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
  bool generated = false;  // generated for that node by FINN or the vendor's tool
  bool logic = false;      // it has registers or assignments of its own; else it only connects other modules
  std::uint64_t code = 0;  // fingerprint: of a library file's whole text; of a generated file's distinct
                           // statements, without numbers and the node's name
};

// `module`: the node's top module.
Content content_of(const Source& source, const std::string& module, const std::string& node);
// For the module and all that it uses, except stand-ins of a vendor's cells.
std::vector<Content> contents_of(const Modules& modules, const std::string& module, const std::string& node);

// The release of finn-rtllib whose behaviour the file's block has (docs/timing.md); none if unknown.
std::optional<Rtllib::Release> release_of(std::uint64_t code);

// A fingerprint of the module and all that it uses, except stand-ins.
std::uint64_t code_of_rtl(const Modules& modules, const std::string& module);

// How often its code contains that word.
std::int64_t occurrences(const Source& source, std::string_view word);

// The value, a number or a text, that the node's own modules give a parameter in an instance or, if none
// does, as its default; "" if it does not exist. Throws BadInput, naming the node, if there are several
// values.
std::string setting(const std::vector<Content>& contents, std::string_view parameter,
                    const std::string& node);

}  // namespace weir::finn
