// Where a network input's frames come from: an array read from files, or a seed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "network/data_type.hpp"
#include "network/seeded_values.hpp"
#include "network/tensor.hpp"

namespace weir {

// Returns any frame by its index, the same one each time. Cheap to copy.
class FrameSource {
 public:
  // Random frames with that pattern, without limit.
  FrameSource(const DataType& type, Shape shape, std::uint64_t seed,
              DataPattern pattern = DataPattern::kUniform);
  // `data` holds one frame for each index of its first extent. Each frame is padded at its end with pad_value
  // to the size of `shape`. Labels: one per frame, or none.
  FrameSource(const DataType& type, Shape shape, Tensor data, std::int64_t pad_value,
              std::vector<std::int64_t> labels);

  // After a file's last frame, its first follows again.
  [[nodiscard]] Tensor frame(std::int64_t index) const;
  [[nodiscard]] std::optional<std::int64_t> label(std::int64_t index) const;
  // The number of distinct frames; kUnlimited for random frames.
  static constexpr std::int64_t kUnlimited = INT64_MAX;
  [[nodiscard]] std::int64_t available() const;

 private:
  DataType type_;
  Shape shape_;
  std::uint64_t seed_ = 0;
  DataPattern pattern_ = DataPattern::kUniform;
  std::shared_ptr<const Tensor> data_;  // none: random
  std::int64_t pad_value_ = 0;
  std::vector<std::int64_t> labels_;
};

}  // namespace weir
