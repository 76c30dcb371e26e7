#include "network/frame_source.hpp"

#include <algorithm>
#include <utility>

#include "network/random.hpp"

namespace weir {

FrameSource::FrameSource(const DataType& type, Shape shape, std::uint64_t seed, DataPattern pattern)
    : type_(type), shape_(std::move(shape)), seed_(seed), pattern_(pattern) {}

FrameSource::FrameSource(const DataType& type, Shape shape, Tensor data, std::int64_t pad_value,
                         std::vector<std::int64_t> labels)
    : type_(type),
      shape_(std::move(shape)),
      data_(std::make_shared<const Tensor>(std::move(data))),
      pad_value_(pad_value),
      labels_(std::move(labels)) {}

Tensor FrameSource::frame(std::int64_t index) const {
  Tensor frame(shape_);
  if (data_ == nullptr) {
    SeededValues values(type_, pattern_, Random(seed_, static_cast<std::uint64_t>(index)));
    for (std::int64_t& value : frame.values) value = values.next();
    return frame;
  }
  const std::int64_t elements = data_->size() / available();
  const auto end =
      std::copy_n(data_->values.begin() + index % available() * elements, elements, frame.values.begin());
  std::fill(end, frame.values.end(), pad_value_);
  return frame;
}

std::optional<std::int64_t> FrameSource::label(std::int64_t index) const {
  if (labels_.empty()) return std::nullopt;
  return labels_[static_cast<std::size_t>(index % available())];
}

std::int64_t FrameSource::available() const { return data_ == nullptr ? kUnlimited : data_->shape[0]; }

}  // namespace weir
