#include "tests/ladder.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace weir::tests {

namespace {

struct Rung {
  const char* name;
  const char* tags;
  void (*climb)(const Bench& bench, const std::string& kind);
};

const Rung kRungs[] = {
    {"all engines give the reference's values", "[hls][rtl]",
     [](const Bench& bench, const std::string&) {
       bench.check_hls();
       bench.check(bench.back_to_back());
     }},
    {"random stalls change no value, and every cycle is the contract's", "[rtl]",
     [](const Bench& bench, const std::string& kind) { bench.check_random(12, kind + " stalls"); }},
    {"output holds while the sink stalls", "[rtl]",
     [](const Bench& bench, const std::string&) { bench.check_held(); }},
    {"a slow source leaves no bubble behind", "[rtl]",
     [](const Bench& bench, const std::string& kind) {
       bench.check(at_sources(bench.network(), Pattern::one_in(3)));
       bench.check(at_sources(bench.network(), {1, 6, 1, 9, seeded(kind + " source").next()}));
     }},
    {"a reset in mid-frame leaves nothing behind", "[rtl]",
     [](const Bench& bench, const std::string& kind) { bench.check_reset(kind + " reset"); }},
    {"nothing that comes earlier makes a transfer later", "[rtl]",
     [](const Bench& bench, const std::string& kind) { bench.check_elastic(8, kind + " elastic"); }},
};

// A layer kind on one rung of the ladder.
template <class Kind>
class Climb final : public Catch::ITestInvoker {
 public:
  explicit Climb(const Rung& rung) : rung_(rung) {}
  void invoke() const override { rung_.climb(bench_of(Of<Kind>{}), Kind::kKind); }

 private:
  const Rung& rung_;
};

// A test case for each kind on each rung.
[[maybe_unused]] const bool registered = [] {
  for_each_kind([]<class Kind>(Of<Kind> /*kind*/) {
    const std::string kind = Kind::kKind;
    for (const Rung& rung : kRungs) {
      const std::string name = kind + ": " + rung.name;
      const std::string tags = "[" + kind + "]" + rung.tags;
      const Catch::AutoReg registers(new Climb<Kind>(rung), CATCH_INTERNAL_LINEINFO, "", {name, tags});
    }
  });
  return true;
}();

}  // namespace

}  // namespace weir::tests
