#include "import/npz.hpp"

#include <zip.h>

#include "network/array_file.hpp"
#include "network/error.hpp"

namespace weir::importer {

void write_npz(const std::filesystem::path& file, const std::vector<std::pair<std::string, Tensor>>& arrays) {
  const auto fail = [&](const std::string& why) {
    throw BadInput(file.string(), 0, "", why, "a file that can be written");
  };
  zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) fail("no way to write it");
  std::vector<std::string> members;  // that outlive the archive
  members.reserve(arrays.size());
  for (const auto& [name, tensor] : arrays) {
    members.push_back(npy_of(tensor));
    zip_source_t* source = zip_source_buffer(archive, members.back().data(), members.back().size(), 0);
    const zip_int64_t index = zip_file_add(archive, (name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
    // The same bytes, whenever they are written.
    constexpr zip_uint16_t kFirstOfJanuary1980 = (1 << 5) | 1;
    if (index >= 0)
      zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, kFirstOfJanuary1980, 0);
    if (index >= 0) zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 1);
  }
  if (zip_close(archive) != 0) {
    const std::string why = zip_strerror(archive);
    zip_discard(archive);
    fail(why);
  }
}

}  // namespace weir::importer
