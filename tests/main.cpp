// Runs the test cases, and prints the seed of all their random numbers.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>

#include "network/memory.hpp"
#include "testbench/build_cache.hpp"

int main(int argc, char** argv) {
  weir::keep_freed_memory();
  Catch::Session session;
  // The same seed in every run, unless another is given: a failure can be repeated.
  session.configData().rngSeed = 1;
  const int status = session.applyCommandLine(argc, argv);
  if (status != 0) return status;
  const Catch::ConfigData& config = session.configData();
  if (!config.listTests && !config.listTestNamesOnly && !config.listTags && !config.listReporters) {
    std::cout << "replay: weir_tests --rng-seed " << config.rngSeed;
    for (const std::string& name : config.testsOrTags) std::cout << " '" << name << "'";
    std::cout << std::endl;
  }
  weir::testbench::build_quickly();
  return session.run();
}
