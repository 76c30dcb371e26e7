// A scenario's weights and thresholds: from files, written out, or from a seed.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "network/array_file.hpp"
#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"
#include "network/layers/thresholds.hpp"
#include "network/seeded_values.hpp"
#include "network/tensor.hpp"
#include "network/yaml.hpp"

namespace weir {

// The keys of a source that name a file. `folder` of a `bnn_pynq` names a folder likewise.
inline constexpr std::string_view kFileKeys[] = {"idx", "cifar10", "labels", "npy", "npz"};

// The rest of a path that begins with `$WEIR_DATA` or `${WEIR_DATA}`, without a leading slash; none of
// others.
std::optional<std::filesystem::path> below_data_folder(std::string_view path);

// What a map names as the source of its values: the value of `npy`, `seed` or the like. Throws BadInput if
// that is not one, or if a key beside it belongs to another.
Yaml source_of(const Yaml& candidate);

// Finds a scenario's files and records what was used.
class Sources {
 public:
  // Paths are relative to `folder`; a leading `$WEIR_DATA` or `${WEIR_DATA}` stands for `data`. (YAML wants
  // quotes around the second inside {}.)
  Sources(std::filesystem::path folder, std::filesystem::path data)
      : folder_(std::move(folder)), data_(std::move(data)) {}

  [[nodiscard]] std::filesystem::path resolve(const Yaml& path) const;
  // Returns the first candidate of a list whose files all exist, or else the first. Anything but a list is
  // the only candidate. `what`: the record's name for it. A file that is missing is a mistake of the
  // scenario; reading may continue.
  Yaml choose(const std::string& what, const Yaml& candidates);

  [[nodiscard]] bool files_exist(const Yaml& candidate) const;

  // "input: idx ../shared/data/mnist/...", one line for each choice.
  [[nodiscard]] const std::vector<std::string>& used() const { return used_; }
  // The files of all choices, and folders of which some files are read.
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }
  // For each seeded choice, by its purpose ("fc0 weights"): the pattern.
  [[nodiscard]] const std::map<std::string, DataPattern>& patterns() const { return patterns_; }
  // Whether any choice was not the first candidate.
  [[nodiscard]] bool fell_back() const { return fell_back_; }

 private:
  void note_files(const Yaml& chosen);

  std::filesystem::path folder_;
  std::filesystem::path data_;
  std::vector<std::string> used_;
  std::vector<std::filesystem::path> files_;
  std::map<std::string, DataPattern> patterns_;
  bool fell_back_ = false;
};

// The `pattern` of a source `{seed: n, pattern: p}`; uniform if absent.
DataPattern pattern_of(const Yaml& source);

// The source that a map of other keys, too, names in place, or under `from`, and nowhere else. Throws
// BadInput.
Yaml source_in(const Yaml& owner, const std::string& what, Sources& sources);

// The array of a source `{npy: file}`, `{npz: file, array: name}` or `{values: [..]}` (nested lists).
Tensor read_array(const Yaml& source, const Sources& sources, Rounding rounding = Rounding::kNone);

// What a layer's parameters have to match.
struct Sums {
  DataType input;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t pe = 1;  // the layer's folding, the default for BNN-PYNQ files
  std::int64_t simd = 1;
  Extent kernel = {};      // columns are (kernel row, kernel column, channel)
  std::int64_t frame = 0;  // elements of a frame, if `flatten` could make all of them columns
};

// An array of that shape from `source`: as read_array, or `{seed: n, pattern: p}`.
Tensor read_values(const Yaml& source, const Sources& sources, const DataType& type, const Shape& shape);
// Weights [rows, cols] from `source`: as read_values, an array of another order with `layout` (see
// layout.hpp); or `{bnn_pynq: {folder, layer, pe, simd}}`.
Tensor read_weights(const Yaml& source, const Sources& sources, const Sums& sums, const DataType& type);
// Thresholds [rows, steps] on sums of `weights` times inputs, from `source`, with the output's `base` if
// stated. As read_array, but non-integers are allowed: x >= t is the same as x >= t rounded up. An array of
// one extent holds one threshold per row. Or `{seed: n, steps: m, pattern: p}` with the patterns uniform:
// spread so that all output values occur; extremes: always or never reached; sparse: mostly the sums' mean;
// ramp: consecutive around the mean; runs: equal in pairs. Or `{bnn_pynq: ...}`, where binary networks'
// popcounts are converted to sums.
Thresholds read_thresholds(const Yaml& source, const Sources& sources, const Sums& sums,
                           const Tensor& weights, const DataType& output);

}  // namespace weir
