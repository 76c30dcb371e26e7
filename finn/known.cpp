// The files of finn-rtllib whose blocks behave as docs/timing.md says.
#include <algorithm>
#include <array>

#include "finn/contents.hpp"

namespace weir::finn {

namespace {

using Release = Rtllib::Release;

struct Known {
  std::uint64_t code;
  const char* file;
  Release release = Release::k2024;
};

constexpr std::array kKnown{
    Known{0x1a318923cd3bfd0e, "Q_srl.v"},
    Known{0xcfcd9d93be96d56b, "Q_srl.v"},
    Known{0x0533e1fec6a8dded, "Q_srl.v"},
    Known{0xf23cee260ef04bb1, "Q_srl.v"},
    Known{0x9f01fb5072a985c4, "fifo_template.v"},
    Known{0x9ebb30f4794831dd, "axi2we.sv"},
    Known{0xd68c990f59b1e9c4, "axilite_if.v"},
    Known{0xe41db24dbee0f594, "dwc.sv"},
    Known{0xee6bedc7fc362b4e, "dwc_axi.sv"},
    Known{0x39167e7323dbdc8f, "fmpadding.sv"},
    Known{0x139ebbc61f27df90, "fmpadding_axi.sv"},
    Known{0x1b5b718c9c51ba3b, "memstream.sv"},
    Known{0x8ff2f4353774b1f7, "memstream_axi.sv"},
    Known{0xdbaa1dd43baf9a74, "memstream_axi_wrapper.v"},
    Known{0x856f806410831714, "mvu_4sx4u.sv"},
    Known{0x97d774d76366127a, "mvu_4sx4u.sv"},
    Known{0x3b48109e306e2993, "mvu_8sx8u_dsp48.sv"},
    Known{0x37bf1b0a5fbd71c1, "mvu_vvu_axi.sv"},
    Known{0x9614bd8fbc3e741c, "thresholding_axi.sv"},
    Known{0xe75d1c18ec640640, "mvu_8sx8u_dsp48.sv"},
    Known{0xaadc562f24ffcff4, "mvu_vvu_8sx9_dsp58.sv"},
    Known{0xd08f111a5951a841, "mvu_vvu_axi.sv"},
    Known{0x4354243c0ae7f285, "replay_buffer.sv"},
    Known{0x2a6b00c09bb9b9fb, "swg_common.sv"},
    Known{0xa537549c9988d725, "swg_pkg.sv"},
    Known{0x7bd3700987f8bd27, "swg_template_default.sv"},
    Known{0xe6f1e2db3a81def4, "thresholding.sv"},
    Known{0x2a563bd4ce6647d7, "thresholding_axi.sv"},
    Known{0x1598a13609cfba01, "thresholding.sv"},
    Known{0x91ed4ee39ac3bb2a, "thresholding_axi.sv"},
    Known{0x0b8b34a85cac91ad, "axilite.sv"},
    Known{0x52d57b7dabb7c34a, "memstream.sv", Release::k2025},
    Known{0x1167139e5c8f34e2, "memstream_axi.sv"},
    Known{0xe2532d2b23cb1184, "memstream.v"},
    Known{0xee7ee8c02d1a581b, "memstream_multiblock.v"},
    Known{0x5fcceb2b830dfbd6, "memstream_singleblock.v"},
    Known{0xe3c1d3f604d8a3c6, "memstream_singleblock.v"},
    Known{0xcfea98bd21a79f6b, "mux.v"},
    Known{0x1993b0f137909f18, "ramb18_sdp.v"},
    Known{0x57d2178a86f503ab, "ramb18_sdp.v"},
    Known{0xace1dc7fc0dd9c46, "ramb18_wf_dualport.v"},
};

}  // namespace

std::optional<Rtllib::Release> release_of(std::uint64_t code) {
  const auto known = std::ranges::find(kKnown, code, &Known::code);
  return known == kKnown.end() ? std::nullopt : std::optional(known->release);
}

}  // namespace weir::finn
