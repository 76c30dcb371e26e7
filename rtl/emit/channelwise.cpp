#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Channelwise& channelwise) {
  out.needs({"weir_table", "weir_rom"});
  out.set("Channels", channelwise.channels);
  out.set("Pe", channelwise.pe);
  switch (channelwise.op) {
    case Channelwise::Op::kAdd:
      out.set("Op", 0);
      break;
    case Channelwise::Op::kMultiply:
      out.set("Op", 1);
      break;
    case Channelwise::Op::kCompare:
      out.set("Op", 2);
      break;
  }
  out.set("InputBits", channelwise.input.bits);
  out.set("InputKind", kind_of(channelwise.input));
  out.set("ParameterBits", channelwise.parameter.bits);
  out.set("ParameterKind", kind_of(channelwise.parameter));
  out.set("OutBits", channelwise.output().bits);
  out.memory("ParameterFile", "parameters",
             [&] { return image(channelwise.parameters, channelwise.parameter, channelwise.pe); });
}

}  // namespace weir::rtl
