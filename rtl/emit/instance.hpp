// What a layer is in SystemVerilog: an instance of its kind's module. Each kind tells its own, in
// rtl/emit/<kind>.cpp.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"

namespace weir::rtl {

// How the modules name a type's coding.
int kind_of(const DataType& type);
// Bits of the two's complement that holds every value of the type.
std::int64_t signed_bits(const DataType& type);
std::int64_t code_of(const DataType& type, std::int64_t value);

// A memory's words of so many lanes each, as $readmemh reads them.
std::string image(const Tensor& values, const DataType& type, std::int64_t lanes);

class Instance {
 public:
  // A memory image, made when it is asked for.
  struct Memory {
    std::string file;
    std::function<std::string()> text;
  };

  explicit Instance(std::string layer) : layer_(std::move(layer)) {}

  // Parameters of the module.
  void set(std::string_view name, std::int64_t value);
  void set(const std::string& name, const Extent& extent);
  // 32 bits each, the first in the lowest.
  void set(std::string_view name, const std::vector<std::int64_t>& values);
  // The parameter that names the image of a memory, and the image.
  void memory(std::string_view name, std::string_view of, std::function<std::string()> text);
  // All that says how values of `compared` become steps, of `pe` rows side by side.
  void set(const Thresholds& thresholds, std::int64_t pe, const DataType& compared);

  // The library's modules that its own instances, each after those that it needs.
  void needs(std::initializer_list<std::string> modules) { modules_ = modules; }

  // Ports, in the order of Layer::inputs and outputs. The last takes all streams that are left.
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

// Of each kind. The layer outlives the instance.
#define WEIR_DECLARE(Kind) void describe(Instance& out, const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Instance instance(const Layer& layer);

}  // namespace weir::rtl
