// Folders of built things, found again by the content of what they were built from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace weir::testbench {

// The cache's root: WEIR_CACHE, else XDG_CACHE_HOME/weir, else ~/.cache/weir.
std::filesystem::path cache_root();

// The folder `<root>/<kind>/<hash of content>`. If it is not there, `build` fills a fresh folder, which then
// takes its name at once: a build that throws leaves nothing behind, one that is cut off nothing that would
// be found. `seconds`, if given, has the time that building took added to it. Several processes may do this
// at the same time.
std::filesystem::path cached(const std::string& kind, const std::vector<std::string>& content,
                             const std::function<void(const std::filesystem::path&)>& build,
                             double* seconds = nullptr);

// Whether that folder is there.
bool is_cached(const std::string& kind, const std::vector<std::string>& content);

// From now on hardware is compiled without optimisation, which takes a third of the time, where
// WEIR_RTL_OPTIMISE or WEIR_HLS_OPTIMISE do not say otherwise: for many builds that run for a short time
// each.
void build_quickly();

// Removes what processes left behind that were killed: folders that they had begun to fill, and their locks.
void remove_unfinished();

// Removes folders, those first that were not used for the longest time, until the cache takes no more than
// `most_mb`; and none that was used in the last hour. WEIR_CACHE_MB states another size, 0 none at all.
void trim_cache(std::int64_t most_mb = 16'384);

// Writes a file, or throws ToolFailure.
void write_text(const std::filesystem::path& path, const std::string& text);
// The same, under a temporary name first: the file is there whole, or as it was.
void write_text_atomically(const std::filesystem::path& path, const std::string& text);

}  // namespace weir::testbench
