#include "core/io/dataset_hdf5.h"

#include "core/data/valid_split.h"
#include "core/io/dataset_check.h"
#include "core/io/dataset_values.h"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

Result<std::shared_ptr<const Dataset>> readChecked(
    const fs::path& path, const ReadDatasetOptions& options, const RunContext& context)
{
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    const auto stamp = readFileStamp(path);
    if (!stamp)
        return stamp.error();
    auto layout = readLayout(file.value());
    if (!layout)
        return layout.error();
    auto& checked = layout.value();
    checked.dataset.path = path.string();
    checked.dataset.stamp = stamp.value();
    auto values = readValues(checked, checked.floatBytes <= options.memoryBytes, stamp.value(), context);
    if (auto same = checkFileStamp(path, stamp.value()); !same)
        return same.error();
    if (!values)
        return values.error();
    auto dataset = std::make_shared<Dataset>(std::move(checked.dataset));
    dataset->splits = std::move(values.value().splits);
    dataset->fingerprint = std::move(values.value().fingerprint);
    for (auto& warnings : {duplicateWarnings(values.value().hashes), classWarnings(*dataset)})
        dataset->warnings.insert(dataset->warnings.end(), warnings.begin(), warnings.end());
    if (dataset->split("valid") == nullptr)
        if (auto added = addValidSplit(*dataset, options.splitSeed); !added)
            return Error{added.error().kind, path.string() + ": " + added.error().message};
    return std::shared_ptr<const Dataset>(std::move(dataset));
}

} // namespace

Result<std::shared_ptr<const Dataset>> readDataset(
    const fs::path& path, const ReadDatasetOptions& options, const RunContext& context)
{
    try {
        return readChecked(fs::absolute(path).lexically_normal(), options, context);
    } catch (const std::bad_alloc&) {
        return Error{ErrorKind::Io, path.string() + ": there is not enough memory to read it"};
    } catch (const std::length_error&) {
        return Error{
            ErrorKind::Format, path.string() + ": claims more than any memory can hold; the file is damaged"};
    }
}

Result<void> checkUnchanged(const Dataset& dataset)
{
    if (dataset.path.empty())
        return {};
    const auto same = checkFileStamp(dataset.path, dataset.stamp);
    if (same || same.error().kind != ErrorKind::InvalidInput)
        return same;
    for (const auto& split : dataset.splits)
        if (!std::ranges::all_of(split.rows, [](const auto& rows) { return rows->isInMemory(); }))
            return same; // its rows are read from the file that was opened
    const auto now = readDataset(dataset.path, {.memoryBytes = 0});
    if (now && now.value()->fingerprint == dataset.fingerprint)
        return {};
    return same;
}

} // namespace modalscope
