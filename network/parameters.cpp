#include "network/parameters.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "network/array_file.hpp"
#include "network/bnn_pynq.hpp"
#include "network/layout.hpp"
#include "network/random.hpp"

namespace weir {

namespace {

constexpr std::int64_t kMaxSteps = 65535;

std::int64_t written_number(const Yaml& value, Rounding rounding) {
  return rounding == Rounding::kUp ? value.rounded_up() : value.integer();
}

// Nested lists of numbers as a tensor.
Tensor written_out(const Yaml& list, Rounding rounding) {
  Tensor tensor;
  Yaml at = list;
  for (;;) {
    const std::vector<Yaml> items = at.items();
    if (items.empty()) at.fail("an empty list", "a list of numbers, or of lists of equal length");
    tensor.shape.push_back(static_cast<std::int64_t>(items.size()));
    if (!items[0].is_list()) break;
    at = items[0];
  }
  const std::function<void(const Yaml&, std::size_t)> flatten = [&](const Yaml& value, std::size_t level) {
    if (level == tensor.shape.size()) {
      tensor.values.push_back(written_number(value, rounding));
      return;
    }
    const std::vector<Yaml> items = value.items();
    if (static_cast<std::int64_t>(items.size()) != tensor.shape[level]) {
      value.fail(std::to_string(items.size()) + " items",
                 std::to_string(tensor.shape[level]) + ", as in the first list");
    }
    for (const Yaml& item : items) flatten(item, level + 1);
  };
  flatten(list, 0);
  return tensor;
}

BnnPynqLayer bnn_pynq_layer(const Yaml& yaml, const Sources& sources, const Sums& sums) {
  BnnPynqLayer layer{sources.resolve(yaml.at("folder")),
                     yaml.at("layer").integer(0),
                     sums.rows,
                     sums.cols,
                     sums.pe,
                     sums.simd};
  if (const auto pe = yaml.find("pe")) layer.pe = pe->integer(1);
  if (const auto simd = yaml.find("simd")) layer.simd = simd->integer(1);
  return layer;
}

// Squares and sums of the widest types' values take more than 64 bits.
using Wide = __int128;

// At most 2^62.
std::int64_t integer_sqrt(Wide square) {
  std::int64_t root = 0;
  for (std::int64_t bit = std::int64_t{1} << 61; bit != 0; bit >>= 1) {
    if (Wide{root | bit} * (root | bit) <= square) root |= bit;
  }
  return root;
}

// A row's thresholds about its sums' mean, by their pattern.
class Offsets {
 public:
  Offsets(DataPattern pattern, std::int64_t steps, std::int64_t deviation, Random& random)
      : pattern_(pattern), steps_(steps), deviation_(deviation), random_(random) {}

  std::int64_t operator()(std::int64_t step) const {
    switch (pattern_) {
      case DataPattern::kExtremes:  // beyond all sums: the layer's check clamps them to what is just so
        return random_.between(0, 1) != 0 ? kBeyond : -kBeyond;
      case DataPattern::kSparse:
        if (random_.between(0, 7) != 0) return 0;
        break;
      case DataPattern::kRamp:
        return step - steps_ / 2;
      case DataPattern::kRuns:
        return evenly(step - step % 2);
      case DataPattern::kUniform:
        break;
    }
    return evenly(step) + random_.between(-deviation_, deviation_) / (2 * (steps_ + 1));
  }

 private:
  static constexpr std::int64_t kBeyond = std::int64_t{1} << 61;

  [[nodiscard]] std::int64_t evenly(std::int64_t step) const {
    return static_cast<std::int64_t>(Wide{3} * deviation_ * (2 * step + 1 - steps_) / (2 * (steps_ + 1)));
  }

  DataPattern pattern_;
  std::int64_t steps_;
  std::int64_t deviation_;
  Random& random_;
};

std::int64_t clamped(Wide number) {
  return static_cast<std::int64_t>(std::clamp<Wide>(number, INT64_MIN, INT64_MAX));
}

// Thresholds spread over one and a half standard deviations to both sides of each row's mean sum, for inputs
// uniform over their type's values: mean (min + max) / 2, variance (n^2 - 1) / 12 for n values in a row (1
// for bipolar). A little chance keeps the rows apart.
Tensor spread(std::uint64_t seed, DataPattern pattern, std::int64_t steps, const Sums& sums,
              const Tensor& weights) {
  const Wide values = sums.input.max() - sums.input.min() + 1;
  const bool bipolar = sums.input.kind == DataType::Kind::kBipolar;
  const Wide variance_x12 = bipolar ? 12 : values * values - 1;
  Random random(seed);
  Tensor thresholds({sums.rows, steps});
  auto next = thresholds.values.begin();
  for (std::int64_t r = 0; r < sums.rows; ++r) {
    Wide sum = 0;
    Wide squares = 0;
    for (const std::int64_t weight : weights.row(r)) {
      sum += weight;
      squares += Wide{weight} * weight;
    }
    const std::int64_t mean = clamped(sum * (sums.input.min() + sums.input.max()) / 2);
    const std::int64_t deviation = integer_sqrt(squares * variance_x12 / 12);
    const Offsets offset(pattern, steps, deviation, random);
    const auto first = next;
    for (std::int64_t i = 0; i < steps; ++i) {
      *next++ = clamped(Wide{mean} + offset(i));
    }
    std::sort(first, next);
  }
  return thresholds;
}

// `steps`, if thresholds of so many a row are few enough; `yaml` is where they come from.
std::int64_t checked_steps(const Yaml& yaml, std::int64_t steps, const Sums& sums) {
  if (steps > kMaxSteps) yaml.fail(std::to_string(steps) + " steps", "at most " + std::to_string(kMaxSteps));
  if (steps > kMaxElements / sums.rows) {
    yaml.fail(to_string({sums.rows, steps}) + " thresholds", "at most 2^30");
  }
  return steps;
}

// In the place of an array whose file is missing, so that the rest of the scenario can be read.
Tensor least_values(const Shape& shape, const DataType& type) {
  Tensor array(shape);
  std::ranges::fill(array.values, type.kind == DataType::Kind::kBipolar ? 1 : 0);
  return array;
}

}  // namespace

std::optional<std::filesystem::path> below_data_folder(std::string_view path) {
  for (const std::string_view name : {"${WEIR_DATA}", "$WEIR_DATA"}) {
    if (path.starts_with(name)) return std::filesystem::path(path.substr(name.size())).relative_path();
  }
  return std::nullopt;
}

std::filesystem::path Sources::resolve(const Yaml& path) const {
  const std::string text = path.text();
  const auto below_data = below_data_folder(text);
  return below_data ? data_ / *below_data : folder_ / text;
}

bool Sources::files_exist(const Yaml& candidate) const {
  for (const std::string_view key : kFileKeys) {
    const auto file = candidate.find(key);
    if (!file) continue;
    if (file->is_map() ? !files_exist(*file) : !std::filesystem::exists(resolve(*file))) return false;
  }
  const auto pynq = candidate.find("bnn_pynq");
  return !pynq || std::filesystem::is_directory(resolve(pynq->at("folder")));
}

void Sources::note_files(const Yaml& chosen) {
  const auto note = [this](const std::filesystem::path& file) {
    if (std::ranges::find(files_, file) == files_.end()) files_.push_back(file);
  };
  for (const std::string_view key : kFileKeys) {
    const auto file = chosen.find(key);
    if (!file) continue;
    if (file->is_map()) {
      note_files(*file);
    } else {
      note(resolve(*file));
    }
  }
  if (const auto pynq = chosen.find("bnn_pynq")) note(resolve(pynq->at("folder")));
}

Yaml source_of(const Yaml& candidate) {
  std::optional<Yaml> source;
  for (const char* key : {"idx", "cifar10", "npy", "npz", "seed", "bnn_pynq", "values"}) {
    const auto value = candidate.find(key);
    if (value && source) value->fail(source->key() + " and " + key, "one source");
    if (value) source = value;
  }
  if (!source) candidate.fail("no source", "one of idx, cifar10, npy, npz, seed, bnn_pynq, values");
  const auto array = candidate.find("array");
  if (array && source->key() != "npz") array->fail("it without npz", "npz: FILE beside it");
  if (source->key() == "npz") (void)candidate.at("array");
  const auto pattern = candidate.find("pattern");
  if (pattern && source->key() != "seed") pattern->fail("it with " + source->key(), "it beside a seed alone");
  const auto steps = candidate.find("steps");
  if (steps && source->key() != "seed") steps->fail("it without a seed", "it beside a seed alone");
  const auto pad_to = candidate.find("pad_to");
  const auto pad_value = candidate.find("pad_value");
  if (pad_value && !pad_to) pad_value->fail("it without pad_to", "both or neither");
  if (pad_to) (void)candidate.at("pad_value");
  return *source;
}

Yaml Sources::choose(const std::string& what, const Yaml& candidates) {
  Yaml chosen = candidates;
  if (candidates.is_list()) {
    const std::vector<Yaml> list = candidates.items();
    if (list.empty()) candidates.fail("an empty list", "a source, or a list of them");
    for (const Yaml& each : list) (void)source_of(each);  // also of those that are not used here
    const auto found = std::ranges::find_if(list, [&](const Yaml& each) { return files_exist(each); });
    if (found != list.end() && found != list.begin()) fell_back_ = true;
    chosen = found == list.end() ? list.front() : *found;
  }
  const Yaml source = source_of(chosen);
  if (source.key() == "seed") patterns_[what] = pattern_of(chosen);
  note_files(chosen);
  for (const char* key : {"npy", "npz"}) {
    const auto file = chosen.find(key);
    if (file && !std::filesystem::exists(resolve(*file)))
      (std::string_view(key) == "npz" ? chosen : *file)
          .mistake_aside(resolve(*file).string() + ": no such file", "a file");
  }
  used_.push_back(what + ": " + source.key() + " " +
                  (source.is_map() ? source.at("folder").describe() : source.describe()));
  return chosen;
}

DataPattern pattern_of(const Yaml& source) {
  const auto pattern = source.find("pattern");
  if (!pattern) return DataPattern::kUniform;
  const auto found = std::ranges::find(kDataPatterns, pattern->text());
  if (found == std::end(kDataPatterns)) pattern->fail("uniform, extremes, sparse, ramp or runs");
  return static_cast<DataPattern>(found - std::begin(kDataPatterns));
}

Yaml source_in(const Yaml& owner, const std::string& what, Sources& sources) {
  const auto from = owner.find("from");
  if (!from) return sources.choose(what, owner);
  for (const char* key : {"npy", "npz", "array", "values", "seed", "pattern", "layout", "bnn_pynq"}) {
    if (const auto beside = owner.find(key)) beside->fail("it beside from", "it in what stands under from");
  }
  return sources.choose(what, *from);
}

Tensor read_array(const Yaml& source, const Sources& sources, Rounding rounding) {
  if (const auto npz = source.find("npz")) {
    const std::string array = source.at("array").text();
    return source.locate([&] { return read_npz(sources.resolve(*npz), array, rounding); });
  }
  if (const auto npy = source.find("npy"))
    return npy->locate([&] { return read_npy(sources.resolve(*npy), rounding); });
  return written_out(source.at("values"), rounding);
}

Tensor read_values(const Yaml& source, const Sources& sources, const DataType& type, const Shape& shape) {
  if (const auto seed = source.find("seed")) {
    SeededValues values(type, pattern_of(source), Random(static_cast<std::uint64_t>(seed->integer(0))));
    Tensor array(shape);
    for (std::int64_t& value : array.values) value = values.next();
    return array;
  }
  if (!sources.files_exist(source)) return least_values(shape, type);
  Tensor array = read_array(source, sources);
  if (array.shape != shape) {
    throw BadInput("", "a tensor of shape " + to_string(array.shape), "shape " + to_string(shape));
  }
  return array;
}

Tensor read_weights(const Yaml& source, const Sources& sources, const Sums& sums, const DataType& type) {
  if (const auto pynq = source.find("bnn_pynq")) {
    return pynq->locate([&] {
      if (const auto layout = source.find("layout")) layout->fail("it with bnn_pynq", "it beside an array");
      return read_weights(bnn_pynq_layer(*pynq, sources, sums), type);
    });
  }
  if (!sources.files_exist(source)) return least_values({sums.rows, sums.cols}, type);
  const auto layout = source.find("layout");
  if (!layout && source.find("seed")) return read_values(source, sources, type, {sums.rows, sums.cols});
  if (!layout) {
    Tensor array = read_array(source, sources);
    const std::string flat = array.shape == Shape{sums.rows, sums.frame}
                                 ? " (or flatten: true beside the weights, for all " +
                                       std::to_string(sums.frame) + " elements of a frame)"
                                 : "";
    if (array.shape != Shape{sums.rows, sums.cols})
      throw BadInput("", "a tensor of shape " + to_string(array.shape),
                     "shape " + to_string({sums.rows, sums.cols}) + flat);
    return array;
  }
  if (source.find("seed")) layout->fail("it with a seed", "it beside an array");
  return source.locate([&] {
    return weights_in_order(read_array(source, sources), sums.rows, sums.cols, sums.kernel, *layout);
  });
}

Thresholds read_thresholds(const Yaml& source, const Sources& sources, const Sums& sums,
                           const Tensor& weights, const DataType& output) {
  std::optional<std::int64_t> base;
  if (const auto stated = source.find("base")) base = stated->integer();
  const auto steps_stated = source.find("steps");
  if (const auto seed = source.find("seed")) {
    const std::int64_t steps = checked_steps(
        source, steps_stated ? steps_stated->integer(1, output.levels() - 1) : output.levels() - 1, sums);
    return {spread(static_cast<std::uint64_t>(seed->integer(0)), pattern_of(source), steps, sums, weights),
            output, base};
  }
  if (const auto pynq = source.find("bnn_pynq")) {
    return pynq->locate([&] {
      Tensor thresholds = read_thresholds(bnn_pynq_layer(*pynq, sources, sums),
                                          checked_steps(*pynq, output.levels() - 1, sums));
      if (const auto bits = pynq->find("fraction_bits"))
        thresholds = drop_fraction(std::move(thresholds), static_cast<int>(bits->integer(0, 31)));
      const bool popcount = sums.input == DataType::bipolar() && output == DataType::bipolar();
      if (popcount) thresholds = popcount_to_sum(std::move(thresholds), sums.cols);
      return Thresholds{std::move(thresholds), output, base};
    });
  }
  if (!sources.files_exist(source))
    return {Tensor({sums.rows, checked_steps(source, output.levels() - 1, sums)}), output, base};
  Tensor thresholds = read_array(source, sources, Rounding::kUp);
  if (thresholds.shape.size() == 1) thresholds.shape.push_back(1);
  return {std::move(thresholds), output, base};
}

}  // namespace weir
