// Records and checks an emitted network's streams in C simulation. Synthesis sees none of it.
//
// A stream's file holds its beats one after another, each as ceil(width / 64) little-endian 64-bit words, the
// least significant word first, bits above the width zero.
#pragma once

#ifdef __SYNTHESIS__

#define WEIR_CSIM_RECORD(stream, beats)
#define WEIR_CSIM_DRAINED(stream)

#else

#include <ap_int.h>
#include <hls_stream.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#define WEIR_CSIM_RECORD(stream, beats) ::weir::hls::csim::record(stream, #stream, beats)
#define WEIR_CSIM_DRAINED(stream) ::weir::hls::csim::expect_drained(stream, #stream)

namespace weir {
namespace hls {
namespace csim {

// Folder of the streams' files. The test bench sets it; the top function's arguments are the hardware's
// ports, so it cannot be one of them.
inline std::string& folder() {
  static std::string path = ".";
  return path;
}

[[noreturn]] inline void fail(const std::string& stream, const std::string& what) {
  throw std::runtime_error("stream '" + stream + "': " + what);
}

// A beat's bits, 64 to a word.
constexpr int words_of(int width) { return (width + 63) / 64; }

template <int Width>
ap_uint<Width> beat_of(const std::uint64_t* words) {
  ap_uint<Width> beat = 0;
  for (int lo = 0; lo < Width; lo += 64)
    beat.range(lo + 63 < Width ? lo + 63 : Width - 1, lo) = ap_uint<64>(words[lo / 64]);
  return beat;
}

template <int Width>
void to_words(const ap_uint<Width>& beat, std::uint64_t* words) {
  for (int lo = 0; lo < Width; lo += 64)
    words[lo / 64] = beat.range(lo + 63 < Width ? lo + 63 : Width - 1, lo).to_uint64();
}

// What does not depend on a stream's width is compiled once for all of them.

// A stream's file to read, <folder>/<name>.<what>.
class Reader {
 public:
  Reader(const std::string& stream, const char* what)
      : stream_(stream), path_(folder() + "/" + stream + "." + what), file_(path_, std::ios::binary) {}

  bool is_open() const { return file_.is_open(); }
  void expect_open() const {
    if (!is_open()) fail(stream_, "cannot read " + path_);
  }
  // Returns whether there was another beat.
  bool next(std::uint64_t* words, int count) {
    file_.read(reinterpret_cast<char*>(words), static_cast<std::streamsize>(sizeof *words) * count);
    return static_cast<bool>(file_);
  }
  bool at_end() { return file_.peek() == std::ifstream::traits_type::eof(); }

 private:
  std::string stream_;
  std::string path_;
  std::ifstream file_;
};

// ..and one to write, <folder>/<name>.out.
class Writer {
 public:
  explicit Writer(const std::string& stream)
      : stream_(stream), path_(folder() + "/" + stream + ".out"), file_(path_, std::ios::binary) {}

  void add(const std::uint64_t* words, int count) {
    file_.write(reinterpret_cast<const char*>(words), static_cast<std::streamsize>(sizeof *words) * count);
  }
  void close(std::uint64_t held, std::uint64_t beats) {
    if (!file_.flush()) fail(stream_, "cannot write " + path_);
    if (held != beats) fail(stream_, std::to_string(held) + " beats, wanted " + std::to_string(beats));
  }

 private:
  std::string stream_;
  std::string path_;
  std::ofstream file_;
};

[[noreturn]] inline void fail_short(const std::string& stream, std::uint64_t found, std::uint64_t wanted) {
  fail(stream, std::to_string(found) + " beats in its file, wanted " + std::to_string(wanted));
}

[[noreturn]] inline void fail_long(const std::string& stream, std::uint64_t wanted) {
  fail(stream, "more than " + std::to_string(wanted) + " beats in its file");
}

[[noreturn]] inline void fail_drained(const std::string& stream, std::uint64_t held) {
  fail(stream, std::to_string(held) + " beats left over");
}

// Compares a stream's beats with those of a file.
class Checker {
 public:
  Checker(const std::string& stream, bool wanted_there) : stream_(stream), file_(stream, "expected") {
    if (wanted_there) file_.expect_open();
  }
  void check(const std::uint64_t* words, int count) {
    if (file_.is_open()) compare(words, count);
    ++beats_;
  }
  void close() {
    if (!file_.is_open()) return;
    if (!file_.at_end()) fail(stream_, std::to_string(beats_) + " beats, fewer than expected");
    std::cout << stream_ << ": " << beats_ << " beats as expected\n";
  }

 private:
  void compare(const std::uint64_t* words, int count) {
    wanted_.resize(static_cast<std::size_t>(count));
    if (!file_.next(wanted_.data(), count))
      fail(stream_, "more beats than the " + std::to_string(beats_) + " expected");
    for (int w = 0; w < count; ++w) {
      if (words[w] != wanted_[static_cast<std::size_t>(w)])
        fail(stream_, "beat " + std::to_string(beats_) + " is not as expected");
    }
  }

  std::string stream_;
  Reader file_;
  std::vector<std::uint64_t> wanted_;
  std::uint64_t beats_ = 0;
};

// Fills a stream with `beats` beats from <folder>/<name>.in.
template <int Width>
void load(::hls::stream<ap_uint<Width> >& stream, const std::string& name, std::uint64_t beats) {
  Reader file(name, "in");
  file.expect_open();
  std::uint64_t words[words_of(Width)];
  for (std::uint64_t i = 0; i < beats; ++i) {
    if (!file.next(words, words_of(Width))) fail_short(name, i, beats);
    stream.write(beat_of<Width>(words));
  }
  if (!file.at_end()) fail_long(name, beats);
}

// Writes the stream's beats to <folder>/<name>.out and leaves the stream as it was. The stream's producer has
// finished, so a wrong number of beats shows as an underrun or a leftover at its reader.
template <int Width>
void record(::hls::stream<ap_uint<Width> >& stream, const std::string& name, std::uint64_t beats) {
  Writer file(name);
  const std::uint64_t held = stream.size();
  std::uint64_t words[words_of(Width)];
  for (std::uint64_t i = 0; i < held; ++i) {
    const ap_uint<Width> beat = stream.read();
    to_words(beat, words);
    file.add(words, words_of(Width));
    stream.write(beat);
  }
  file.close(held, beats);
}

template <int Width>
void expect_drained(::hls::stream<ap_uint<Width> >& stream, const std::string& name) {
  if (!stream.empty()) fail_drained(name, stream.size());
}

// Reads a recorded output stream, as the test bench does: empties it, and compares its beats with those of
// <folder>/<name>.expected if that file exists. With `wanted_there` it must exist.
template <int Width>
void check(::hls::stream<ap_uint<Width> >& stream, const std::string& name, bool wanted_there = false) {
  Checker file(name, wanted_there);
  std::uint64_t words[words_of(Width)];
  while (!stream.empty()) {
    to_words(stream.read(), words);
    file.check(words, words_of(Width));
  }
  file.close();
}

}  // namespace csim
}  // namespace hls
}  // namespace weir

#endif
