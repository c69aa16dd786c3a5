#include "app/window/dropped_paths.h"

#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <array>

namespace modalscope {

DroppedKind droppedKind(const std::filesystem::path& path)
{
    namespace fs = std::filesystem;
    std::error_code code;
    if (fs::is_directory(path, code)) {
        if (fs::exists(path / "status.json", code) && fs::exists(path / "experiment.json", code))
            return DroppedKind::Run;
        if (fs::exists(path / "adapter.safetensors", code))
            return DroppedKind::Checkpoint;
        return fs::is_directory(path / "runs", code) ? DroppedKind::Workspace : DroppedKind::Unknown;
    }
    static constexpr std::array<std::string_view, 4> datasets{".h5", ".hdf5", ".hdf", ".he5"};
    static constexpr std::array<std::string_view, 8> checkpoints{
        ".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".npz", ".th", ".torch"};
    const auto ending = path.extension().string();
    if (std::ranges::find(datasets, ending) != datasets.end())
        return DroppedKind::Dataset;
    if (std::ranges::find(checkpoints, ending) != checkpoints.end())
        return DroppedKind::Checkpoint;
    return ending == ".json" ? DroppedKind::Experiment : DroppedKind::Unknown;
}

QStringList localPaths(const QMimeData& data)
{
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

} // namespace modalscope
