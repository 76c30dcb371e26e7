// How the process manages memory.
#pragma once

namespace weir {

// Keeps freed memory in the process for later allocations. Runs free and allocate hundreds of arrays of
// cycles, and mapping and clearing their pages would take longer than the work on them. Call before any
// thread starts. Does nothing if the C library has no such option.
void keep_freed_memory();

}  // namespace weir
