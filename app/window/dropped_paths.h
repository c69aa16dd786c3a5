#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// What a file or folder that was dropped on the window is, by its name and contents.
enum class DroppedKind { Dataset, Workspace, Run, Experiment, Unknown };
DroppedKind droppedKind(const std::filesystem::path& path);

} // namespace modalscope
