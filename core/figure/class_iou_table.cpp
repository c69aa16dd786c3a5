#include "core/figure/class_iou_table.h"

#include "core/base/require.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <functional>

namespace modalscope {
namespace {

/// A row of one number per prediction, and their differences.
TableRow iouRow(const ClassIouSource& source, const std::string& label,
    const std::function<double(const PixelCounts&)>& of)
{
    TableRow row{label, {}};
    std::vector<double> values;
    for (const auto& prediction : source.predictions) {
        values.push_back(100 * of(prediction.counts));
        row.cells.push_back({.value = values.back(), .runs = {source.run}});
    }
    for (std::size_t i = 1; i < values.size(); ++i)
        row.cells.push_back({.value = values[i] - values[i - 1], .isDifference = true, .runs = {source.run}});
    return row;
}

/// Where modalities are missing, the best of what is left is marked; it is no contest with the complete one.
void markWithoutComplete(TableRow& row, std::size_t predictions)
{
    std::vector<TableCell*> compared;
    for (std::size_t i = 1; i < predictions; ++i)
        compared.push_back(&row.cells[i]);
    if (compared.size() > 1)
        markBest(compared);
}

/// "missing and adapted"
std::string remainingHeads(const ClassIouSource& source)
{
    std::string heads;
    for (std::size_t i = 1; i < source.predictions.size(); ++i)
        heads += (i == 1                                      ? ""
                         : i + 1 == source.predictions.size() ? " and "
                                                              : ", ")
            + source.predictions[i].head;
    return heads;
}

} // namespace

Table classIouTable(const ClassIouSource& source)
{
    require(!source.predictions.empty(), "a prediction to show");
    Table table{.name = source.name, .title = source.title, .columns = {"class"}};
    for (const auto& prediction : source.predictions)
        table.columns.push_back(prediction.head + " (%)");
    for (std::size_t i = 1; i < source.predictions.size(); ++i)
        table.columns.push_back(
            source.predictions[i].head + " − " + source.predictions[i - 1].head + " (points)");
    for (std::size_t label = 0; label < source.classNames.size(); ++label)
        table.rows.push_back(iouRow(source, source.classNames[label],
            [label](const PixelCounts& counts) { return counts.iou(label); }));
    table.rows.push_back(iouRow(source, "mIoU", [](const PixelCounts& counts) { return counts.miou(); }));
    table.rows.back().ruleAbove = true;
    table.rows.push_back(
        iouRow(source, "right pixels", [](const PixelCounts& counts) { return counts.pixelAccuracy(); }));
    for (auto& row : table.rows)
        markWithoutComplete(row, source.predictions.size());
    table.note = "IoU of each class; mIoU is their mean over the classes that occur.";
    if (source.predictions.size() > 2)
        table.note += " Bold: the best of " + remainingHeads(source) + "; " + source.predictions.front().head
            + " takes no part.";
    for (const auto& note : source.notes)
        table.note += " " + note;
    table.provenance = runProvenance({source.run}, source.command);
    return table;
}

} // namespace modalscope
