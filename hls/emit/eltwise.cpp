#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

namespace {

// The library's type for the operation.
std::string operation_of(Eltwise::Op op) {
  switch (op) {
    case Eltwise::Op::kAdd:
      return "weir::hls::Add";
    case Eltwise::Op::kSubtract:
      return "weir::hls::Subtract";
    case Eltwise::Op::kAbsoluteDifference:
      return "weir::hls::AbsoluteDifference";
    case Eltwise::Op::kMultiply:
      break;
  }
  return "weir::hls::Multiply";
}

}  // namespace

Fragment fragment(const Eltwise& l, const std::string&, const Names& in, const Names& out) {
  const char* vector = !l.vector ? "kNoVector" : *l.vector == 0 ? "kVectorA" : "kVectorB";
  Fragment f;
  f.call = fmt::format("eltwise<{}<{}>, {}, {}, {}, weir::hls::{}, {}, {}>({}, {}, {}, Frames)",
                       operation_of(l.op), type_of(l.output()), l.pe, l.pixels(), l.folds(), vector,
                       type_of(l.a), type_of(l.b), in.at(0), in.at(1), out.at(0));
  return f;
}

}  // namespace weir::hls
