// Model of `maxpool`: an iteration a beat in; the last pixel of a window writes.
#include "models/lanes.hpp"
#include "models/layer_model.hpp"

namespace weir::models {

namespace {

constexpr Cycle kLatency = 2;  // docs/timing.md

class MaxpoolModel final : public LayerModel {
 public:
  MaxpoolModel(const Maxpool& maxpool, const Ends& ends)
      : LayerModel(ends, kLatency), maxpool_(maxpool), input_(*ends.inputs[0]), values_(ends.values) {
    if (!values_) return;
    if (maxpool.element.bits == 1) {
      ones_.resize(
          static_cast<std::size_t>(maxpool.windows().width * maxpool.channel_folds() * output_.words()));
    } else {
      largest_.resize(static_cast<std::size_t>(maxpool.windows().width * maxpool.map.channels));
    }
    beat_.resize(static_cast<std::size_t>(output_.words()));
  }

  Process run() override {
    const Extent kernel = maxpool_.kernel;
    const Extent size = maxpool_.map.size;
    const std::int64_t folds = maxpool_.channel_folds();
    const std::int64_t across = maxpool_.windows().width;
    for (;;) {
      for (std::int64_t y = 0; y < size.height; ++y) {
        const bool last_row = y % kernel.height == kernel.height - 1;
        // Beats up to the next that writes, and those that do; at last what is left of the row.
        for (std::int64_t x = 0; x <= across; ++x) {
          const bool writes = last_row && x < across;
          const std::int64_t begin = x * kernel.width * folds;
          const std::int64_t read =
              x == across ? size.width * folds - begin : (kernel.width - (writes ? 1 : 0)) * folds;
          for (std::int64_t i = 0; i < read;) {
            co_await BeatOf{input_};
            i += read_run(input_, read - i, values_,
                          [&](std::int64_t ahead) { look_at(y, begin + i + ahead, ahead); });
          }
          for (std::int64_t i = writes ? 0 : folds; i < folds;) {
            const Cycle arrived = co_await BeatOf{input_, kFirstOutput};
            const Cycle credit = co_await CreditOf{output_};
            if (const std::int64_t run = values_ ? 0 : pass_run(input_, folds - i); run > 0) {
              i += run;
              continue;
            }
            look_at(y, begin + read + i, 0);
            const Cycle issued = clock_.issue(arrived, credit);
            input_.pop(issued, clock_.wanted());
            write(x * folds + i, issued);
            ++i;
          }
        }
      }
      frame_done();
    }
  }

 private:
  // Takes row y's beat `index`, the one `ahead` beats behind the oldest, into the largest values of its
  // windows.
  void look_at(std::int64_t y, std::int64_t index, std::int64_t ahead) {
    if (!values_) return;
    const std::int64_t folds = maxpool_.channel_folds();
    const std::int64_t pixel = index / folds;
    const std::int64_t window = pixel / maxpool_.kernel.width;
    if (window >= maxpool_.windows().width) return;
    const bool first = y % maxpool_.kernel.height == 0 && pixel % maxpool_.kernel.width == 0;
    const DataType& type = maxpool_.element;
    const std::uint64_t* beat = input_.value(ahead);
    if (type.bits == 1) {  // of codes 0 and 1 the larger is their or
      std::uint64_t* ones = ones_.data() + (window * folds + index % folds) * output_.words();
      for (std::int64_t w = 0; w < output_.words(); ++w) ones[w] = first ? beat[w] : ones[w] | beat[w];
      return;
    }
    std::int32_t* largest = largest_.data() + (window * folds + index % folds) * maxpool_.pe;
    for (std::int64_t p = 0; p < maxpool_.pe; ++p) {
      const std::int32_t value = value_of(get_bits(beat, p * type.bits, type.bits), type);
      largest[p] = first ? value : std::max(largest[p], value);
    }
  }

  // Writes the largest values of a row of windows, from channel fold `index` on.
  void write(std::int64_t index, Cycle issued) {
    if (!values_) return output_.offer(issued + kLatency);
    const DataType& type = maxpool_.element;
    if (type.bits == 1) return output_.offer(issued + kLatency, ones_.data() + index * output_.words());
    const std::int32_t* largest = largest_.data() + index * maxpool_.pe;
    std::ranges::fill(beat_, 0);
    for (std::int64_t p = 0; p < maxpool_.pe; ++p) {
      or_bits(beat_.data(), p * type.bits, type.bits, code_of(largest[p], type));
    }
    output_.offer(issued + kLatency, beat_.data());
  }

  const Maxpool& maxpool_;
  Channel& input_;
  const bool values_;
  std::vector<std::int32_t> largest_;  // of each window in a row of them, channel by channel
  std::vector<std::uint64_t> ones_;    // the same of elements of one bit: a beat each
  std::vector<std::uint64_t> beat_;
};

}  // namespace

std::unique_ptr<LayerModel> make_model(const Maxpool& maxpool, const Ends& ends) {
  return std::make_unique<MaxpoolModel>(maxpool, ends);
}

}  // namespace weir::models
