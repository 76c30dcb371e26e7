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

#include <cstdint>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

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

template <int Width>
ap_uint<Width> read_beat(std::ifstream& file) {
  ap_uint<Width> beat = 0;
  for (int lo = 0; lo < Width; lo += 64) {
    std::uint64_t word = 0;
    file.read(reinterpret_cast<char*>(&word), sizeof word);
    beat.range(lo + 63 < Width ? lo + 63 : Width - 1, lo) = ap_uint<64>(word);
  }
  return beat;
}

// Fills a stream with `beats` beats from <folder>/<name>.in.
template <int Width>
void load(::hls::stream<ap_uint<Width> >& stream, const std::string& name, std::uint64_t beats) {
  std::ifstream file(folder() + "/" + name + ".in", std::ios::binary);
  if (!file) fail(name, "cannot read " + folder() + "/" + name + ".in");
  for (std::uint64_t i = 0; i < beats; ++i) {
    const ap_uint<Width> beat = read_beat<Width>(file);
    if (!file) fail(name, std::to_string(i) + " beats in its file, wanted " + std::to_string(beats));
    stream.write(beat);
  }
  if (file.peek() != std::ifstream::traits_type::eof()) {
    fail(name, "more than " + std::to_string(beats) + " beats in its file");
  }
}

// Writes the stream's beats to <folder>/<name>.out and leaves the stream as it was. The stream's producer has
// finished, so a wrong number of beats shows as an underrun or a leftover at its reader.
template <int Width>
void record(::hls::stream<ap_uint<Width> >& stream, const std::string& name, std::uint64_t beats) {
  std::ofstream file(folder() + "/" + name + ".out", std::ios::binary);
  const std::uint64_t held = stream.size();
  for (std::uint64_t i = 0; i < held; ++i) {
    const ap_uint<Width> beat = stream.read();
    for (int lo = 0; lo < Width; lo += 64) {
      const std::uint64_t word = beat.range(lo + 63 < Width ? lo + 63 : Width - 1, lo).to_uint64();
      file.write(reinterpret_cast<const char*>(&word), sizeof word);
    }
    stream.write(beat);
  }
  if (!file.flush()) fail(name, "cannot write " + folder() + "/" + name + ".out");
  if (held != beats) fail(name, std::to_string(held) + " beats, wanted " + std::to_string(beats));
}

template <int Width>
void expect_drained(::hls::stream<ap_uint<Width> >& stream, const std::string& name) {
  if (!stream.empty()) fail(name, std::to_string(stream.size()) + " beats left over");
}

// Reads a recorded output stream, as the test bench does: empties it, and compares its beats with those of
// <folder>/<name>.expected if that file exists. With `wanted_there` it must exist.
template <int Width>
void check(::hls::stream<ap_uint<Width> >& stream, const std::string& name, bool wanted_there = false) {
  std::ifstream file(folder() + "/" + name + ".expected", std::ios::binary);
  const bool compare = file.is_open();
  if (wanted_there && !compare) fail(name, "cannot read " + folder() + "/" + name + ".expected");
  std::uint64_t beats = 0;
  for (; !stream.empty(); ++beats) {
    const ap_uint<Width> beat = stream.read();
    if (!compare) continue;
    const ap_uint<Width> wanted = read_beat<Width>(file);
    if (!file) fail(name, "more beats than the " + std::to_string(beats) + " expected");
    if (beat != wanted) fail(name, "beat " + std::to_string(beats) + " is not as expected");
  }
  if (!compare) return;
  if (file.peek() != std::ifstream::traits_type::eof()) {
    fail(name, std::to_string(beats) + " beats, fewer than expected");
  }
  std::cout << name << ": " << beats << " beats as expected\n";
}

}  // namespace csim
}  // namespace hls
}  // namespace weir

#endif
