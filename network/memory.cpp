#include "network/memory.hpp"

#include <malloc.h>

#include <limits>

namespace weir {

void keep_freed_memory() {
#ifdef __GLIBC__
  // No block is so large that it is mapped by itself, and nothing at the heap's end is given back.
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace weir
