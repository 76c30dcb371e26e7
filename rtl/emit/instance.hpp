// A layer in SystemVerilog: an instance of its kind's module. Each kind describes its own instance, in
// rtl/emit/<kind>.cpp.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"

namespace weir::rtl {

// The modules' number for the coding of a type: 0 unsigned, 1 two's complement, 2 bipolar.
int kind_of(const DataType& type);
// Bits that hold every value of the type in two's complement.
std::int64_t signed_bits(const DataType& type);
std::int64_t code_of(const DataType& type, std::int64_t value);

// A memory's words with that many lanes each, in the format of $readmemh.
std::string image(const Tensor& values, const DataType& type, std::int64_t lanes);

class Instance {
 public:
  // A memory image, generated on demand.
  struct Memory {
    std::string file;
    std::function<std::string()> text;
  };

  explicit Instance(std::string layer) : layer_(std::move(layer)) {}

  // Sets a parameter of the module.
  void set(std::string_view name, std::int64_t value);
  void set(const std::string& name, const Extent& extent);
  // 32 bits for each value, the first in the lowest bits.
  void set(std::string_view name, const std::vector<std::int64_t>& values);
  // The parameter that names the image of a memory, and the image.
  void memory(std::string_view name, std::string_view of, std::function<std::string()> text);
  // Sets all parameters that describe thresholds on values of `compared`, with `pe` rows in parallel.
  void set(const Thresholds& thresholds, std::int64_t pe, const DataType& compared);

  // The library's modules that its module instantiates, each after those that it needs.
  void needs(std::initializer_list<std::string> modules) { modules_ = modules; }

  // Ports, in the order of Layer::inputs and outputs. The last one takes all remaining streams.
  std::vector<std::string_view> inputs{"in"};
  std::vector<std::string_view> outputs{"out"};

  [[nodiscard]] const std::string& layer() const { return layer_; }
  [[nodiscard]] const std::vector<std::string>& parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<std::string>& modules() const { return modules_; }
  [[nodiscard]] const std::vector<Memory>& memories() const { return memories_; }

 private:
  std::string layer_;
  std::vector<std::string> parameters_;
  std::vector<std::string> modules_;
  std::vector<Memory> memories_;
};

// Each kind defines this. The layer must outlive the instance.
#define WEIR_DECLARE(Kind) void describe(Instance& out, const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Instance instance(const Layer& layer);

}  // namespace weir::rtl
