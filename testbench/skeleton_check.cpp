#include "testbench/skeleton_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "network/error.hpp"
#include "network/random.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/skeleton_core.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

namespace {

using skeleton::Net;
using skeleton::Simulation;

// An input port of both the RTL and the skeleton.
class Both {
 public:
  Both(const VerilatedCore& rtl, Simulation& cut, const skeleton::Design& design, const std::string& port)
      : port_(rtl.port(port)), cut_(cut), nets_(design.ports.at(port)) {}
  void set(std::uint64_t value) { set_words({value}); }
  // All bits, of any number.
  void set_words(const std::vector<std::uint64_t>& words) {
    port_.set_words(words.data(), port_.bits);
    for (std::size_t bit = 0; bit < nets_.size(); ++bit)
      cut_.set(nets_[bit], ((words[bit / 64] >> (bit % 64)) & 1U) != 0);
  }

 private:
  Port port_;
  Simulation& cut_;
  const std::vector<Net>& nets_;
};

// How many cycles of 8 each end is open, and for how long it stays open.
struct Rates {
  int source, sink, inner;
  int length;
};

constexpr Rates kRates[] = {{8, 8, 8, 1}, {3, 8, 8, 3}, {8, 3, 8, 3},
                            {5, 5, 8, 1}, {8, 8, 6, 2}, {4, 4, 6, 5}};

class Lockstep {
 public:
  Lockstep(const Network& network, const SkeletonBuild& build, const RtlBuild& rtl, std::uint64_t seed)
      : network_(network),
        design_(*build.design),
        rtl_(network, rtl, 0),
        core_(network, design_),
        cut_(core_.simulation()),
        random_(seed),
        push_open_(rtl_, cut_, design_, "push_open_i"),
        pop_open_(rtl_, cut_, design_, "pop_open_i") {
    for (const int s : network.inputs) {
      const std::string axis = "s_axis_" + network.stream(s).name;
      sources_.push_back({{rtl_, cut_, design_, axis + "_tvalid"},
                          rtl_.port(axis + "_tdata"),
                          rtl_.port(axis + "_tready"),
                          {}});
      compared_.push_back(axis + "_tready");
    }
    for (const int s : network.outputs) {
      const std::string axis = "m_axis_" + network.stream(s).name;
      sinks_.push_back({{rtl_, cut_, design_, axis + "_tready"}, rtl_.port(axis + "_tvalid"), {}});
      compared_.push_back(axis + "_tvalid");
    }
    for (const char* port :
         {"push_valid_o", "push_ready_o", "pop_valid_o", "pop_ready_o", "layer_issue_o", "layer_blocked_o"})
      compared_.emplace_back(port);
    for (const std::string& name : compared_) ports_.push_back(rtl_.port(name));
    gates_.resize(2 * network.streams.size());
  }

  // Runs that pattern with a reset half way. Each half has `most` cycles or, if `a_frame`, ends earlier once
  // a frame has left every output.
  std::int64_t run(const Rates& rates, std::int64_t most, bool a_frame) {
    std::int64_t cycles = 0;
    for (int half = 0; half < 2; ++half) {
      reset();
      std::vector<std::int64_t> out(sinks_.size());
      const auto done = [&] {
        for (std::size_t o = 0; o < out.size(); ++o) {
          if (out[o] < network_.stream(network_.outputs[o]).beats_per_frame) return false;
        }
        return a_frame;
      };
      for (std::int64_t cycle = 0; cycle < most && !done(); ++cycle, ++cycles) {
        if (cycle % 4096 == 0) check_interrupt();
        drive(rates);
        compare(rates, cycle);
        for (std::size_t o = 0; o < sinks_.size(); ++o) {
          if (sinks_[o].open.is_open && sinks_[o].valid.get() != 0) ++out[o];
        }
        for (Source& source : sources_) source.offered = source.offered && source.ready.get() == 0;
        rtl_.clock();
        cut_.advance(1);
      }
    }
    return cycles;
  }

 private:
  struct Opening {
    bool is_open = true;
    int left = 0;
  };
  struct Source {
    Both valid;
    Port data, ready;
    Opening open;
    bool offered = false;
  };
  struct Sink {
    Both ready;
    Port valid;
    Opening open;
  };

  void advance(Opening& opening, int eighths, int length) {
    if (opening.left-- > 0) return;
    opening.is_open = eighths == 8 || random_.between(0, 7) < eighths;
    opening.left = static_cast<int>(random_.between(0, length - 1));
  }

  void reset() {
    rtl_.reset();
    core_.reset();
    for (Source& source : sources_) source.offered = false;
  }

  void drive(const Rates& rates) {
    for (Source& source : sources_) {
      advance(source.open, rates.source, rates.length);
      if (!source.offered && source.open.is_open) {
        source.offered = true;
        std::vector<std::uint64_t> beat(static_cast<std::size_t>(source.data.bits + 63) / 64);
        for (std::uint64_t& word : beat) word = random_.next();
        source.data.set_words(beat.data(), source.data.bits);
      }
      source.valid.set(source.offered ? 1 : 0);
    }
    for (Sink& sink : sinks_) {
      advance(sink.open, rates.sink, rates.length);
      sink.ready.set(sink.open.is_open ? 1 : 0);
    }
    for (Both* ends : {&push_open_, &pop_open_}) {
      const std::size_t first = ends == &push_open_ ? 0 : network_.streams.size();
      std::vector<std::uint64_t> open((network_.streams.size() + 63) / 64);
      for (std::size_t s = 0; s < network_.streams.size(); ++s) {
        advance(gates_[first + s], rates.inner, rates.length);
        open[s / 64] |= static_cast<std::uint64_t>(gates_[first + s].is_open) << (s % 64);
      }
      ends->set_words(open);
    }
  }

  void compare(const Rates& rates, std::int64_t cycle) {
    rtl_.evaluate();
    cut_.settle();
    for (std::size_t p = 0; p < ports_.size(); ++p) {
      const std::vector<Net>& nets = design_.ports.at(compared_[p]);
      std::vector<std::uint64_t> words(static_cast<std::size_t>(ports_[p].bits + 63) / 64);
      ports_[p].get_words(words.data());
      for (std::size_t bit = 0; bit < nets.size(); ++bit) {
        const bool wanted = ((words[bit / 64] >> (bit % 64)) & 1U) != 0;
        if (cut_.value(nets[bit]) == wanted) continue;
        throw ToolFailure(fmt::format(
            "engine skeleton: {} is not what the RTL has: cycle {}, {}{}: found {}, wanted {} (sources open "
            "{} of 8, "
            "sinks {}, inner ends {})",
            network_.name, cycle, compared_[p], place(compared_[p], bit), cut_.value(nets[bit]) ? 1 : 0,
            wanted ? 1 : 0, rates.source, rates.sink, rates.inner));
      }
    }
  }
  [[nodiscard]] std::string place(const std::string& port, std::size_t bit) const {
    if (port.starts_with("layer")) return fmt::format(" of layer {}", network_.layers[bit].name);
    if (port.starts_with("push") || port.starts_with("pop"))
      return fmt::format(" of stream {}", network_.streams[bit].name);
    return "";
  }

  const Network& network_;
  const skeleton::Design& design_;
  VerilatedCore rtl_;
  SkeletonCore core_;
  Simulation& cut_;
  Random random_;
  Both push_open_, pop_open_;
  std::vector<Source> sources_;
  std::vector<Sink> sinks_;
  std::vector<Opening> gates_;
  std::vector<std::string> compared_;
  std::vector<Port> ports_;
};

}  // namespace

SkeletonCheck check_skeleton(const Network& network, const SkeletonBuild& build) {
  constexpr std::int64_t kMost = 4'000'000;  // back to back, of each half
  constexpr std::int64_t kStalled = 20'000;  // under each other pattern, of each half
  SkeletonCheck check;
  const auto tell = [&](const std::filesystem::path& folder) {
    const auto begin = std::chrono::steady_clock::now();
    Network alone = network;
    if (alone.finn) alone.finn->own_top = false;
    const RtlBuild rtl = build_rtl(alone, true, Capacity::kAmple, 2 * kStalled * std::ssize(kRates));
    std::int64_t cycles = 0;
    std::uint64_t seed = 0;
    for (const Rates& rates : kRates) {
      Lockstep both(alone, build, rtl, ++seed);
      const bool first = &rates == std::begin(kRates);
      cycles += both.run(rates, first ? kMost : kStalled, first);
    }
    write_text(
        folder / "told.txt",
        fmt::format("held to the RTL for {} cycles under {} patterns of stalls, each with a reset half way: "
                    "every valid and ready equal",
                    cycles, std::size(kRates)));
    check.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const std::filesystem::path folder = cached("skeleton-check", build.content, tell);
  std::ifstream file(folder / "told.txt");
  std::getline(file, check.told);
  return check;
}

}  // namespace weir::testbench
