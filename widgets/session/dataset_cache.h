#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/run/run_context.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace modalscope {

/// Datasets by path, each read once however many runs and pages want it, and kept as long as somebody uses
/// it. Thread-safe; whoever comes while a file is being read waits for that reading.
class DatasetCache {
public:
    using Reader
        = std::function<Result<std::shared_ptr<const Dataset>>(const std::string& path, const RunContext&)>;

    explicit DatasetCache(Reader reader)
        : m_reader(std::move(reader))
    { }

    /// Reads again when the file is another one than before. Error: what the reader says; Cancelled.
    Result<std::shared_ptr<const Dataset>> read(const std::string& path, const RunContext& context);

private:
    struct Entry {
        std::mutex reading;
        std::weak_ptr<const Dataset> dataset;
    };

    Reader m_reader;
    std::mutex m_mutex; // guards m_entries
    std::map<std::string, std::shared_ptr<Entry>> m_entries;
};

/// Has `modalscope-cli`, when it lies beside this program, read the file in a process of its own, because a
/// damaged HDF5 file can end the process that opens it; then reads it.
Result<std::shared_ptr<const Dataset>> readProbedDataset(const std::string& path, const RunContext& context);

} // namespace modalscope
