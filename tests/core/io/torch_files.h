#pragma once

#include "core/io/weights_file.h"

#include <filesystem>

namespace modalscope {

/// Files that PyTorch has written (`make_torch_files.py`), kept in the repository: `tests/golden/torch`.
std::filesystem::path torchFiles();

/// The values that PyTorch had when it wrote the files of `folder` (its expected.json), against those that
/// are read: the first difference as a sentence; empty when there is none.
std::string firstDifference(const std::filesystem::path& folder, const std::string& file);
std::vector<std::string> expectedFiles(const std::filesystem::path& folder);

/// Opens, reads every tensor and every text; whether the file is a good one.
bool readsWholly(const std::shared_ptr<const ByteSource>& source);

} // namespace modalscope
