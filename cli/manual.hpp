// The manual's pages, from what --help says and from the schemas of scenarios and suites.
#pragma once

#include <filesystem>

namespace CLI {
class App;
}

namespace weir::cli {

// Writes man1/weir.1, man1/weir-SUBCOMMAND.1, man5/weir-scenario.5 and man5/weir-suite.5 into that folder,
// which may be there. Throws BadInput if it cannot.
void write_manual(const std::filesystem::path& folder, const CLI::App& app);

}  // namespace weir::cli
