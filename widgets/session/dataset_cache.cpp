#include "widgets/session/dataset_cache.h"

#include "core/io/dataset_hdf5.h"
#include "core/io/dataset_probe.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace modalscope {

Result<std::shared_ptr<const Dataset>> DatasetCache::read(const std::string& path, const RunContext& context)
{
    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(m_mutex);
        auto& slot = m_entries[path];
        if (!slot)
            slot = std::make_shared<Entry>();
        entry = slot;
    }
    std::unique_lock reading(entry->reading, std::defer_lock);
    while (!reading.try_lock()) { // a wait that a stop request can end
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, path + ": opening was stopped"};
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (auto dataset = entry->dataset.lock(); dataset && checkUnchanged(*dataset))
        return dataset;
    auto dataset = m_reader(path, context);
    if (dataset)
        entry->dataset = dataset.value();
    return dataset;
}

Result<std::shared_ptr<const Dataset>> readProbedDataset(const std::string& path, const RunContext& context)
{
    std::error_code code;
    const auto program
        = std::filesystem::read_symlink("/proc/self/exe", code).parent_path() / "modalscope-cli";
    if (std::filesystem::exists(program, code)) {
        context.report(Progress{0, 0, "checking in a process of its own"});
        if (const auto probed = probeDataset(path, program, {}, context.stop); !probed)
            return probed.error();
    }
    return readDataset(path, {}, context);
}

} // namespace modalscope
