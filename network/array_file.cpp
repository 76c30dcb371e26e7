#include "network/array_file.hpp"

#include <zip.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <string_view>

#include "network/error.hpp"

namespace weir {

namespace {

// Beyond this no file is what it says it is.
constexpr std::int64_t kMostElements = std::int64_t{1} << 31;

[[noreturn]] void fail(const std::string& file, const std::string& found, const std::string& wanted) {
  throw BadInput("", file + ": " + found, wanted);
}

// The file's bytes, unpacked if they are gzip.
std::string read_bytes(const std::filesystem::path& file) {
  // Looked at before it is opened: a named pipe would keep whoever opens it waiting.
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

// Fills a tensor of that shape from exactly as many elements of type T.
template <class T>
Tensor unpack(const std::string& file, const Shape& shape, std::string_view bytes, std::endian order) {
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
    // Of what is in range (no NaN is), a fraction is lost on the way there and back.
    const bool in_range = static_cast<double>(value) >= INT32_MIN && static_cast<double>(value) <= INT32_MAX;
    if (!in_range || static_cast<T>(static_cast<std::int32_t>(value)) != value) {
      fail(file, std::to_string(value) + " at element " + std::to_string(i), "integers of 32 bits");
    }
    tensor.values[i] = static_cast<std::int32_t>(value);
  }
  return tensor;
}

// What follows `'key':` in the header of an .npy file, up to one of `ends`.
std::string header_value(const std::string& file, std::string_view header, const std::string& key, char end) {
  const std::size_t at = header.find("'" + key + "':");
  const std::size_t start = at == std::string_view::npos ? at : at + key.size() + 3;
  const std::size_t stop = header.find(end, start);
  if (start == std::string_view::npos || stop == std::string_view::npos) {
    fail(file, "no " + key + " in the header", "a .npy file");
  }
  std::string value(header.substr(start, stop - start));
  std::erase_if(value, [](char c) { return c == ' ' || c == '\'' || c == '('; });
  return value;
}

Tensor unpack_npy(const std::string& file, std::string_view bytes) {
  constexpr std::string_view kMagic = "\x93NUMPY";
  if (!bytes.starts_with(kMagic) || bytes.size() < 12) {
    fail(file, "no .npy magic number", R"(a file that begins with \x93NUMPY)");
  }
  const int version = bytes[6];
  if (version != 1 && version != 2) fail(file, ".npy version " + std::to_string(version), "version 1 or 2");
  const std::size_t start = version == 1 ? 10 : 12;
  const std::size_t length = version == 1 ? load<std::uint16_t>(&bytes[8], std::endian::little)
                                          : load<std::uint32_t>(&bytes[8], std::endian::little);
  if (bytes.size() < start + length) {
    fail(file, std::to_string(bytes.size()) + " bytes",
         "at least the header's " + std::to_string(start + length));
  }
  const std::string_view header = bytes.substr(start, length);
  const std::string_view data = bytes.substr(start + length);

  if (header_value(file, header, "fortran_order", ',') != "False") fail(file, "Fortran order", "C order");
  Shape shape;
  std::string extents = header_value(file, header, "shape", ')');
  for (std::size_t at = 0; at < extents.size();) {
    const std::size_t comma = std::min(extents.find(',', at), extents.size());
    const std::string extent = extents.substr(at, comma - at);
    if (extent.empty() || extent.size() > 12 || extent.find_first_not_of("0123456789") != std::string::npos) {
      fail(file, "shape " + extents, "extents");
    }
    shape.push_back(std::stoll(extent));
    at = comma + 1;
  }
  const std::string type = header_value(file, header, "descr", ',');
  constexpr auto kOrder = std::endian::little;
  if (type == "|b1" || type == "|u1") return unpack<std::uint8_t>(file, shape, data, kOrder);
  if (type == "|i1") return unpack<std::int8_t>(file, shape, data, kOrder);
  if (type == "<u2") return unpack<std::uint16_t>(file, shape, data, kOrder);
  if (type == "<i2") return unpack<std::int16_t>(file, shape, data, kOrder);
  if (type == "<u4") return unpack<std::uint32_t>(file, shape, data, kOrder);
  if (type == "<i4") return unpack<std::int32_t>(file, shape, data, kOrder);
  if (type == "<i8") return unpack<std::int64_t>(file, shape, data, kOrder);
  if (type == "<f4") return unpack<float>(file, shape, data, kOrder);
  if (type == "<f8") return unpack<double>(file, shape, data, kOrder);
  fail(file, "element type " + type, "|b1 |u1 |i1 <u2 <i2 <u4 <i4 <i8 <f4 or <f8");
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

Tensor read_npy(const std::filesystem::path& file) { return unpack_npy(file.string(), read_bytes(file)); }

Tensor read_npz(const std::filesystem::path& file, const std::string& array) {
  if (!std::filesystem::is_regular_file(file)) fail(file.string(), "no such file", "a file");
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open(file.c_str(), ZIP_RDONLY, nullptr),
                                                               &zip_discard);
  if (!archive) fail(file.string(), "no zip archive", "an .npz file");
  const zip_int64_t index = zip_name_locate(archive.get(), (array + ".npy").c_str(), 0);
  if (index < 0) {
    std::string names;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
      names +=
          (i ? ", " : "one of ") +
          std::filesystem::path(zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0)).stem().string();
    }
    throw BadInput("array", array + ", which is not in " + file.string(), names);
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
  return unpack_npy(name, bytes);
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
    return std::int32_t{static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)])};
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
