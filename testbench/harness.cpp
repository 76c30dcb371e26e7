// Compiled together with each core that Verilator has translated: the few functions through which the
// testbench drives it.
//
// The compiler's command line defines WEIR_MODEL (the translated class) and has ports.inc (a WEIR_PORT line a
// port) in its path. VL_USER_STOP, VL_USER_FINISH, VL_USER_WARN and VL_USER_FATAL leave it to this file what
// a failed assertion does: it is recorded, not fatal.
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <string>

#include "verilated.h"
#include WEIR_MODEL_HEADER

namespace {

struct Instance {
  VerilatedContext context;
  WEIR_MODEL* model = nullptr;
  std::string failure;
};

// Verilator's callbacks have no instance argument: they refer to the one that this thread evaluates.
thread_local Instance* current = nullptr;
thread_local std::string printed;  // since the last stop

}  // namespace

extern "C" int weir_printf(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int size = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  printed += text;
  return size;
}

static void note(const char* what, const char* file, int line, const char* hierarchy) {
  if (current == nullptr || !current->failure.empty()) return;
  current->failure =
      printed.empty() ? std::string(what) + " in " + file + ":" + std::to_string(line) : printed;
  if (hierarchy != nullptr && *hierarchy != 0) current->failure += std::string(" (") + hierarchy + ")";
  printed.clear();
}

void vl_finish(const char* file, int line, const char* hierarchy) { note("$finish", file, line, hierarchy); }
void vl_stop(const char* file, int line, const char* hierarchy) { note("$stop", file, line, hierarchy); }
void vl_warn(const char* file, int line, const char* hierarchy, const char* message) {
  note(message, file, line, hierarchy);
}
void vl_fatal(const char* file, int line, const char* hierarchy, const char* message) {
  note(message, file, line, hierarchy);
}

extern "C" {

void* weir_create(const char* image_folder, std::uint64_t seed) {
  auto* instance = new Instance;
  current = instance;
  const std::string images = std::string("+weir_mem=") + image_folder;
  const char* arguments[] = {"weir", images.c_str()};
  instance->context.commandArgs(2, arguments);
  instance->context.randReset(seed == 0 ? 0 : 2);  // registers without reset start at 0, or at random
  instance->context.randSeed(static_cast<int>(seed % 0x7fffffffU) + 1);
  instance->context.assertOn(false);  // before the first reset, assertions see no valid state
  instance->model = new WEIR_MODEL(&instance->context);
  return instance;
}

void weir_destroy(void* handle) {
  auto* instance = static_cast<Instance*>(handle);
  current = instance;
  instance->model->final();
  delete instance->model;
  delete instance;
}

void weir_evaluate(void* handle) {
  auto* instance = static_cast<Instance*>(handle);
  current = instance;
  instance->model->eval();
}

void weir_assert(void* handle, int on) { static_cast<Instance*>(handle)->context.assertOn(on != 0); }

const char* weir_failure(void* handle) { return static_cast<Instance*>(handle)->failure.c_str(); }

void* weir_port(void* handle, const char* name) {
  WEIR_MODEL* model = static_cast<Instance*>(handle)->model;
  const std::string wanted = name;
#define WEIR_PORT(port) \
  if (wanted == #port) return &model->port;
#include "ports.inc"
#undef WEIR_PORT
  return nullptr;
}
}
