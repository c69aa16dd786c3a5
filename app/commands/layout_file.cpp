#include "app/commands/layout_file.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/io/npy.h"

#include <charconv>
#include <cmath>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

void appendFloat(std::string& out, float value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

std::string labelText(const FeatureSet& set, std::size_t sample)
{
    const int label = set.labels[sample];
    if (label < 0)
        return {};
    return std::size_t(label) < set.classNames.size() ? csvCell(set.classNames[std::size_t(label)])
                                                      : std::to_string(label);
}

} // namespace

void PlacedSamples::append(const Array& rows)
{
    positions.shape = {positions.rows() + rows.rows(), rows.rowSize()};
    positions.values.insert(positions.values.end(), rows.values.begin(), rows.values.end());
}

Result<void> checkLayoutPath(const std::string& path)
{
    const fs::path file(path);
    if (file.extension() != ".npy" && file.extension() != ".csv")
        return invalidInput("--out: " + path + " must end in .npy or .csv");
    std::error_code code;
    if (file.has_parent_path() && !fs::is_directory(file.parent_path(), code))
        return invalidInput("--out: there is no folder " + file.parent_path().string() + "; make it first");
    return {};
}

std::string layoutCsv(const PlacedSamples& placed)
{
    const auto& set = *placed.set;
    std::string out = "array,row";
    out += set.ids.empty() ? "" : ",id";
    out += set.labels.empty() ? "" : ",label";
    for (const auto& axis : placed.axes)
        out += "," + axis;
    out += "\n";
    const auto samples = std::size_t(set.samples());
    for (std::int64_t i = 0; i < placed.positions.rows(); ++i) {
        const auto row = placed.positions.row(i);
        if (row.empty() || std::isnan(row.front()))
            continue;
        const auto sample = std::size_t(i) % samples;
        out += csvCell(set.names[std::size_t(i) / samples]) + "," + std::to_string(set.rows[sample]);
        if (!set.ids.empty())
            out += "," + csvCell(set.ids[sample]);
        if (!set.labels.empty())
            out += "," + labelText(set, sample);
        for (const float value : row) {
            out += ',';
            appendFloat(out, value);
        }
        out += '\n';
    }
    return out;
}

Result<void> writeLayout(const std::string& path, const PlacedSamples& placed)
{
    return fs::path(path).extension() == ".npy" ? writeNpy(path, placed.positions)
                                                : writeFileAtomically(path, layoutCsv(placed));
}

std::string unfinishedName(const std::string& path)
{
    const fs::path file(path);
    return (file.parent_path() / (file.stem().string() + "-unfinished" + file.extension().string())).string();
}

} // namespace modalscope
