// How the process deals with the system's memory.
#pragma once

namespace weir {

// Memory that is freed stays the process's, for its next wants: runs free and want again whole arrays of
// cycles by the hundred, and the system clears and maps each page anew for more time than is spent on what
// stands in them. To be called before any thread starts. Does nothing where the C library has no such choice.
void keep_freed_memory();

}  // namespace weir
