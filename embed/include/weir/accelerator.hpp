// A scenario's network as a module in a SystemC model: beats go in and come out in the cycles of its RTL.
//
//     weir::Accelerator accelerator("accelerator", "lfc.yaml");
//     sc_core::sc_fifo<weir::Beat> pixels(2), labels(2);
//     accelerator.in[0](pixels);
//     accelerator.out[0](labels);
//
// CMake: find_package(weir), target weir::accelerator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <systemc>
#include <vector>

namespace weir {

// What crosses a stream in one transfer: ceil(width / 64) words, the least significant first, bits above the
// width zero. An accelerator that reads another number of words, or other bits, ends the simulation with an
// exception that names its input.
struct Beat {
  std::vector<std::uint64_t> words;

  friend bool operator==(const Beat& a, const Beat& b) { return a.words == b.words; }
  friend bool operator!=(const Beat& a, const Beat& b) { return !(a == b); }
};
std::ostream& operator<<(std::ostream& out, const Beat& beat);

// A cycle is a clock period of kernel time; cycle 0 begins at time 0. A beat that is in the sc_fifo of an
// input enters the accelerator's own FIFO at the first cycle's edge from then on in which that has room, one
// in a cycle. A beat leaves for the sc_fifo of an output at the first edge from which on the accelerator
// shows it and the sc_fifo has room, one in a cycle; while it has none the accelerator is stalled, as its
// RTL would be. The scenario's own frames, and its traffic at the network's border, play no part.
//
// There is no reset and no clock port: the accelerator is as its RTL is at the end of reset when it is made,
// and stays in step with `period`. A port that is left unbound is SystemC's own error (E109) at the start.
//
// The kernel's time stands between cycles wherever nothing can happen: none of the modules ticks.
class Accelerator : public sc_core::sc_module {
 public:
  struct Stream {
    std::string name;
    int width_bits = 0;
    std::int64_t beats_per_frame = 0;
    std::vector<std::int64_t> shape;  // of a frame, outermost extent first
  };

  // Reads the scenario file. Period zero: that of the scenario's clock_mhz. Throws std::runtime_error, which
  // says what is wrong where.
  Accelerator(const sc_core::sc_module_name& name, const std::string& scenario,
              const sc_core::sc_time& period = sc_core::SC_ZERO_TIME);
  ~Accelerator() override;
  Accelerator(const Accelerator&) = delete;
  Accelerator& operator=(const Accelerator&) = delete;

  // One for each of the network's inputs and outputs, in its order.
  sc_core::sc_vector<sc_core::sc_port<sc_core::sc_fifo_in_if<Beat>>> in;
  sc_core::sc_vector<sc_core::sc_port<sc_core::sc_fifo_out_if<Beat>>> out;

  const std::vector<Stream>& inputs() const;
  const std::vector<Stream>& outputs() const;
  sc_core::sc_time period() const;

  // A frame's elements, in the order of its shape, as the beats in which they cross a stream, and back.
  std::vector<Beat> to_beats(std::size_t input, const std::vector<std::int64_t>& frame) const;
  std::vector<std::int64_t> from_beats(std::size_t output, const std::vector<Beat>& beats) const;
  // What the scenario would feed: frame `index` of its own.
  std::vector<std::int64_t> scenario_frame(std::size_t input, std::int64_t index) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace weir
