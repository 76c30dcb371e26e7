#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

namespace {

// The library's type for the operation.
std::string operation_of(Channelwise::Op op) {
  switch (op) {
    case Channelwise::Op::kAdd:
      return "weir::hls::Add";
    case Channelwise::Op::kMultiply:
      return "weir::hls::Multiply";
    case Channelwise::Op::kCompare:
      break;
  }
  return "weir::hls::AtLeast";
}

}  // namespace

Fragment fragment(const Channelwise& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string parameters = name + "_Parameters";
  f.memories = parameter_memory(parameters, l.parameters, l.pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", parameters));
  f.call = fmt::format("channelwise<{}<{}>, {}, {}, {}, {}>({}, {}, {}, Frames)", operation_of(l.op),
                       type_of(l.output()), l.channels, l.pe, l.vectors, type_of(l.input), in.at(0),
                       parameters, out.at(0));
  return f;
}

}  // namespace weir::hls
