#include "golden/layers.hpp"

namespace weir {

// Every input is a matrix [pixels, its channels]: side by side they make the output.
Reference reference(const Concat& concat) {
  return [concat](const Inputs& inputs, Eigen::Index frames) {
    const Eigen::Index pixels = frames * concat.pixels;
    Batch out(pixels, concat.channels_out());
    Eigen::Index first = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Eigen::Index channels = concat.channels[i];
      out.middleCols(first, channels) = Eigen::Map<const Batch>(inputs[i]->data(), pixels, channels);
      first += channels;
    }
    out.resize(frames, out.size() / frames);  // the same values in the same order, a row for each frame
    return out;
  };
}

}  // namespace weir
