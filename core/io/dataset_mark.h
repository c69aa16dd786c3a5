#pragma once

#include <filesystem>

namespace modalscope {

/// Whether an HDF5 file says that it is a dataset: it names its modalities. False for every other file.
bool saysDataset(const std::filesystem::path& path);

} // namespace modalscope
