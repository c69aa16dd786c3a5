#include "core/analysis/column_list.h"
#include "core/analysis/sample_columns.h"
#include "core/base/text.h"
#include "core/store/array_group.h"
#include "core/store/run_arrays.h"
#include "core/store/task_predictions.h"
#include "core/store/workspace.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// `values` of samples whose rows all exist.
bool hasAllRows(std::int64_t count, std::span<const std::int64_t> rows)
{
    return std::ranges::all_of(rows, [&](auto row) { return row >= 0 && row < count; });
}

Error otherSamples(const std::filesystem::path& path, const std::string& split, std::int64_t count)
{
    return Error{ErrorKind::Format,
        path.string() + ": has predictions of " + std::to_string(count) + " samples of " + split
            + ", and others are asked for; the features are of another split or of another run"};
}

/// target, prediction and error of a regression, in front of what the dataset says.
Result<std::vector<ValueColumn>> regressionColumns(const std::filesystem::path& path, const Dataset* dataset,
    const std::string& split, std::span<const std::int64_t> rows)
{
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    ArrayGroup group(file.value(), "/" + split);
    const auto predicted = group.scores("/predicted", -1);
    const auto targets = group.scores("/targets", predicted.rows());
    if (group.error())
        return *group.error();
    if (!hasAllRows(predicted.rows(), rows))
        return otherSamples(path, split, predicted.rows());
    ColumnList list(rows);
    const auto count = predicted.rowSize();
    for (std::int64_t t = 0; t < count; ++t) {
        const auto which = count == 1 ? std::string() : " " + std::to_string(t);
        const auto at = [t](const ArrayD& values, auto row) { return values.row(row)[std::size_t(t)]; };
        list.addNumbers("target" + which, [&](auto row) { return float(at(targets, row)); });
        list.addNumbers("prediction" + which, [&](auto row) { return float(at(predicted, row)); });
        list.addNumbers("error" + which,
            [&](auto row) { return float(std::abs(at(predicted, row) - at(targets, row))); });
    }
    for (auto& column : sampleColumns({.dataset = dataset, .split = split}, rows))
        if (!column.name.starts_with("target"))
            list.addForeign(std::move(column));
    return list.take();
}

} // namespace

Result<std::vector<ValueColumn>> sampleColumnsOfRun(const StoredRun& run, const Dataset* dataset,
    const std::string& split, std::span<const std::int64_t> rows)
{
    const auto path = RunFolder(run.folder).file("predictions.h5");
    if (dataset != nullptr
        && (dataset->split(split) == nullptr || !hasAllRows(dataset->split(split)->size, rows)))
        dataset = nullptr; // made anew since: its columns are of other samples
    const auto task = taskOfPredictions(path);
    if (!task)
        return task.error();
    if (task.value() == Task::Regression)
        return regressionColumns(path, dataset, split, rows);
    if (task.value() == Task::Segmentation)
        return sampleColumns({.dataset = dataset, .split = split}, rows);
    const auto read = readPredictions(path);
    if (!read)
        return read.error();
    const auto found = read.value().find(split);
    if (found == read.value().end()) {
        std::vector<std::string> names;
        for (const auto& [name, said] : read.value())
            names.push_back(name);
        return invalidInput(path.string() + ": has no predictions of " + split + "; it has those of "
            + joinText(names, ", "));
    }
    if (!hasAllRows(std::int64_t(found->second.labels.size()), rows))
        return otherSamples(path, split, std::int64_t(found->second.labels.size()));
    return sampleColumns({.said = &found->second,
                             .weighting = sampleWeighting(run.experiment.method),
                             .dataset = dataset,
                             .split = split},
        rows);
}

} // namespace modalscope
