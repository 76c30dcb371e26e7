#include "network/array_file.hpp"

#include <zip.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "network/error.hpp"

namespace weir {

namespace {

// A file that states more elements is corrupt.
constexpr std::int64_t kMostElements = std::int64_t{1} << 31;

[[noreturn]] void fail(const std::string& file, const std::string& found, const std::string& wanted) {
  throw BadInput("", file + ": " + found, wanted);
}

constexpr std::string_view kMagic = "\x93NUMPY";

// The file's bytes, unpacked if they are gzip.
std::string read_bytes(const std::filesystem::path& file) {
  // Checked before opening: opening a named pipe would block.
  if (!std::filesystem::is_regular_file(file)) fail(file.string(), "no such file", "a file");
  const std::unique_ptr<gzFile_s, decltype(&gzclose)> stream(gzopen(file.c_str(), "rb"), &gzclose);
  if (!stream) fail(file.string(), "no such file", "a file that can be read");
  std::string bytes;
  std::string block(std::size_t{1} << 18, '\0');
  int count = 0;
  while ((count = gzread(stream.get(), block.data(), static_cast<unsigned>(block.size()))) > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(count));
  }
  int error = Z_OK;
  gzerror(stream.get(), &error);
  if (error != Z_OK && error != Z_STREAM_END) fail(file.string(), "damaged gzip data", "the whole file");
  return bytes;
}

template <class T>
T load(const char* bytes, std::endian order) {
  char raw[sizeof(T)];
  std::memcpy(raw, bytes, sizeof(T));
  if (order != std::endian::native) std::reverse(raw, raw + sizeof(T));
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return value;
}

// The number as an integer of 64 bits, if it is one or `rounding` makes it one.
template <class T>
std::optional<std::int64_t> integer_of(T value, Rounding rounding) {
  if constexpr (std::is_floating_point_v<T>) {
    constexpr T kBeyond = 9223372036854775808.0;  // 2^63
    if (std::isnan(value)) return std::nullopt;
    const T whole = rounding == Rounding::kUp ? std::ceil(value) : value;
    if (whole >= -kBeyond && whole < kBeyond) {
      const auto integer = static_cast<std::int64_t>(whole);
      return static_cast<T>(integer) == whole ? std::optional(integer) : std::nullopt;
    }
    if (rounding == Rounding::kUp) return whole < 0 ? INT64_MIN : INT64_MAX;
    return std::nullopt;
  } else {
    if (std::in_range<std::int64_t>(value)) return static_cast<std::int64_t>(value);
    return rounding == Rounding::kUp ? std::optional(INT64_MAX) : std::nullopt;
  }
}

// Fills a tensor of that shape from exactly as many elements of type T, in C order.
template <class T>
Tensor unpack(const std::string& file, const Shape& shape, std::string_view bytes, std::endian order,
              Rounding rounding = Rounding::kNone) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent < 1 || count > kMostElements / extent) {
      fail(file, "shape " + to_string(shape), "1 to 2^31 elements");
    }
    count *= extent;
  }
  const auto wanted = static_cast<std::size_t>(count) * sizeof(T);
  if (bytes.size() != wanted) {
    fail(file, std::to_string(bytes.size()) + " bytes of data",
         std::to_string(wanted) + " for shape " + to_string(shape));
  }
  Tensor tensor(shape);
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    const T value = load<T>(bytes.data() + i * sizeof(T), order);
    const auto integer = integer_of(value, rounding);
    if (!integer) {
      fail(file, std::to_string(value) + " at element " + std::to_string(i),
           rounding == Rounding::kUp ? "numbers" : "integers of 64 bits");
    }
    tensor.values[i] = *integer;
  }
  return tensor;
}

// The tensor whose elements stand in Fortran order, the first extent innermost, in C order.
Tensor from_fortran_order(const Tensor& tensor) {
  Tensor ordered(tensor.shape);
  const std::size_t rank = tensor.shape.size();
  std::vector<std::int64_t> step(rank, 1);  // from one index to the next
  for (std::size_t d = 1; d < rank; ++d) step[d] = step[d - 1] * tensor.shape[d - 1];
  std::vector<std::int64_t> index(rank);
  std::int64_t from = 0;
  for (std::int64_t& value : ordered.values) {
    value = tensor.values[static_cast<std::size_t>(from)];
    for (std::size_t d = rank; d-- > 0;) {
      from += step[d];
      if (++index[d] < tensor.shape[d]) break;
      from -= step[d] * tensor.shape[d];
      index[d] = 0;
    }
  }
  return ordered;
}

// The header of a .npy file: a Python dictionary of three entries, written out.
class NpyHeader {
 public:
  NpyHeader(const std::string& file, std::string_view text) : file_(file), rest_(text) {
    demand('{');
    while (!next('}')) {
      const std::string key = quoted();
      demand(':');
      if (key == "descr" && descr.empty()) {
        descr = quoted();
      } else if (key == "fortran_order" && !fortran_order) {
        fortran_order = word() == "True";
      } else if (key == "shape" && !shape) {
        shape = extents();
      } else {
        broken();
      }
      if (!next(',')) {
        demand('}');
        break;
      }
    }
    skip_space();
    if (!rest_.empty() || descr.empty() || !fortran_order || !shape) broken();
  }

  std::string descr;
  std::optional<bool> fortran_order;
  std::optional<Shape> shape;

 private:
  [[noreturn]] void broken() const {
    fail(file_, "a damaged .npy header", "descr, fortran_order (True or False) and shape, and nothing else");
  }
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool next(char c) {
    skip_space();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void demand(char c) {
    if (!next(c)) broken();
  }
  std::string take(std::size_t count) {
    std::string taken(rest_.substr(0, count));
    rest_.remove_prefix(count);
    return taken;
  }
  std::string quoted() {
    const char quote = next('"') ? '"' : '\'';
    if (quote == '\'') demand(quote);
    const std::size_t end = rest_.find(quote);
    if (end == std::string_view::npos) broken();
    std::string text = take(end);
    demand(quote);
    return text;
  }
  std::string word() {
    for (const std::string_view each : {"True", "False"}) {
      skip_space();
      if (rest_.starts_with(each)) return take(each.size());
    }
    broken();
  }
  Shape extents() {
    Shape found;
    demand('(');
    while (!next(')')) {
      skip_space();
      const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
      if (digits == 0 || digits > 12) broken();
      found.push_back(std::stoll(take(digits)));
      if (next(',')) continue;
      demand(')');
      if (found.size() == 1) broken();  // (3) is a number
      break;
    }
    return found;
  }

  const std::string& file_;
  std::string_view rest_;
};

// Of the element type that `descr` names: a byte order, or | where there is none, and a kind.
Tensor unpack_elements(const std::string& file, const std::string& descr, const Shape& shape,
                       std::string_view data, Rounding rounding) {
  const auto order = descr.starts_with('>') ? std::endian::big : std::endian::little;
  if (descr == "|b1" || descr == "|u1") return unpack<std::uint8_t>(file, shape, data, order, rounding);
  if (descr == "|i1") return unpack<std::int8_t>(file, shape, data, order, rounding);
  const std::string kind = descr.starts_with('<') || descr.starts_with('>') ? descr.substr(1) : "";
  if (kind == "u2") return unpack<std::uint16_t>(file, shape, data, order, rounding);
  if (kind == "i2") return unpack<std::int16_t>(file, shape, data, order, rounding);
  if (kind == "u4") return unpack<std::uint32_t>(file, shape, data, order, rounding);
  if (kind == "i4") return unpack<std::int32_t>(file, shape, data, order, rounding);
  if (kind == "u8") return unpack<std::uint64_t>(file, shape, data, order, rounding);
  if (kind == "i8") return unpack<std::int64_t>(file, shape, data, order, rounding);
  if (kind == "f4") return unpack<float>(file, shape, data, order, rounding);
  if (kind == "f8") return unpack<double>(file, shape, data, order, rounding);
  fail(file, "element type " + descr, "|b1 |u1 |i1 <u2 <i2 <u4 <i4 <u8 <i8 <f4 or <f8, or these with >");
}

Tensor unpack_npy(const std::string& file, std::string_view bytes, Rounding rounding) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 12) {
    fail(file, "no .npy magic number", R"(a file that begins with \x93NUMPY)");
  }
  const int version = bytes[6];
  const int minor = bytes[7];
  if (version < 1 || version > 3 || minor != 0)
    fail(file, ".npy version " + std::to_string(version) + "." + std::to_string(minor),
         "version 1.0, 2.0 or 3.0");
  const std::size_t start = version == 1 ? 10 : 12;
  const std::size_t length = version == 1 ? load<std::uint16_t>(&bytes[8], std::endian::little)
                                          : load<std::uint32_t>(&bytes[8], std::endian::little);
  if (bytes.size() < start + length) {
    fail(file, std::to_string(bytes.size()) + " bytes",
         "at least the header's " + std::to_string(start + length));
  }
  const NpyHeader header(file, bytes.substr(start, length));
  Tensor tensor = unpack_elements(file, header.descr, *header.shape, bytes.substr(start + length), rounding);
  return *header.fortran_order ? from_fortran_order(tensor) : tensor;
}

}  // namespace

Tensor read_idx(const std::filesystem::path& file) {
  const std::string name = file.string();
  const std::string bytes = read_bytes(file);
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[3] < 1) {
    fail(name, "no IDX magic number", "two zero bytes, element type, number of extents");
  }
  const auto extents = static_cast<std::size_t>(bytes[3]);
  const std::size_t start = 4 + 4 * extents;
  if (bytes.size() < start) {
    fail(name, std::to_string(bytes.size()) + " bytes", "at least the header's " + std::to_string(start));
  }
  Shape shape;
  for (std::size_t i = 0; i < extents; ++i) {
    shape.push_back(load<std::uint32_t>(&bytes[4 + 4 * i], std::endian::big));
  }
  const std::string_view data = std::string_view(bytes).substr(start);
  switch (bytes[2]) {
    case 0x08:
      return unpack<std::uint8_t>(name, shape, data, std::endian::big);
    case 0x09:
      return unpack<std::int8_t>(name, shape, data, std::endian::big);
    case 0x0B:
      return unpack<std::int16_t>(name, shape, data, std::endian::big);
    case 0x0C:
      return unpack<std::int32_t>(name, shape, data, std::endian::big);
    default:
      fail(name, "element type " + std::to_string(bytes[2]), "8, 9, 11 or 12 (integers)");
  }
}

Tensor read_npy(const std::filesystem::path& file, Rounding rounding) {
  return unpack_npy(file.string(), read_bytes(file), rounding);
}

std::string npy_of(const Tensor& tensor) {
  std::string extents;
  for (const std::int64_t extent : tensor.shape) extents += std::to_string(extent) + ", ";
  std::string header = "{'descr': '<i8', 'fortran_order': False, 'shape': (" + extents + "), }";
  // Magic, version and length are 10 bytes; all of it is a multiple of 64, its last byte a new line.
  header.append(63 - (10 + header.size()) % 64, ' ') += '\n';
  std::string bytes(kMagic);
  bytes += {1, 0, static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  bytes += header;
  const std::size_t start = bytes.size();
  bytes.resize(start + 8 * tensor.values.size());
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    char raw[8];
    std::memcpy(raw, &tensor.values[i], 8);
    if constexpr (std::endian::native == std::endian::big) std::reverse(raw, raw + 8);
    std::memcpy(&bytes[start + 8 * i], raw, 8);
  }
  return bytes;
}

Tensor read_npz(const std::filesystem::path& file, const std::string& array, Rounding rounding) {
  if (!std::filesystem::is_regular_file(file)) fail(file.string(), "no such file", "a file");
  // A member is described twice, at its data and in the archive's directory. Both must say the same, and no
  // name may occur twice: other readers would take the other one.
  int error = ZIP_ER_OK;
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
      zip_open(file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error), &zip_discard);
  if (!archive && (error == ZIP_ER_INCONS || error == ZIP_ER_EXISTS))
    fail(file.string(), "a zip archive that contradicts itself", "an .npz file");
  if (!archive) fail(file.string(), "no zip archive", "an .npz file");
  const zip_int64_t index = zip_name_locate(archive.get(), (array + ".npy").c_str(), 0);
  if (index < 0) {
    std::string names;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
      names +=
          (i ? ", " : "one of ") +
          std::filesystem::path(zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0)).stem().string();
    }
    throw BadInput("array", array + ", which is not in " + file.string(),
                   names.empty() ? "an archive of arrays" : names);
  }
  const std::string name = file.string() + ": " + array;
  zip_stat_t stat;
  zip_stat_index(archive.get(), static_cast<zip_uint64_t>(index), 0, &stat);
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> member(
      zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(index), 0), &zip_fclose);
  if (stat.size > std::uint64_t{kMostElements} * 8) fail(name, std::to_string(stat.size) + " bytes", "fewer");
  std::string bytes(static_cast<std::size_t>(stat.size), '\0');
  // The read past the end is the one that checks the CRC.
  char beyond = 0;
  if (!member || zip_fread(member.get(), bytes.data(), stat.size) != static_cast<zip_int64_t>(stat.size) ||
      zip_fread(member.get(), &beyond, 1) != 0) {
    fail(name, "damaged zip data", "the whole array");
  }
  return unpack_npy(name, bytes, rounding);
}

Cifar10 read_cifar10(const std::filesystem::path& file) {
  constexpr std::int64_t kPixels = std::int64_t{32} * 32;
  constexpr std::int64_t kPlanes = 3;
  constexpr std::int64_t kRecord = 1 + kPlanes * kPixels;
  const std::string bytes = read_bytes(file);
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size == 0 || size % kRecord != 0 || size > kMostElements) {
    fail(file.string(), std::to_string(size) + " bytes",
         "records of " + std::to_string(kRecord) + " bytes: a label and 3 x 32 x 32 pixels");
  }
  const std::int64_t records = size / kRecord;
  Cifar10 data{Tensor({records, 32, 32, kPlanes}), Tensor({records})};
  const auto byte = [&](std::int64_t at) {
    return std::int64_t{static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)])};
  };
  auto next = data.images.values.begin();
  for (std::int64_t r = 0; r < records; ++r) {
    data.labels.values[static_cast<std::size_t>(r)] = byte(r * kRecord);
    for (std::int64_t pixel = 0; pixel < kPixels; ++pixel) {
      for (std::int64_t plane = 0; plane < kPlanes; ++plane)
        *next++ = byte(r * kRecord + 1 + plane * kPixels + pixel);
    }
  }
  return data;
}

}  // namespace weir
