// Arrays from files: IDX, npy, npz, BNN-PYNQ.
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "network/array_file.hpp"
#include "network/bnn_pynq.hpp"
#include "network/error.hpp"

namespace weir::tests::importer_test {

namespace {

namespace fs = std::filesystem;
using Values = std::vector<std::int64_t>;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("weir_importer_" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] fs::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return path / name;
  }
};

std::string bytes(const std::vector<int>& values) { return {values.begin(), values.end()}; }

std::string npy(const std::string& type, const std::string& shape, const std::string& data, int version = 1,
                const std::string& order = "False") {
  const std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  std::string size(version == 1 ? 2 : 4, '\0');
  size[0] = static_cast<char>(header.size());
  return "\x93NUMPY" + bytes({version, 0}) + size + header + data;
}

void npz(const fs::path& file, const std::string& member, const std::string& data, bool deflate) {
  zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  const auto index =
      zip_file_add(archive, member.c_str(), zip_source_buffer(archive, data.data(), data.size(), 0), 0);
  zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                           0);
  REQUIRE(zip_close(archive) == 0);
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const std::string kIdx = bytes({0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 255});

template <class Read>
void rejected(Read read, const std::string& found, const std::string& wanted) {
  try {
    (void)read();
  } catch (const BadInput& error) {
    CAPTURE(std::string(error.what()));
    CHECK(error.file().empty());
    CHECK_THAT(error.found(), Catch::Contains(found));
    CHECK_THAT(error.wanted(), Catch::Contains(wanted));
    return;
  }
  FAIL("accepted");
}

}  // namespace

TEST_CASE("importer: IDX, plain and gzip", "[importer]") {
  const Folder folder;
  const Tensor wanted({2, 3}, {0, 1, 2, 3, 4, 255});
  CHECK(read_idx(folder.write("a", kIdx)) == wanted);
  const fs::path zipped = folder.path / "a.gz";
  gzFile stream = gzopen(zipped.c_str(), "wb");
  gzwrite(stream, kIdx.data(), static_cast<unsigned>(kIdx.size()));
  gzclose(stream);
  CHECK(read_idx(zipped) == wanted);
  CHECK(read_idx(folder.write("b", bytes({0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 2, 255, 254}))).values ==
        Values{258, -2});
  CHECK(read_idx(folder.write("b", bytes({0, 0, 0x0C, 1, 0, 0, 0, 1, 255, 255, 255, 253}))).values ==
        Values{-3});
  CHECK(read_idx(folder.write("b", bytes({0, 0, 9, 1, 0, 0, 0, 1, 253}))).values == Values{-3});
}

TEST_CASE("importer: damaged IDX", "[importer]") {
  const Folder folder;
  const auto reads = [&](const std::string& data) {
    return [&, data] { return read_idx(folder.write("a", data)); };
  };
  rejected([&] { return read_idx(folder.path / "nosuch"); }, "nosuch: no such file", "a file");
  rejected([&] { return read_idx(folder.path); }, "no such file", "a file");
  rejected(reads(""), "no IDX magic number", "two zero bytes");
  rejected(reads("PK\x03\x04"), "no IDX magic number", "two zero bytes");
  rejected(reads(kIdx.substr(0, 11)), "11 bytes", "12");
  rejected(reads(kIdx.substr(0, 17)), "5 bytes of data", "6 for shape [2, 3]");
  rejected(reads(kIdx + "x"), "7 bytes of data", "6 for shape [2, 3]");
  rejected(reads(bytes({0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0})), "element type 13", "integers");
  rejected(reads(bytes({0, 0, 8, 1, 0, 0, 0, 0})), "shape [0]", "1 to 2^31");
  rejected(reads(bytes({0, 0, 8, 2, 255, 0, 0, 0, 255, 0, 0, 0})), "shape [", "2^31");
  const fs::path zipped = folder.path / "a.gz";
  gzFile stream = gzopen(zipped.c_str(), "wb");
  gzwrite(stream, kIdx.data(), static_cast<unsigned>(kIdx.size()));
  gzclose(stream);
  fs::resize_file(zipped, fs::file_size(zipped) - 9);
  rejected([&] { return read_idx(zipped); }, "damaged gzip data", "the whole file");
}

TEST_CASE("importer: npy", "[importer]") {
  const Folder folder;
  const auto read = [&](const std::string& data) { return read_npy(folder.write("a.npy", data)); };
  const std::string two_floats = bytes({0, 0, 0x80, 0x3f, 0, 0, 0x40, 0xc0});  // 1.0, -3.0
  CHECK(read(npy("|u1", "(2, 2)", bytes({1, 2, 3, 255}))) == Tensor({2, 2}, {1, 2, 3, 255}));
  CHECK(read(npy("|b1", "(1,)", bytes({1}), 3)) == Tensor({1}, {1}));
  CHECK(read(npy("|i1", "(2,)", bytes({1, 255}), 2)) == Tensor({2}, {1, -1}));
  CHECK(read(npy("<u2", "(1,)", bytes({1, 255}))).values == Values{65281});
  CHECK(read(npy("<i2", "(1,)", bytes({1, 255}))).values == Values{-255});
  CHECK(read(npy("<u4", "(1,)", bytes({1, 2, 0, 0}))).values == Values{513});
  CHECK(read(npy("<i4", "(1,)", bytes({0, 0, 0, 128}))).values == Values{INT32_MIN});
  CHECK(read(npy("<i8", "(1,)", bytes({254, 255, 255, 255, 255, 255, 255, 255}))).values == Values{-2});
  CHECK(read(npy("<i8", "(1,)", bytes({0, 0, 0, 0, 1, 0, 0, 0}))).values == Values{4294967296});
  CHECK(read(npy("<u8", "(1,)", bytes({255, 255, 255, 255, 255, 255, 255, 127}))).values ==
        Values{INT64_MAX});
  CHECK(read(npy(">i2", "(2,)", bytes({1, 2, 255, 254}))).values == Values{258, -2});
  CHECK(read(npy(">f4", "(1,)", bytes({0xc0, 0x40, 0, 0}))).values == Values{-3});
  // Fortran order: the first extent is innermost.
  CHECK(read(npy("|u1", "(2, 3)", bytes({0, 3, 1, 4, 2, 5}), 1, "True")) ==
        Tensor({2, 3}, {0, 1, 2, 3, 4, 5}));
  CHECK(read(npy("|u1", "(2, 1, 2, 2)", bytes({0, 4, 2, 6, 1, 5, 3, 7}), 1, "True")) ==
        Tensor({2, 1, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7}));
  CHECK(read(npy("<f4", "(2,)", two_floats)).values == Values{1, -3});
  CHECK(read(npy("<f8", "(1,)", bytes({0, 0, 0, 0, 0, 0, 8, 0xc0}))).values == Values{-3});
}

TEST_CASE("importer: npy that holds no integer tensor", "[importer]") {
  const Folder folder;
  const auto reads = [&](const std::string& data) {
    return [&, data] { return read_npy(folder.write("a.npy", data)); };
  };
  const std::string good = npy("|u1", "(2, 2)", bytes({1, 2, 3, 4}));
  rejected(reads("NUMPY"), "no .npy magic number", "NUMPY");
  rejected(reads(good.substr(0, 40)), "40 bytes", "at least the header's");
  rejected(reads(good.substr(0, good.size() - 1)), "3 bytes of data", "4 for shape [2, 2]");
  rejected(reads(npy("|u1", "(1,)", "x", 4)), ".npy version 4.0", "version 1.0, 2.0 or 3.0");
  std::string minor = npy("|u1", "(1,)", "x", 1);
  minor[7] = ':';
  rejected(reads(minor), ".npy version 1.58", "version 1.0, 2.0 or 3.0");
  rejected(reads(npy("|u1", "(1,)", "x", 1, "Maybe")), "a damaged .npy header", "True or False");
  rejected(reads(npy("<c8", "(1,)", std::string(8, 'x'))), "element type <c8", "<i2");
  rejected(reads(npy("=i2", "(1,)", "xx")), "element type =i2", "<i2");
  rejected(reads(npy("|u1", "(-1,)", "x")), "a damaged .npy header", "shape");
  rejected(reads(npy("|u1", "(0,)", "")), "shape [0]", "1 to 2^31");
  rejected(reads("\x93NUMPY" + bytes({1, 0, 2, 0}) + "{}"), "a damaged .npy header", "nothing else");
  rejected(reads(npy("|u1", "(1)", "x")), "a damaged .npy header", "shape");
  rejected(reads(npy("|u1", "(1,), 'shape': (1,)", "x")), "a damaged .npy header", "nothing else");
  rejected(reads(npy("|u1", "(1,), 'more': (1,)", "x")), "a damaged .npy header", "nothing else");
  rejected(reads(npy("|u1", "(1,), }!{", "x")), "a damaged .npy header", "nothing else");
  rejected(reads(npy("<f4", "(1,)", bytes({0, 0, 0, 0x3f}))), "0.5", "integers of 64 bits");
  rejected(reads(npy("<f4", "(1,)", bytes({0, 0, 0xc0, 0x7f}))), "nan", "integers of 64 bits");
  rejected(reads(npy("<f4", "(1,)", bytes({0, 0, 0, 0x5f}))), "9223372036854775808", "integers of 64 bits");
  rejected(reads(npy("<u8", "(1,)", bytes({0, 0, 0, 0, 0, 0, 0, 128}))), "9223372036854775808",
           "integers of 64 bits");
}

TEST_CASE("importer: npz", "[importer]") {
  const Folder folder;
  const fs::path file = folder.path / "a.npz";
  const std::string array = npy("|i1", "(400,)", std::string(400, '\x02'));
  for (const bool deflate : {false, true}) {
    npz(file, "w.npy", array, deflate);
    CHECK(read_npz(file, "w") == Tensor({400}, Values(400, 2)));
  }
  rejected([&] { return read_npz(file, "v"); }, "v, which is not in", "one of w");
  rejected([&] { return read_npz(folder.path / "nosuch", "v"); }, "no such file", "a file");
  rejected([&] { return read_npz(folder.write("b.npz", "PK"), "v"); }, "no zip archive", ".npz");
  const std::string empty = "PK\x05\x06" + std::string(18, '\0');
  rejected([&] { return read_npz(folder.write("e.npz", empty), "w"); }, "w, which is not in",
           "an archive of arrays");
  npz(file, "w.npy", array.substr(0, 300), false);
  rejected([&] { return read_npz(file, "w"); }, "a.npz: w: ", "400 for shape [400]");
  npz(file, "w.npy", array, false);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(200) << 'x';
  rejected([&] { return read_npz(file, "w"); }, "damaged zip data", "the whole array");
}

TEST_CASE("importer: npz whose directory says other than its members, or names one twice", "[importer]") {
  const Folder folder;
  const fs::path file = folder.path / "a.npz";
  const std::string array = npy("|u1", "(4,)", std::string(4, 2));
  npz(file, "w.npy", array, false);
  std::string archive = contents(file);
  const std::size_t in_header = archive.find("w.npy");
  REQUIRE(in_header < archive.rfind("w.npy"));
  std::string other = archive;
  other[in_header] = 'v';
  rejected([&] { return read_npz(folder.write("b.npz", other), "w"); }, "contradicts itself", ".npz");

  zip_t* two = zip_open(file.c_str(), 0, nullptr);
  zip_file_add(two, "v.npy", zip_source_buffer(two, array.data(), array.size(), 0), 0);
  REQUIRE(zip_close(two) == 0);
  archive = contents(file);
  for (std::size_t at = archive.find("v.npy"); at != std::string::npos; at = archive.find("v.npy", at))
    archive[at] = 'w';
  rejected([&] { return read_npz(folder.write("c.npz", archive), "w"); }, "contradicts itself", ".npz");
}

TEST_CASE("importer: CIFAR-10 records", "[importer]") {
  const Folder folder;
  std::string data(2 * 3073, '\0');
  data[0] = 4;
  data[1] = 1;         // red of the first pixel
  data[1 + 1024] = 2;  // green
  data[1 + 2048] = 3;  // blue
  data[1 + 33] = 5;    // red of row 1, column 1
  data[3073] = 9;
  data[2 * 3073 - 1] = '\xff';  // blue of the last pixel
  const Cifar10 read = read_cifar10(folder.write("c", data));
  CHECK(read.labels == Tensor({2}, {4, 9}));
  CHECK(read.images.shape == Shape{2, 32, 32, 3});
  const auto at = [&](std::size_t record, std::size_t row, std::size_t column, std::size_t channel) {
    return read.images.values[((record * 32 + row) * 32 + column) * 3 + channel];
  };
  CHECK(Values{at(0, 0, 0, 0), at(0, 0, 0, 1), at(0, 0, 0, 2)} == Values{1, 2, 3});
  CHECK(at(0, 1, 1, 0) == 5);
  CHECK(at(1, 31, 31, 2) == 255);
  rejected([&] { return read_cifar10(folder.write("c", data.substr(1))); }, "6145 bytes", "3073 bytes");
  rejected([&] { return read_cifar10(folder.write("c", "")); }, "0 bytes", "3073 bytes");
  rejected([&] { return read_cifar10(folder.path / "nosuch"); }, "no such file", "a file");
}

TEST_CASE("importer: BNN-PYNQ", "[importer]") {
  const Folder folder;
  const auto words = [](const std::vector<int>& values) {
    std::string text;
    for (const int value : values)
      text += bytes({value, value < 0 ? 255 : 0}) + std::string(6, value < 0 ? '\xff' : '\0');
    return text;
  };
  // 4 rows, 4 columns, 2 processing elements, 2 columns a word.
  (void)folder.write("7-0-weights.bin", words({0b01, 0b10, 0b11, 0b00}));
  (void)folder.write("7-1-weights.bin", words({0b00, 0b01, 0b10, 0b11}));
  (void)folder.write("7-0-thres.bin", words({1, 2, 3, 4}));
  (void)folder.write("7-1-thres.bin", words({-1, -2, -3, -4}));
  const BnnPynqLayer layer{folder.path, 7, 4, 4, 2, 2};
  const DataType bipolar = DataType::bipolar();
  CHECK(read_weights(layer, bipolar) ==
        Tensor({4, 4}, {1, -1, -1, 1, -1, -1, 1, -1, 1, 1, -1, -1, -1, 1, 1, 1}));
  CHECK(read_thresholds(layer, 2) == Tensor({4, 2}, {1, 2, -1, -2, 3, 4, -3, -4}));
  CHECK(popcount_to_sum(Tensor({2, 1}, {0, 3}), 4) == Tensor({2, 1}, {-4, 2}));

  CHECK(drop_fraction(Tensor({5, 1}, {-3, -2, -1, 0, 1}), 1) == Tensor({5, 1}, {-1, -1, 0, 0, 1}));
  CHECK(drop_fraction(Tensor({2, 1}, {-INT64_MAX, INT64_MAX}), 0) == Tensor({2, 1}, {-INT64_MAX, INT64_MAX}));
  // The same bits as 2 columns of two bits: codes 3, 2, 1, 0 stand for -1, -2, 1, 0, or for 3, 2, 1, 0.
  (void)folder.write("9-0-weights.bin", words({0b0111, 0b0010}));
  const BnnPynqLayer wide{folder.path, 9, 1, 4, 1, 2};
  CHECK(read_weights(wide, DataType::sint(2)) == Tensor({1, 4}, {-1, 1, -2, 0}));
  CHECK(read_weights(wide, DataType::uint(2)) == Tensor({1, 4}, {3, 1, 2, 0}));

  rejected([&] { return read_thresholds(layer, 1); }, "7-0-thres.bin of 32 bytes", "16 bytes");
  BnnPynqLayer other = layer;
  other.pe = 4;
  other.simd = 4;
  rejected([&] { return read_weights(other, bipolar); }, "7-0-weights.bin of 32 bytes", "8 bytes");
  other = layer;
  other.layer = 8;
  rejected([&] { return read_weights(other, bipolar); }, "8-0-weights.bin", "one for each of the 2");
  other.pe = 3;
  rejected([&] { return read_weights(other, bipolar); }, "3", "4 rows");
  other.pe = 2;
  other.simd = 3;
  rejected([&] { return read_weights(other, bipolar); }, "3", "4 columns");
  (void)folder.write("9-0-thres.bin", bytes({0, 0, 0, 128, 0, 0, 0, 0}));
  CHECK(read_thresholds(wide, 1) == Tensor({1, 1}, {2147483648}));
  CHECK(popcount_to_sum(Tensor({2, 1}, {INT64_MAX, INT64_MIN}), 4) ==
        Tensor({2, 1}, {(std::int64_t{1} << 57) - 4, -(std::int64_t{1} << 57) - 4}));
  other = {folder.path, 7, 4, 64, 2, 64};
  rejected([&] { return read_weights(other, DataType::ternary()); }, "64 weights of 2 bits", "64 bits");
  (void)folder.write("7-2-weights.bin", "");
  rejected([&] { return read_weights(layer, bipolar); }, "7-2-weights.bin", "2 processing elements");
}

}  // namespace weir::tests::importer_test
