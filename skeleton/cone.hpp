// The part of a design that its handshakes depend on, marked bit by bit, backwards from the wanted
// handshakes.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "skeleton/netlist.hpp"

namespace weir::skeleton {

// The roles of the top's ports.
struct Border {
  std::set<std::string> wanted;  // outputs whose every cycle is wanted
  std::set<std::string> data;    // inputs that carry data, on which no handshake may depend
};

// How a module's instances are distinguished.
enum class Precision : std::uint8_t {
  kCoarse,  // a bit needed in one instance is needed in all; for use before flattening. Rejects nothing.
  kExact,   // each module below the top is one block
};

class Cone {
 public:
  // Throws BadInput, with the path to the output, if a wanted output depends on data or on a memory's
  // contents. The error names `file`.
  Cone(const Netlist& netlist, const Border& border, Precision precision, const std::string& file);

  [[nodiscard]] bool is_live(const std::string& module, Bit bit) const;

  // Writes the design without its dead parts; `from` is the netlist's file. Inputs of dead bits are tied to
  // 0.
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
  // Per module: the live bits, and for each the place that reads it on the path to a wanted output.
  std::unordered_map<std::string, std::unordered_map<Bit, Place>> marked_;
  std::vector<Place> pending_;
};

// Stands for the code of this room: what other code cut out of the same RTL may be something else.
std::string code_hash();

}  // namespace weir::skeleton
