#pragma once

#include <QStringList>

#include <filesystem>

class QMimeData;

namespace modalscope {

/// What a file or folder that was dropped on the window is, by its name and contents.
enum class DroppedKind { Dataset, Workspace, Run, Experiment, Checkpoint, Unknown };
DroppedKind droppedKind(const std::filesystem::path& path);

/// The files and folders of this machine among what is dragged.
QStringList localPaths(const QMimeData& data);

} // namespace modalscope
