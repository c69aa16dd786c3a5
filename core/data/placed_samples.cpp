#include "core/data/placed_samples.h"

#include "core/base/text.h"

#include <charconv>
#include <cmath>

namespace modalscope {
namespace {

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
    if (positions.shape.empty())
        positions.shape = rows.shape;
    else
        positions.shape.front() += rows.rows();
    positions.values.insert(positions.values.end(), rows.values.begin(), rows.values.end());
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
        const auto sample = std::size_t(i) % samples, place = std::size_t(i) / samples;
        out += csvCell(set.names[placed.arrays.empty() ? place : placed.arrays[place]]) + ","
            + std::to_string(set.rows[sample]);
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

} // namespace modalscope
