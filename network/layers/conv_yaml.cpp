// A convolution in one entry: padding, windows and products.
#include <numeric>

#include "network/layer_parsers.hpp"

namespace weir {

namespace {

// The swu's folding where the entry does not state it: as many channels a beat as both it and the products
// can take, or whole windows where the products take these.
void fold_windows(const std::optional<Yaml>& own, std::int64_t pe, std::int64_t simd, Swu& swu) {
  const std::int64_t area = swu.kernel.area();
  swu.simd = swu.depthwise ? pe : std::gcd(simd, swu.map.channels);
  swu.parallel_window = swu.mmv == 1 && area > 1 && simd == area * (swu.depthwise ? 1 : swu.map.channels);
  if (!own) return;
  if (const auto stated = own->find("simd")) swu.simd = stated->integer(1);
  if (const auto stated = own->find("parallel_window")) swu.parallel_window = stated->boolean();
  swu.buffer_pixels = parse_buffer_pixels(own->find("buffer_pixels"));
}

}  // namespace

void parse_conv(LayerEntry& entry) {
  const Yaml& yaml = entry.yaml;
  const std::int64_t pe = yaml.at("pe").integer(1);
  const std::int64_t simd = yaml.at("simd").integer(1);
  const auto depthwise = yaml.find("depthwise");
  const auto own_swu = yaml.find("swu");
  const auto own_pad = yaml.find("pad");
  const auto channels = yaml.find("channels");

  Swu swu;
  swu.map = FeatureMap::of(entry.source().shape);
  swu.kernel = parse_extent(yaml.at("kernel"), swu.map);
  swu.stride = parse_extent(yaml.find("stride"), swu.map);
  swu.dilation = parse_extent(yaml.find("dilation"), swu.map);
  swu.depthwise = depthwise && depthwise->boolean();
  swu.mmv = parse_mmv(yaml.find("mmv"));
  if (swu.kernel.area() > kMaxElements)
    yaml.at("kernel").fail(std::to_string(swu.kernel.area()) + " positions", "at most 2^30");
  if (swu.depthwise) check_channel_folding("pe", pe, swu.map.channels);
  fold_windows(own_swu, pe, simd, swu);
  if (swu.depthwise && channels && channels->integer() != swu.map.channels) {
    channels->fail(std::to_string(swu.map.channels) + ", as come in, or none: it is depthwise");
  }

  if (const auto pads = yaml.find("pads")) {
    Pad pad;
    parse_pads(*pads, swu.map, pad);
    pad.simd = swu.simd;
    if (own_pad) {
      if (const auto stated = own_pad->find("simd")) pad.simd = stated->integer(1);
      pad.value = parse_pad_value(own_pad->find("value"));
    }
    check_pad_value(*pads, own_pad ? own_pad->find("value") : std::nullopt, entry.source().element,
                    "pad: {value: {}}");
    blame(own_pad, [&] { entry.add(pad, "_pad"); });
  } else if (own_pad) {
    own_pad->fail("it without pads", "both or neither");
  }

  // Windows of one pixel each are the map as it comes; only depthwise products want them in their order.
  if (swu.depthwise || swu.kernel != Extent{} || swu.stride != Extent{}) {
    blame(own_swu, [&] { entry.add(swu, "_swu"); });
  } else if (own_swu) {
    own_swu->fail("it with kernel 1 and stride 1", "none: there are no windows");
  }
  if (swu.depthwise)
    add_vvtu(entry);
  else
    add_mvtu(entry, yaml.at("channels").integer(1, kMaxExtent), false);
}

}  // namespace weir
