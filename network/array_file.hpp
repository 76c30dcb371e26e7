// Arrays of integers from files: IDX (the MNIST format), NumPy's .npy and .npz.
#pragma once

#include <filesystem>
#include <string>

#include "network/tensor.hpp"

namespace weir {

// How numbers that are not 64-bit integers are handled.
enum class Rounding {
  kNone,  // refuse them
  kUp     // round up to a 64-bit integer, at most the largest one; refuse NaN
};

// All readers throw BadInput. Its `found` names the array file; its own file stays empty for the caller to
// fill in with the scenario that names the array.

// IDX, plain or gzip: unsigned and signed bytes, 16-bit and 32-bit integers, any number of extents.
// http://yann.lecun.com/exdb/mnist/
Tensor read_idx(const std::filesystem::path& file);
// .npy versions 1 to 3, C or Fortran order, of either byte order: booleans, integers of 8 to 64 bits, and
// floats of 32 and 64. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
Tensor read_npy(const std::filesystem::path& file, Rounding rounding = Rounding::kNone);
// The array of that name in an .npz (a zip archive, stored or deflated, of .npy members).
Tensor read_npz(const std::filesystem::path& file, const std::string& array,
                Rounding rounding = Rounding::kNone);
// The bytes of a .npy of version 1 that holds the tensor: C order, little-endian integers of 64 bits.
std::string npy_of(const Tensor& tensor);

// Records as CIFAR-10's binary files hold them, plain or gzip: a label, then 3 planes of 32 x 32 pixels, a
// byte each. https://www.cs.toronto.edu/~kriz/cifar.html
struct Cifar10 {
  Tensor images;  // [records, 32, 32, 3], 0 to 255
  Tensor labels;  // [records], 0 to 255
};
Cifar10 read_cifar10(const std::filesystem::path& file);

}  // namespace weir
