// The native engine behind the engines' common form.
#include <chrono>

#include "models/hosts/native.hpp"
#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/waves.hpp"

namespace weir::testbench {

EngineRun run_native(const Network& network, const Stimulus& stimulus, const ModelOptions& options) {
  models::NativeOptions native;
  native.recording = {options.record, options.waves, options.values};
  native.order_seed = options.order_seed;
  native.check = check_interrupt;
  EngineRun run;
  const auto begin = std::chrono::steady_clock::now();
  models::NativeResult result = models::run_native(network, stimulus, native);
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  run.trace = std::move(result.trace);
  run.waits = std::move(result.waits);
  if (options.waves) run.trace.waves = waves_of(network, stimulus.traffic, run.trace);
  return run;
}

}  // namespace weir::testbench
