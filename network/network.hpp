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

// In place of a depth: the FIFO takes every beat at once. Of questions about a network, not of hardware; only
// the models know it, and only of streams that go to a layer.
inline constexpr std::int64_t kUnlimited = 0;

// Stands for the network's border where a stream comes from no layer, or goes to none.
inline constexpr int kBorder = -1;

// How long a FIFO takes: a beat pushed at t can pop at t + write_to_read at the earliest, a slot popped at t
// can be pushed into at t + read_to_write. Both at least 1.
struct FifoDelays {
  Cycle write_to_read = 1;
  Cycle read_to_write = 1;
  Cycle opens = 0;  // nothing is pushed before that cycle

  friend bool operator==(const FifoDelays&, const FifoDelays&) = default;
};

// So many beats, and how long they take through it.
struct Fifo {
  std::int64_t depth = 2;
  FifoDelays delays = {};

  friend bool operator==(const Fifo&, const Fifo&) = default;
};

// The vendor's FIFO (axis_data_fifo 2.0) whose memory holds so many beats: two more behind it, and its cycles
// as its stand-in has them (rtl/vendor/xpm_fifo_axis.sv), which is assumed (docs/finn-rtl.md).
inline Fifo vendor_fifo(std::int64_t memory) { return {memory + 2, {3, 1, 8}}; }

// A pipeline with one enable for all its stages (docs/timing.md, "Freezing pipelines"): a blocked output
// stops every stage.
struct Freezing {
  Cycle depth = 1;                // D, in stages, >= 1
  bool on_missing_input = false;  // a missing input stops every stage, too, but between frames; else a bubble
                                  // enters
  // Behind the last stage, a beat that its output register has no room for steps aside, and every stage stops
  // until it is in that register. Else a beat is offered by the last stage itself.
  bool output_register = false;
  bool frames_apart = false;  // a frame begins when the last beat of the one before has been transferred

  friend bool operator==(const Freezing&, const Freezing&) = default;
};

// The block of finn-rtllib that does what the layer does (docs/timing.md, "finn-rtllib"). What it is built
// with follows from the layer but for these.
struct Rtllib {
  // mvu_4sx4u and mvu_8sx8u_dsp48, or mvu_vvu_8sx9_dsp58. By kind: kDsp48 of an mvtu, kDsp58 of a vvtu, which
  // no other core computes.
  enum class Core : std::uint8_t { kByKind, kDsp48, kDsp58 };

  // Of finn-rtllib: k2024 is that of FINN v0.10, k2025 what its development had in 2025, with another
  // memstream.
  enum class Release : std::uint8_t { k2024, k2025 };

  Core core = Core::kByKind;   // of an mvtu or a vvtu
  std::int64_t segment = 0;    // of DSP58s: those in a row without registers between them; 0: all of them
  bool deep_pipeline = false;  // of a threshold: two stages, not one, for each bit of its output
  Release release = Release::k2024;

  friend bool operator==(const Rtllib&, const Rtllib&) = default;
};

// What HLS made of the layer of FINN's library (docs/timing.md, "HLS blocks"): a register slice of two beats
// at each port, and behind them pipelined loops and the states between them, over and over. Its numbers are
// measured on the block's own RTL.
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
  Cycle depth = 1;   // an iteration that begins in cycle t writes in cycle t + depth
  bool exit = true;  // one iteration more finds that the loop has ended; of an endless one, that a frame has
  bool freezes = false;    // a missing input stops all stages; else a bubble enters
  bool completes = false;  // an iteration leaves when the output's slice is empty or about to be
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
// As a scenario has them.
inline constexpr HlsControlName kHlsControls[] = {{HlsBlock::Control::kCall, "call"},
                                                  {HlsBlock::Control::kCountedCalls, "counted_calls"},
                                                  {HlsBlock::Control::kBursts, "bursts"},
                                                  {HlsBlock::Control::kReadThenWrite, "read_then_write"},
                                                  {HlsBlock::Control::kEndless, "endless"}};

// One bounded stream: a producer, a FIFO of `depth` beats, a consumer. A frame's tensor crosses it as
// `beats_per_frame` beats of width_bits bits: its elements, first (innermost) in the least significant bits,
// without gaps. If the width does not divide the frame's bits, which may be of a dwc's output alone, its last
// beat is filled up with zeros.
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
  // FIFOs behind it, one behind the other, in the order of the beats' way: FINN's hardware has deep ones in
  // pieces.
  std::vector<Fifo> further = {};

  // Of a frame's elements.
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
  std::optional<Block> block = {};        // RTL in its place that is not ours, and has no model

  // Whether an earlier beat or an earlier free slot makes none of its outputs later.
  [[nodiscard]] bool monotone() const { return !freezing && !rtllib && !hls; }
  [[nodiscard]] std::string_view kind() const;
  // Rows or channels, and columns, a cycle; 1 where the kind knows no such folding.
  [[nodiscard]] std::int64_t pe() const;
  [[nodiscard]] std::int64_t simd() const;
  // Iterations a frame: no frame can take fewer cycles.
  [[nodiscard]] std::int64_t ideal_cycles() const;
  // What a user might not expect of it, in words; "" if there is nothing.
  [[nodiscard]] std::string remark() const;
};

// A folder of a FINN build whose own RTL a network is.
struct FinnBuild {
  // An HLS block as it was measured, and what its RTL then was.
  struct Measured {
    HlsBlock block;
    std::uint64_t rtl = 0;
  };

  std::filesystem::path folder;
  std::filesystem::path graph;                    // in the folder: the .onnx file that belongs to the RTL
  std::map<std::string, std::string> nodes;       // by layer: its node
  std::map<std::string, Measured> measured = {};  // by layer
  Cycle idle = 2;       // cycles from the end of reset until the first input may be offered
  bool own_top = true;  // run the top of the author's stitching beside it, and hold it to the same signals
  std::string file;     // where it is stated, for messages
  int line = 0;
  bool part = false;  // the network has not all of the build's layers: a stream to or from its border ends at
                      // the layer's own port
};

struct Network {
  std::string name;           // an identifier
  std::vector<Layer> layers;  // in topological order
  std::vector<Stream> streams;
  std::vector<int> inputs;   // streams that come from the border, in the scenario's order
  std::vector<int> outputs;  // streams that go to the border
  // The hardware of all layers and streams; none: ours, but for what these say of themselves. Depths are then
  // the build's own.
  std::optional<FinnBuild> finn = {};

  [[nodiscard]] const Stream& stream(int index) const { return streams[static_cast<std::size_t>(index)]; }
  [[nodiscard]] Stream& stream(int index) { return streams[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const Layer& layer(int index) const { return layers[static_cast<std::size_t>(index)]; }
  [[nodiscard]] Layer& layer(int index) { return layers[static_cast<std::size_t>(index)]; }
  // The depth that the scenario gives a stream's FIFO; none where it is a FINN build's own, in its RTL, and
  // of a wire.
  [[nodiscard]] std::optional<std::int64_t> stated_depth(int index) const {
    return finn || stream(index).wire ? std::nullopt : std::optional(stream(index).depth);
  }
  // "one of a, b_out (nearest: b_out)": for messages of a name that no stream has.
  [[nodiscard]] std::string stream_names(const std::string& unknown = "") const;
  // Index of the stream or layer of that name; -1 if there is none. "a->b" names the stream from a, a layer
  // or an input, that b reads, a layer or "output"; where converters of widths lie between them, the one
  // before these. None if there are several.
  [[nodiscard]] int find_stream(std::string_view stream_name) const;
  // Whether the name is of a converter's stream, or of one to or from it, where the streams between those
  // layers need none, as after another folding.
  [[nodiscard]] bool names_absent_converter(std::string_view stream_name) const;
  [[nodiscard]] int find_layer(std::string_view layer_name) const;
  // The largest ideal_cycles of any layer and the largest beats_per_frame of any stream: the folding's bound.
  [[nodiscard]] std::int64_t interval_bound() const;
  // Whether the stream carries a memory's contents over and over, directly or through a converter: the
  // hardware streams past the last frame's beats.
  [[nodiscard]] bool endless(int stream) const;
  // Whether more beats may cross it than the frames have: an endless one; in FINN's hardware also one behind
  // a padding layer, which begins the next frame at once.
  [[nodiscard]] bool runs_ahead(int stream) const;
  // The input's own name / "output" for the border, else the layer's name.
  [[nodiscard]] std::string producer_name(int stream) const;
  [[nodiscard]] std::string consumer_name(int stream) const;
};

// Throws BadInput where a layer cannot be made of the hardware that it names.
void check_hardware(const Network& network, const Layer& layer);

// The first layer or stream that is other hardware than our own RTL (docs/timing.md, "Other hardware"), in
// words; "" if there is none. Without `border_fifos`, the FIFOs of the streams at the border are not looked
// at.
std::string other_hardware(const Network& network, bool border_fifos = true);
// Throws BadInput if there is one. `key` says what it is that takes no other hardware.
void check_own_hardware(const std::string& key, const Network& network, bool border_fifos = true);

// The first layer in whose place a user's RTL stands; null if there is none.
const Layer* first_block(const Network& network);
// Throws BadInput if there is one. `key` says what it is that needs a model of every layer.
void check_modelled(const std::string& key, const Network& network);

// Whether C++ or SystemVerilog gives the name a meaning, so that nothing emitted can have it.
bool is_reserved(const std::string& name);

// Builds a network layer by layer; joins widths with converters and fills in what follows from the shapes.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(std::string name, std::int64_t default_depth = 2);

  // A network input; `name` names its stream. Throws BadInput if width does not divide the frame.
  void input(const std::string& name, const DataType& element, const Shape& shape,
             std::int64_t elements_per_beat);
  // Adds a layer fed by the streams `from`, in its kind's order: each a network input's, a layer's or a
  // stream's name; of a layer of several outputs the first that nobody reads yet. Empty: whatever was added
  // last, of several outputs the first. Of the parameters the shape-dependent ones (cols, vectors, channels,
  // inputs, input type, accumulator if its width is 0, frame_bits) are filled in here; a width converter
  // `<from>_<name>_dwc` is put in where the widths differ. If an mvtu or a vvtu streams its weights,
  // memstream `<name>_weights` is added beside it. Throws BadInput.
  void add(const std::string& name, LayerParams params, const std::vector<std::string>& from = {});
  template <std::convertible_to<std::string> Name>
  void add(const std::string& name, LayerParams params, const Name& from) {
    add(name, std::move(params),
        from == std::string() ? std::vector<std::string>{} : std::vector<std::string>{from});
  }
  // Sets the depth of the stream that `from` names (empty: that was added last): what a `fifo` entry of a
  // scenario says. Where a converter follows, this is the stream before it.
  void fifo(std::int64_t depth, const std::string& from = "");
  // Has the stream that `from` names (empty: that was added last), which no layer reads yet, seen in a shape
  // of as many elements from here on, in the same order and beats: what a `reshape` entry of a scenario says.
  // It is then the stream that was added last. Throws BadInput.
  void reshape(const Shape& shape, const std::string& from = "");
  // Sets the depth of any stream by its name, at the end (after the converters are there).
  void depth(const std::string& stream, std::int64_t depth);

  // The element type and shape of the stream that was added last, or that `from` names.
  [[nodiscard]] const Stream& tail(const std::string& from = "") const;
  // The layer that writes it; null for a network input.
  [[nodiscard]] const Layer* producer(const std::string& from = "") const;

  // Every stream without a consumer becomes a network output. Throws BadInput.
  Network finish();

 private:
  // Not one of `taken`, where the producer has others.
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
