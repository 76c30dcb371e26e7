// A camera, an accelerator and a host: the camera sends the scenario's frames, the host prints what comes out
// and in which cycle. Usage: system SCENARIO FRAMES [SLOW], where the host takes a beat every SLOW cycles
// only.
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <systemc>
#include <utility>
#include <vector>
#include <weir/accelerator.hpp>

namespace {

using Fifo = sc_core::sc_fifo<weir::Beat>;

struct Camera : sc_core::sc_module {
  sc_core::sc_fifo_out<weir::Beat> out;

  SC_HAS_PROCESS(Camera);
  Camera(sc_core::sc_module_name name, const weir::Accelerator& to, std::size_t input, std::int64_t frames)
      : sc_module(name), accelerator(to), in(input), count(frames) {
    SC_THREAD(send);
  }

  void send() {
    for (std::int64_t f = 0; f < count; ++f) {
      for (const weir::Beat& beat : accelerator.to_beats(in, accelerator.scenario_frame(in, f)))
        out->write(beat);
    }
  }

  const weir::Accelerator& accelerator;
  std::size_t in;
  std::int64_t count;
};

struct Host : sc_core::sc_module {
  sc_core::sc_fifo_in<weir::Beat> in;

  SC_HAS_PROCESS(Host);
  Host(sc_core::sc_module_name name, const weir::Accelerator& from, std::size_t output, std::int64_t frames,
       int slow)
      : sc_module(name), accelerator(from), out(output), count(frames), cycles_a_beat(slow) {
    SC_THREAD(receive);
  }

  void receive() {
    for (std::int64_t f = 0; f < count; ++f) {
      std::vector<weir::Beat> beats;
      while (static_cast<std::int64_t>(beats.size()) < accelerator.outputs()[out].beats_per_frame) {
        beats.push_back(in->read());
        if (cycles_a_beat > 1) wait(cycles_a_beat * accelerator.period());
      }
      std::cout << accelerator.outputs()[out].name << " frame " << f << " cycle "
                << sc_core::sc_time_stamp().value() / accelerator.period().value() << ":";
      for (const std::int64_t element : accelerator.from_beats(out, beats)) std::cout << ' ' << element;
      std::cout << '\n';
    }
  }

  const weir::Accelerator& accelerator;
  std::size_t out;
  std::int64_t count;
  int cycles_a_beat;
};

}  // namespace

int sc_main(int argc, char* argv[]) {
  if (argc < 3) {
    std::cerr << "usage: system SCENARIO FRAMES [SLOW]\n";
    return 2;
  }
  try {
    const std::int64_t frames = std::atoll(argv[2]);
    const int slow = argc > 3 ? std::atoi(argv[3]) : 1;
    weir::Accelerator accelerator("accelerator", argv[1]);
    std::vector<std::unique_ptr<Fifo>> fifos;
    std::vector<std::unique_ptr<Camera>> cameras;
    std::vector<std::unique_ptr<Host>> hosts;
    for (std::size_t i = 0; i < accelerator.inputs().size(); ++i) {
      fifos.push_back(std::make_unique<Fifo>(2));
      accelerator.in[i](*fifos.back());
      cameras.push_back(
          std::make_unique<Camera>(("camera" + std::to_string(i)).c_str(), accelerator, i, frames));
      cameras.back()->out(*fifos.back());
    }
    for (std::size_t o = 0; o < accelerator.outputs().size(); ++o) {
      fifos.push_back(std::make_unique<Fifo>(2));
      accelerator.out[o](*fifos.back());
      hosts.push_back(
          std::make_unique<Host>(("host" + std::to_string(o)).c_str(), accelerator, o, frames, slow));
      hosts.back()->in(*fifos.back());
    }
    sc_core::sc_start();
  } catch (const std::exception& error) {
    std::cerr << "system: " << error.what() << '\n';
    return 2;
  }
  return 0;
}
