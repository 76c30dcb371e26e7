// A network: layers joined by streams. Knows no engine.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/block.hpp"
#include "network/layers.hpp"

namespace weir {

// Clock cycles; cycle 0 is the first rising edge after reset is released.
using Cycle = std::int64_t;

// The deepest FIFO, in beats.
inline constexpr std::int64_t kMaxDepth = std::int64_t{1} << 24;

// Instead of a depth: an unlimited FIFO, which takes every beat at once. It serves analyses only; hardware
// has none. Only the models support it, and only for streams that go to a layer.
inline constexpr std::int64_t kUnlimited = 0;

// The network's border: the producer of a network input, or the consumer of a network output.
inline constexpr int kBorder = -1;

// A FIFO's delays: a beat pushed in cycle t can be popped from t + write_to_read on; a slot freed in cycle t
// can take a push from t + read_to_write on. Both are at least 1.
struct FifoDelays {
  Cycle write_to_read = 1;
  Cycle read_to_write = 1;
  Cycle opens = 0;  // nothing is pushed before that cycle

  friend bool operator==(const FifoDelays&, const FifoDelays&) = default;
};

// A FIFO's depth in beats, and its delays.
struct Fifo {
  std::int64_t depth = 2;
  FifoDelays delays = {};

  friend bool operator==(const Fifo&, const Fifo&) = default;
};

// The vendor's FIFO (axis_data_fifo 2.0) with `memory` beats of memory and two more behind it. Its delays are
// those of the stand-in rtl/vendor/xpm_fifo_axis.sv; that the original has the same is assumed
// (docs/finn-rtl.md).
inline Fifo vendor_fifo(std::int64_t memory) { return {memory + 2, {3, 1, 8}}; }

// A pipeline with one enable for all its stages (docs/timing.md, "Freezing pipelines"): a blocked output
// stops every stage.
struct Freezing {
  Cycle depth = 1;                // D, in stages, >= 1
  bool on_missing_input = false;  // a missing input also stops every stage, except between frames; else a
                                  // bubble enters
  // The pipeline has an output register behind its last stage. A beat that finds it occupied moves aside, and
  // every stage stops until the beat is in the register. Without one, the last stage itself offers the beat.
  bool output_register = false;
  bool frames_apart = false;  // a frame begins once the previous frame's last beat has been transferred

  friend bool operator==(const Freezing&, const Freezing&) = default;
};

// The block of finn-rtllib that implements the layer (docs/timing.md, "finn-rtllib"). Its other parameters
// follow from the layer.
struct Rtllib {
  // mvu_4sx4u and mvu_8sx8u_dsp48, or mvu_vvu_8sx9_dsp58. kByKind: kDsp48 for an mvtu, kDsp58 for a vvtu,
  // which no other core computes.
  enum class Core : std::uint8_t { kByKind, kDsp48, kDsp58 };

  // The release of finn-rtllib. k2024: FINN v0.10; k2025: the development branch of 2025, with a different
  // memstream.
  enum class Release : std::uint8_t { k2024, k2025 };

  Core core = Core::kByKind;   // of an mvtu or a vvtu
  std::int64_t segment = 0;    // DSP58s chained without registers between them; 0: all of them
  bool deep_pipeline = false;  // threshold only: two stages instead of one for each bit of its output
  Release release = Release::k2024;

  friend bool operator==(const Rtllib&, const Rtllib&) = default;
};

// The block that HLS generates for the layer from FINN's library (docs/timing.md, "HLS blocks"): a register
// slice of two beats at each port, and a repeated control of pipelined loops and FSM states between them. Its
// numbers are measured on the block's own RTL.
struct HlsBlock {
  enum class Control : std::uint8_t {
    kCall,          // `start` states, the loop over `frames` frames, a state that waits for the output
    kCountedCalls,  // `start` states; for each of `frames` frames `before` states and the loop; `after`
                    // states; the state that waits
    kBursts,  // `start` states and one for each channel fold; for each window `before` states, its beats
              // read, `between` states, its beats written, one more; `after` states; the state that waits
    kReadThenWrite,  // `start` states, the frame read, `between` states, a beat written, the state that waits
    kEndless         // the loop alone, without end
  };

  Control control = Control::kCall;
  Cycle depth = 1;       // an iteration that begins in cycle t writes in cycle t + depth
  bool exit = true;      // one extra iteration detects the end of the loop; in an endless loop, the end of a
                         // frame
  bool freezes = false;  // a missing input stops all stages; else a bubble enters
  bool completes = false;  // an iteration leaves only if the output's slice is empty or becomes empty in that
                           // cycle
  std::int64_t frames = 1;
  Cycle start = 2;
  Cycle before = 0;
  Cycle between = 0;
  Cycle after = 0;

  friend bool operator==(const HlsBlock&, const HlsBlock&) = default;
};

struct HlsControlName {
  HlsBlock::Control control;
  std::string_view name;
};
// Their names in a scenario.
inline constexpr HlsControlName kHlsControls[] = {{HlsBlock::Control::kCall, "call"},
                                                  {HlsBlock::Control::kCountedCalls, "counted_calls"},
                                                  {HlsBlock::Control::kBursts, "bursts"},
                                                  {HlsBlock::Control::kReadThenWrite, "read_then_write"},
                                                  {HlsBlock::Control::kEndless, "endless"}};

// One bounded stream: a producer, a FIFO of `depth` beats, a consumer. A frame's tensor crosses it as
// `beats_per_frame` beats of width_bits bits: its elements, first (innermost) in the least significant bits,
// without gaps. If the width does not divide the frame's bits (only possible at a dwc's output), the last
// beat is padded with zeros.
struct Stream {
  std::string name;    // the producer's name + "_out", of several outputs "_out0" and so on; or the network
                       // input's name; unique; a C and SystemVerilog identifier
  int from = kBorder;  // index of the producing layer
  int to = kBorder;    // index of the consuming layer
  DataType element;
  Shape shape;  // of a frame's tensor
  std::int64_t width_bits = 1;
  std::int64_t beats_per_frame = 0;
  std::int64_t depth = 2;
  FifoDelays delays = {};
  bool wire = false;  // no FIFO: a beat leaves the producer in the cycle in which the consumer takes it;
                      // depth and delays mean nothing
  // Further FIFOs behind this one, in stream order: FINN's hardware splits deep FIFOs.
  std::vector<Fifo> further = {};

  // The bits of a frame's elements.
  [[nodiscard]] std::int64_t frame_bits() const { return elements_of(shape) * element.bits; }
};

struct Layer {
  std::string name;  // unique; a C and SystemVerilog identifier
  LayerParams params;
  std::vector<int> inputs;                // indices of streams, in the kind's order
  std::vector<int> outputs;               // likewise
  std::optional<Freezing> freezing = {};  // its hardware; none: elastic
  bool slices = false;                    // a register slice of two beats at each of its ports
  std::optional<Rtllib> rtllib = {};      // its hardware; with neither freezing nor slices
  std::optional<HlsBlock> hls = {};       // likewise
  std::optional<Block> block = {};        // a user's RTL that replaces the layer and has no model

  // Whether an earlier beat or an earlier free slot never delays any of its outputs.
  [[nodiscard]] bool monotone() const { return !freezing && !rtllib && !hls; }
  [[nodiscard]] std::string_view kind() const;
  // Rows or channels (pe) and columns (simd) per cycle; 1 if the kind has no such folding.
  [[nodiscard]] std::int64_t pe() const;
  [[nodiscard]] std::int64_t simd() const;
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t ideal_cycles() const;
  // A remark on what may surprise a user; "" if there is none.
  [[nodiscard]] std::string remark() const;
};

// A FINN build's folder, whose own RTL implements the network.
struct FinnBuild {
  // An HLS block's measured numbers, and the RTL they were measured on.
  struct Measured {
    HlsBlock block;
    std::uint64_t rtl = 0;
  };

  std::filesystem::path folder;
  std::filesystem::path graph;                    // in the folder: the .onnx file that belongs to the RTL
  std::map<std::string, std::string> nodes;       // by layer: its node
  std::map<std::string, Measured> measured = {};  // by layer
  Cycle idle = 2;       // cycles from the end of reset until the first input may be offered
  bool own_top = true;  // also run the build's own stitched top, and compare its signals
  std::string file;     // where it is stated, for messages
  int line = 0;
  bool part = false;  // the network has only some of the build's layers: a stream at its border ends at the
                      // layer's own port
};

struct Network {
  std::string name;           // an identifier
  std::vector<Layer> layers;  // in topological order
  std::vector<Stream> streams;
  std::vector<int> inputs;   // streams that come from the border, in the scenario's order
  std::vector<int> outputs;  // streams that go to the border
  // The FINN build that implements all layers and streams and sets the depths. None: our RTL, except where a
  // layer or stream states other hardware.
  std::optional<FinnBuild> finn = {};

  [[nodiscard]] const Stream& stream(int index) const { return streams[static_cast<std::size_t>(index)]; }
  [[nodiscard]] Stream& stream(int index) { return streams[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const Layer& layer(int index) const { return layers[static_cast<std::size_t>(index)]; }
  [[nodiscard]] Layer& layer(int index) { return layers[static_cast<std::size_t>(index)]; }
  // The depth that the scenario gives a stream's FIFO; none for a wire, and for a FIFO in a FINN build's RTL.
  [[nodiscard]] std::optional<std::int64_t> stated_depth(int index) const {
    return finn || stream(index).wire ? std::nullopt : std::optional(stream(index).depth);
  }
  // "one of a, b_out (nearest: b_out)", for messages about an unknown stream name.
  [[nodiscard]] std::string stream_names(const std::string& unknown = "") const;
  // Index of the stream or layer of that name; -1 if there is none. "a->b" names the stream from a (a layer
  // or an input) to b (a layer or "output"); if width converters are in between, the stream before them. -1
  // if there are several.
  [[nodiscard]] int find_stream(std::string_view stream_name) const;
  // Whether the name belongs to a width converter's stream, or to one at it, that does not exist because the
  // layers need no converter, for example after a change of folding.
  [[nodiscard]] bool names_absent_converter(std::string_view stream_name) const;
  [[nodiscard]] int find_layer(std::string_view layer_name) const;
  // The largest ideal_cycles of any layer and the largest beats_per_frame of any stream: the folding's bound.
  [[nodiscard]] std::int64_t interval_bound() const;
  // Whether the stream repeats a memory's contents without end, directly or through a converter. The hardware
  // then streams on after the last frame.
  [[nodiscard]] bool endless(int stream) const;
  // Whether more beats may cross the stream than the frames have: an endless stream, and in FINN's hardware
  // also one behind a padding layer, which starts the next frame at once.
  [[nodiscard]] bool runs_ahead(int stream) const;
  // The input's own name / "output" for the border, else the layer's name.
  [[nodiscard]] std::string producer_name(int stream) const;
  [[nodiscard]] std::string consumer_name(int stream) const;
};

// Throws BadInput if the hardware that a layer names cannot implement it.
void check_hardware(const Network& network, const Layer& layer);

// The first layer or stream that is other hardware than our own RTL (docs/timing.md, "Other hardware"), in
// words; "" if there is none. Without `border_fifos`, ignores the FIFOs at the border.
std::string other_hardware(const Network& network, bool border_fifos = true);
// Throws BadInput if there is other hardware. `key`: what requires our own RTL.
void check_own_hardware(const std::string& key, const Network& network, bool border_fifos = true);

// The first layer that a user's RTL replaces; null if there is none.
const Layer* first_block(const Network& network);
// Throws BadInput if there is one. `key`: what needs a model of every layer.
void check_modelled(const std::string& key, const Network& network);

// Whether C++ or SystemVerilog gives the name a meaning, so that nothing emitted can have it.
bool is_reserved(const std::string& name);
// Whether C++ or the emitted C++ does.
bool is_cpp_word(const std::string& name);

// Builds a network layer by layer. Inserts width converters and derives members from the shapes.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(std::string name, std::int64_t default_depth = 2);

  // A network input; `name` names its stream. Throws BadInput if width does not divide the frame.
  void input(const std::string& name, const DataType& element, const Shape& shape,
             std::int64_t elements_per_beat);
  // Adds a layer fed by the streams `from`, in its kind's order. Each entry names a network input, a layer or
  // a stream; a layer with several outputs stands for its first unread one. Empty: the last stream added, of
  // several outputs the first. Fills in the shape-dependent parameters (cols, vectors, channels, inputs,
  // input type, accumulator if its width is 0, frame_bits) and inserts a width converter `<from>_<name>_dwc`
  // if the widths differ. If an mvtu or a vvtu streams its weights, also adds memstream `<name>_weights`.
  // Throws BadInput.
  void add(const std::string& name, LayerParams params, const std::vector<std::string>& from = {});
  template <std::convertible_to<std::string> Name>
  void add(const std::string& name, LayerParams params, const Name& from) {
    add(name, std::move(params),
        from == std::string() ? std::vector<std::string>{} : std::vector<std::string>{from});
  }
  // Sets the depth of the stream `from` (empty: the last one added), as a scenario's `fifo` entry does. If a
  // converter follows, this is the stream before it.
  void fifo(std::int64_t depth, const std::string& from = "");
  // Gives the unread stream `from` (empty: the last one added) another shape with the same number of
  // elements, as a scenario's `reshape` entry does. Order and beats stay the same. The stream then counts as
  // the last one added. Throws BadInput.
  void reshape(const Shape& shape, const std::string& from = "");
  // Sets the depth of any stream by its name. Call at the end, when the converters exist.
  void depth(const std::string& stream, std::int64_t depth);

  // The stream `from`, or the last one added.
  [[nodiscard]] const Stream& tail(const std::string& from = "") const;
  // The layer that writes that stream; null for a network input.
  [[nodiscard]] const Layer* producer(const std::string& from = "") const;

  // Every stream without a consumer becomes a network output. Throws BadInput.
  Network finish();

 private:
  // Avoids the streams in `taken` if the producer has others.
  int stream_of(const std::string& producer, const std::vector<int>& taken = {}) const;
  int new_stream(const std::string& name, int from, const DataType& element, const Shape& shape,
                 std::int64_t width_bits);
  void append(const std::string& name, LayerParams params, std::vector<int> inputs);
  int converted(int stream, const std::string& consumer, std::int64_t wanted_bits);

  Network network_;
  std::int64_t default_depth_;
  int tail_ = -1;
};

}  // namespace weir
