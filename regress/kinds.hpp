// What regress knows about each layer kind: how to draw it, and its coverage bins. Defined in
// regress/kinds/<kind>.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/regression_result.hpp"
#include "regress/bins.hpp"
#include "regress/draw_layer.hpp"

namespace weir::regress {

// A subject to draw for a kind: a layer, with the layers it needs around it.
struct Subject {
  enum class Inputs : std::uint8_t { kOne, kTwo, kMany };

  const char* what;
  std::int64_t lots;                    // its relative frequency
  std::vector<std::string> chain = {};  // kinds of layers one behind the other; empty: `what` alone
  bool depthwise = false;               // the chain's windows are in depthwise order
  // Requirements on the input: a map; values to multiply; unsigned values of limited width (0: any); a least
  // number of channels; a map of one channel.
  bool map = false;
  bool multiplies = false;
  int unsigned_bits = 0;
  std::int64_t least_channels = 1;
  bool one_channel = false;
  Inputs inputs = Inputs::kOne;
  // Of a layer of several inputs or outputs, or a memory, which is no unary kind.
  std::string (*keys)(const std::vector<Stream>& read, Dice& dice) = nullptr;
};

struct Drawing {
  // What it reads: beats of any number of elements, or of one, which lies in one word; or no stream.
  enum class Reads : std::uint8_t { kBeats, kElements, kNothing };

  Reads reads = Reads::kBeats;
  std::vector<Subject> subjects = {};
  std::vector<UnaryKind> unary = {};  // as which networks may draw it
};

// Counts the bins that a layer hits.
class Hits {
 public:
  explicit Hits(Coverage& bins) : bins_(bins) {}
  void operator()(const std::string& group, const Values& values) { ++bins_[bin(group, values)]; }

 private:
  Coverage& bins_;
};

#define WEIR_DECLARE(Kind)                \
  Drawing drawing(Of<Kind> kind);         \
  std::vector<Group> bins(Of<Kind> kind); \
  void cover(Hits& hit, const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

// Of all kinds, in their order.
const std::vector<Subject>& subjects();

}  // namespace weir::regress
