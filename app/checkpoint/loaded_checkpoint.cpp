#include "app/checkpoint/loaded_checkpoint.h"

#include "core/figure/tensor_figures.h"
#include "core/store/run_folder.h"
#include "widgets/base/text.h"

namespace modalscope {
namespace {

/// The file with its folder, as files of runs all have the same name.
std::string checkpointTitle(const std::filesystem::path& file)
{
    const auto folder = file.parent_path().filename();
    return folder.empty() ? file.filename().string() : (folder / file.filename()).string();
}

/// A checkpoint of a run lies in its folder.
History historyBeside(const std::filesystem::path& file)
{
    const auto folder = file.parent_path();
    std::error_code code;
    if (!std::filesystem::exists(folder / "history.csv", code))
        return {};
    auto history = RunFolder(folder).history();
    return history ? std::move(history).value() : History();
}

} // namespace

Result<CheckpointPtr> loadCheckpoint(const std::string& path)
{
    auto opened = openCheckpoint(path);
    if (!opened)
        return opened.error();
    auto loaded = std::make_shared<LoadedCheckpoint>();
    loaded->path = path;
    loaded->checkpoint = std::move(opened).value();
    const auto& checkpoint = loaded->checkpoint;
    const auto stamp = readFileStamp(checkpoint.path);
    if (!stamp)
        return stamp.error();
    loaded->stamp = stamp.value();
    loaded->title = checkpointTitle(checkpoint.path);
    loaded->branches = branchesOf(checkpoint);
    loaded->names = nameTreeOf(checkpoint);
    for (const auto& tensor : checkpoint.tensors) {
        const auto& entry = checkpoint.file.tree.tensors[tensor.tensor];
        loaded->searched.push_back(toQt(tensor.name + '\n' + shapeText(entry.shape) + '\n'
            + toText(entry.type) + (isQuantised(entry.type) ? " (quantised)\n" : "\n") + labelOf(tensor.part))
                                       .toLower());
        auto& total = loaded->totals[std::size_t(tensor.part)];
        ++total.tensors;
        total.values += elementCountOf(entry);
        total.bytes += std::int64_t(byteCount(entry));
    }
    loaded->history = historyBeside(checkpoint.path);
    return CheckpointPtr(std::move(loaded));
}

Result<void> checkUnchanged(const LoadedCheckpoint& loaded)
{
    return checkFileStamp(loaded.checkpoint.path, loaded.stamp);
}

} // namespace modalscope
