#include "app/commands/stored_run.h"

#include "app/commands/guarded_read.h"

namespace modalscope {

Result<StoredRunInput> openStoredRun(
    const std::string& folder, const std::string& dataset, const RunContext& context)
{
    auto origin = RunFolder(folder).origin();
    if (!origin)
        return Error{origin.error().kind, folder + ": is not a run folder: " + origin.error().message};
    if (auto has = checkHasNetwork(origin.value()); !has)
        return has.error();
    auto read = readDatasetGuarded(dataset.empty() ? origin.value().datasetPath : dataset, context);
    if (!read)
        return read.error();
    return StoredRunInput{std::move(origin).value(), std::move(read).value()};
}

} // namespace modalscope
