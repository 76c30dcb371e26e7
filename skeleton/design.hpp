// A design reduced to its handshakes: the blocks in its top, and the nets that connect them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "skeleton/gates.hpp"
#include "skeleton/netlist.hpp"

namespace weir::skeleton {

using Net = std::int32_t;
inline constexpr Net kNoNet = -1;

struct Design {
  // From a netlist of one-bit gates and registers. Each gate of the top itself becomes a block. Throws
  // BadInput as Gates does, and for a block whose clock is not the top's port `clock`. The error names
  // `file`.
  Design(const Netlist& netlist, const std::string& clock, const std::string& file);

  struct Joined {
    Net net;
    std::size_t bit;  // of the block's inputs or outputs
  };
  struct Block {
    std::string name;
    std::size_t type;  // among `types`
    std::vector<Joined> inputs;
    std::vector<Joined> outputs;
  };
  struct Constant {
    Net net;
    bool value;
  };

  std::vector<std::unique_ptr<Gates>> types;
  std::vector<Block> blocks;
  std::vector<Constant> constants;
  std::map<std::string, std::vector<Net>> ports;  // of the top, bit by bit; kNoNet: that bit is 0
  std::size_t nets = 0;

  [[nodiscard]] std::size_t registers() const;  // of all blocks
  [[nodiscard]] std::size_t gates() const;
};

}  // namespace weir::skeleton
