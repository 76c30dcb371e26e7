// A cache of build folders, keyed by the content they were built from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace weir::testbench {

// The cache's root: WEIR_CACHE, else XDG_CACHE_HOME/weir, else ~/.cache/weir.
std::filesystem::path cache_root();

// The folder `<root>/<kind>/<hash of content>`. If it does not exist, `build` fills a fresh folder, which is
// then renamed atomically: a build that throws leaves nothing behind, and an interrupted one leaves nothing
// that would be found. Adds the build time to `seconds`, if given. Several processes may do this
// concurrently.
std::filesystem::path cached(const std::string& kind, const std::vector<std::string>& content,
                             const std::function<void(const std::filesystem::path&)>& build,
                             double* seconds = nullptr);

// Whether that folder exists.
bool is_cached(const std::string& kind, const std::vector<std::string>& content);

// From now on, compiles hardware without optimisation, which takes a third of the time, unless
// WEIR_RTL_OPTIMISE or WEIR_HLS_OPTIMISE state a level. For many builds with short runs.
void build_quickly();

// Removes what killed processes left behind: partly filled folders and their locks.
void remove_unfinished();

// Removes the least recently used folders until the cache is at most `most_mb`, but none used within the last
// hour. WEIR_CACHE_MB overrides the size; 0: no limit.
void trim_cache(std::int64_t most_mb = 16'384);

// Writes a file, or throws ToolFailure.
void write_text(const std::filesystem::path& path, const std::string& text);
// Likewise, through a temporary name: the file is either complete or unchanged.
void write_text_atomically(const std::filesystem::path& path, const std::string& text);

}  // namespace weir::testbench
