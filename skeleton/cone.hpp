// What of a design its handshakes depend on: marked bit by bit, backwards from the handshakes that are
// wanted.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "skeleton/netlist.hpp"

namespace weir::skeleton {

// Which ports of the top are what.
struct Border {
  std::set<std::string> wanted;  // outputs whose every cycle is wanted
  std::set<std::string> data;    // inputs that carry data, on which no handshake may depend
};

// How a module's instances are told apart.
enum class Precision : std::uint8_t {
  kCoarse,  // what one of them needs all of them do: before the design is flattened. Nothing is refused.
  kExact,   // each module below the top is one block
};

class Cone {
 public:
  // Throws BadInput where a wanted output depends on data, or on what a memory holds: with the path from
  // there to the output. `file` is named in it.
  Cone(const Netlist& netlist, const Border& border, Precision precision, const std::string& file);

  [[nodiscard]] bool is_live(const std::string& module, Bit bit) const;

  // Writes the design without what is not live; `from` is the file that the netlist was read from. What only
  // fed a dead bit is tied to 0.
  void cut(const std::filesystem::path& from, const std::filesystem::path& to) const;

 private:
  struct Place {
    const Module* module = nullptr;
    Bit bit = kZero;

    friend bool operator==(const Place&, const Place&) = default;
  };
  struct Driver {
    const Cell* cell = nullptr;  // null: a port of the module
    const Pin* pin = nullptr;
    std::size_t index = 0;
  };
  struct Instance {
    const Module* parent = nullptr;
    const Cell* cell = nullptr;
  };

  void index();
  void mark(const Module& module, Bit bit, const Place& reader);
  void follow(const Place& place);
  void follow_port(const Place& place, const Pin& port, std::size_t bit);
  void follow_cell(const Place& place, const Driver& driver);
  void follow_instance(const Place& place, const Driver& driver, const Module& inner);
  void join(const Instance& instance, const Pin& port, std::size_t bit, const Place& reader);
  [[noreturn]] void refuse(const Place& place, const std::string& what) const;

  const Netlist& netlist_;
  const Border& border_;
  Precision precision_;
  const std::string& file_;
  std::unordered_map<const Module*, std::unordered_map<Bit, Driver>> drivers_;
  std::unordered_map<std::string, std::vector<Instance>> live_instances_;  // of each module
  std::set<const Cell*> seen_;                                             // instances among them
  // Per module: live bits, and what reads each, on the way to a wanted output.
  std::unordered_map<std::string, std::unordered_map<Bit, Place>> marked_;
  std::vector<Place> pending_;
};

}  // namespace weir::skeleton
