#include "core/figure/branch_figures.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace modalscope {
namespace {

constexpr int kBranchMovedColor = 5, kBranchShareColor = 3, kBranchSizeColor = 1;

std::int64_t learnedValuesOf(const BranchOverview& overview)
{
    std::int64_t sum = 0;
    for (const auto& line : overview.lines)
        sum += line.branch.values;
    return sum;
}

double branchPercent(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? 100.0 * double(part) / double(whole) : kNoValue;
}

Panel barsByBranch(const BranchOverview& overview, const std::string& title, const std::string& axis,
    int color, double (*value)(const BranchLine&, std::int64_t all))
{
    Panel panel;
    panel.title = title;
    panel.x.label = "branch";
    panel.y.label = axis;
    BarSeries bars;
    bars.color = color;
    const auto all = learnedValuesOf(overview);
    for (const auto& line : overview.lines) {
        panel.x.categories.push_back(line.branch.name);
        bars.values.push_back(value(line, all));
    }
    panel.bars.push_back(std::move(bars));
    return panel;
}

/// "adapters hold 40 values, 2.0 % of 2000 beside them, which stay frozen while they learn"
std::string adapterShareText(const BranchOverview& overview)
{
    std::int64_t adapters = 0;
    for (const auto& line : overview.lines)
        if (line.branch.kind == BranchKind::Adapter)
            adapters += line.branch.values;
    const auto rest = learnedValuesOf(overview) - adapters;
    if (adapters == 0)
        return {};
    const auto count = std::to_string(adapters);
    if (rest == 0)
        return "adapters hold " + count + " values; the network that they belong to is not in this file";
    return "adapters hold " + count + " values, " + fixedText(branchPercent(adapters, rest), 2) + " % of the "
        + std::to_string(rest) + " beside them, which stay frozen while they learn";
}

std::string guessedText(const BranchOverview& overview)
{
    const bool isGuessed = std::any_of(overview.lines.begin(), overview.lines.end(),
        [](const BranchLine& line) { return line.branch.isGuessed; });
    return isGuessed ? "branches are told from the names of layers, because ModalScope has not written this "
                       "file"
                     : std::string();
}

std::string optimizerText(const BranchOverview& overview)
{
    if (overview.optimizerTensors == 0)
        return {};
    return "the optimiser's state is not counted: " + std::to_string(overview.optimizerTensors)
        + (overview.optimizerTensors == 1 ? " tensor, " : " tensors, ")
        + sizeText(double(overview.optimizerBytes));
}

std::string movedText(const BranchOverview& overview)
{
    return overview.reference.empty() ? std::string()
                                      : "distance: ‖b − a‖ over learned tensors of one shape, a from "
            + overview.reference + "; relative: by ‖a‖";
}

Provenance checkpointOrigin(const std::string& files)
{
    return runProvenance({}, "page Checkpoint: " + files);
}

TableCell branchNumber(double value, int decimals)
{
    TableCell cell;
    cell.value = value;
    cell.decimals = decimals;
    return cell;
}

TableCell branchWord(std::string text)
{
    TableCell cell;
    cell.text = std::move(text);
    return cell;
}

/// As many decimals as four digits need.
TableCell branchMeasure(double value)
{
    const double size = std::abs(value);
    const int decimals
        = !std::isfinite(size) || size == 0 ? 1 : std::clamp(3 - int(std::floor(std::log10(size))), 0, 8);
    return branchNumber(value, decimals);
}

bool hasMoved(const BranchOverview& overview)
{
    return std::any_of(overview.lines.begin(), overview.lines.end(),
        [](const BranchLine& line) { return line.moved.has_value(); });
}

} // namespace

std::string notFiniteText(const BranchOverview& overview)
{
    std::vector<std::string> parts;
    for (const auto& line : overview.lines) {
        const auto& size = line.size;
        if (size.nan == 0 && size.infinite == 0)
            continue;
        parts.push_back(line.branch.name + " holds " + std::to_string(size.nan) + " NaN and "
            + std::to_string(size.infinite) + " infinite values");
    }
    return joinText(parts, "; ");
}

Figure branchFigure(const BranchOverview& overview)
{
    Figure figure;
    figure.name = overview.reference.empty() ? "checkpoint-branches" : "checkpoint-branches-compared";
    figure.title = "Branches of " + overview.file
        + (overview.reference.empty() ? "" : " compared with " + overview.reference);
    figure.provenance = checkpointOrigin(overview.file);
    if (overview.lines.empty()) {
        figure.note = "This checkpoint has no weights of a network.";
        return figure;
    }
    if (hasMoved(overview))
        figure.panels.push_back(barsByBranch(overview, "How far each branch moved", "relative distance (%)",
            kBranchMovedColor, [](const BranchLine& line, std::int64_t) {
                return line.moved && line.moved->compared > 0 ? 100 * line.moved->relative : kNoValue;
            }));
    figure.panels.push_back(barsByBranch(overview, "Share of the values", "share (%)", kBranchShareColor,
        [](const BranchLine& line, std::int64_t all) { return branchPercent(line.branch.values, all); }));
    figure.panels.push_back(barsByBranch(overview, "Size of the values", "root mean square", kBranchSizeColor,
        [](const BranchLine& line, std::int64_t) { return line.size.rootMeanSquare; }));
    figure.columns = int(figure.panels.size());
    figure.note
        = noteText(std::vector<std::string>{std::to_string(learnedValuesOf(overview)) + " learned values",
            movedText(overview), adapterShareText(overview), notFiniteText(overview), guessedText(overview)});
    return figure;
}

Table branchTable(const BranchOverview& overview)
{
    Table table;
    table.name = overview.reference.empty() ? "checkpoint-branches" : "checkpoint-branches-compared";
    table.title = overview.file
        + (overview.reference.empty() ? ": branches" : " compared with " + overview.reference);
    table.note = noteText(std::vector<std::string>{adapterShareText(overview), optimizerText(overview),
        movedText(overview), notFiniteText(overview), guessedText(overview)});
    table.provenance = checkpointOrigin(overview.file);
    const bool isCompared = hasMoved(overview);
    table.columns = {"branch", "kind", "values", "share (%)", "bytes", "norm", "RMS"};
    if (isCompared)
        table.columns.insert(table.columns.end(),
            {"distance", "relative distance (%)", "cosine", "tensors changed", "tensors compared"});
    const auto all = learnedValuesOf(overview);
    for (const auto& line : overview.lines) {
        TableRow row;
        row.label = line.branch.name;
        row.cells = {branchWord(labelOf(line.branch.kind)), branchNumber(double(line.branch.values), 0),
            branchNumber(branchPercent(line.branch.values, all), 1),
            branchNumber(double(line.branch.bytes), 0), branchMeasure(line.size.norm),
            branchMeasure(line.size.rootMeanSquare)};
        if (isCompared) {
            const auto* moved = line.moved && line.moved->compared > 0 ? &*line.moved : nullptr;
            row.cells.push_back(branchMeasure(moved != nullptr ? moved->distance : kNoValue));
            row.cells.push_back(branchMeasure(moved != nullptr ? 100 * moved->relative : kNoValue));
            row.cells.push_back(branchNumber(moved != nullptr ? moved->cosine : kNoValue, 4));
            row.cells.push_back(branchNumber(line.moved ? double(line.moved->changed) : kNoValue, 0));
            row.cells.push_back(branchNumber(line.moved ? double(line.moved->compared) : kNoValue, 0));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

Table diffTable(const CheckpointDiff& diff, const std::string& first, const std::string& second)
{
    Table table;
    table.name = "checkpoint-differences";
    table.title = second + " compared with " + first;
    table.note = noteText(std::vector<std::string>{diff.recognised,
        "relative L2: ‖b − a‖ / ‖a‖ with a from " + first, "cosine: of both tensors as vectors"});
    table.provenance = checkpointOrigin(first + " and " + second);
    table.columns = {"layer", "change", "relative L2", "cosine"};
    for (const auto& one : diff.tensors) {
        const bool isMeasured = one.change == TensorChange::Values || one.change == TensorChange::Equal;
        TableRow row;
        row.label = one.layer;
        row.cells = {branchWord(labelOf(one.change)), branchMeasure(isMeasured ? one.relativeL2 : kNoValue),
            branchNumber(isMeasured ? one.cosine : kNoValue, 4)};
        table.rows.push_back(std::move(row));
    }
    return table;
}

Figure checkpointMatrixFigure(const CheckpointMatrix& matrix, std::size_t branch, bool isCosine)
{
    Figure figure;
    figure.name = isCosine ? "checkpoint-cosine" : "checkpoint-distance";
    figure.provenance = checkpointOrigin(joinText(matrix.names, ", "));
    const auto& all = isCosine ? matrix.cosine : matrix.relativeL2;
    if (branch >= all.size() || branch >= matrix.branches.size()) {
        figure.note = "There is nothing to compare.";
        return figure;
    }
    const auto& name = matrix.branches[branch];
    figure.title = (isCosine ? "Cosine between checkpoints: " : "Distance between checkpoints: ") + name;
    Panel panel;
    panel.x.label = isCosine ? "checkpoint" : "b";
    panel.y.label = isCosine ? "checkpoint" : "a";
    panel.x.categories = matrix.names;
    panel.y.categories = matrix.names;
    auto& map = panel.heatMap.emplace();
    map.label = isCosine ? "cosine" : "relative distance ‖a − b‖ / ‖a‖";
    map.textLabel = isCosine ? "cosine" : "relative distance";
    map.values = all[branch];
    map.low = isCosine ? 1 : 0;
    map.high = isCosine ? 1 : 0;
    for (auto& value : map.values) {
        if (!std::isfinite(value))
            value = kNoValue;
        char text[32];
        std::snprintf(text, sizeof(text), "%.3g", value);
        map.texts.emplace_back(std::isfinite(value) ? text : "");
        if (std::isfinite(value)) {
            map.low = std::min(map.low, value);
            map.high = std::max(map.high, value);
        }
    }
    if (map.low == map.high)
        (isCosine ? map.low : map.high) += isCosine ? -1e-6 : 1e-6;
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{std::to_string(matrix.names.size()) + " checkpoints",
        "tensors that all of them have with one shape", isCosine ? "" : "rows are a, columns b"});
    return figure;
}

} // namespace modalscope
