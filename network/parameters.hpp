// The numbers that a scenario names: weights and thresholds from files, written out, or from a seed.
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

// Finds a scenario's files, and keeps account of what was used.
class Sources {
 public:
  // Paths are relative to `folder`; a leading `$WEIR_DATA` or `${WEIR_DATA}` stands for `data`. (YAML wants
  // quotes around the second inside {}.)
  Sources(std::filesystem::path folder, std::filesystem::path data)
      : folder_(std::move(folder)), data_(std::move(data)) {}

  [[nodiscard]] std::filesystem::path resolve(const Yaml& path) const;
  // Of a list of candidates the first whose files all exist, or else the first; anything but a list is the
  // only candidate. `what` is for the account.
  Yaml choose(const std::string& what, const Yaml& candidates);

  // "input: idx ../shared/data/mnist/...", one line for each choice.
  [[nodiscard]] const std::vector<std::string>& used() const { return used_; }
  // The files of all choices, and folders of which some files are read.
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }
  // Of each choice of a seed, by what it is for ("fc0 weights"): the pattern.
  [[nodiscard]] const std::map<std::string, DataPattern>& patterns() const { return patterns_; }
  // Whether anywhere another candidate than the first was taken.
  [[nodiscard]] bool fell_back() const { return fell_back_; }

 private:
  [[nodiscard]] bool files_exist(const Yaml& candidate) const;
  void note_files(const Yaml& chosen);

  std::filesystem::path folder_;
  std::filesystem::path data_;
  std::vector<std::string> used_;
  std::vector<std::filesystem::path> files_;
  std::map<std::string, DataPattern> patterns_;
  bool fell_back_ = false;
};

// The `pattern` beside the seed of a source `{seed: n, pattern: p}`; uniform if it states none.
DataPattern pattern_of(const Yaml& source);

// The keys of a source of values, but `bnn_pynq`.
inline constexpr std::string_view kValueKeys[] = {"npy", "npz", "array", "values", "seed", "pattern"};

// The source that a map of other keys, too, names in place, or under `from`, and nowhere else. `keys`: all
// that a source may have here. Throws BadInput.
Yaml source_in(const Yaml& owner, const std::string& what, Sources& sources,
               const std::vector<std::string_view>& keys);

// The array of a source `{npy: file}`, `{npz: file, array: name}` or `{values: [..]}` (nested lists).
Tensor read_array(const Yaml& source, const Sources& sources, Rounding rounding = Rounding::kNone);

// What the parameters of a layer of `rows` sums have to fit.
struct Sums {
  DataType input;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t pe = 1;  // the layer's folding, which BNN-PYNQ files follow unless they state another
  std::int64_t simd = 1;
  Extent kernel = {};      // columns are (kernel row, kernel column, channel)
  std::int64_t frame = 0;  // elements of a frame, if `flatten` could make them the columns
};

// An array of that shape from `source`: as read_array, or `{seed: n, pattern: p}`.
Tensor read_values(const Yaml& source, const Sources& sources, const DataType& type, const Shape& shape);
// Weights [rows, cols] from `source`: as read_values, an array of another order with `layout` (see
// layout.hpp); or `{bnn_pynq: {folder, layer, pe, simd}}`.
Tensor read_weights(const Yaml& source, const Sources& sources, const Sums& sums, const DataType& type);
// Thresholds [rows, steps] on sums of `weights` times inputs, from `source`, with the output's `base`, if it
// states one. As read_array, of numbers that need be no integers: x >= t is x >= t rounded up; an array of
// one extent holds one threshold a row. Or `{seed: n, steps: m, pattern: p}`: uniform: spread so that the
// output type's values all occur; extremes: always or never reached; sparse: mostly the sums' mean; ramp: one
// after another about the mean; runs: two and two the same; or `{bnn_pynq: ...}`, where binary networks'
// popcounts become sums.
Thresholds read_thresholds(const Yaml& source, const Sources& sources, const Sums& sums,
                           const Tensor& weights, const DataType& output);

}  // namespace weir
