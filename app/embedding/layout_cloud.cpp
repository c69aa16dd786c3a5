#include "app/embedding/layout_cloud.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

const char* const kModality = "modality";
const char* const kClass = "class";

/// Values of samples, repeated for each modality.
ValueColumn repeatedColumn(
    const ValueColumn& column, const std::vector<std::int64_t>& samples, std::size_t times)
{
    ValueColumn out{.name = column.name, .categories = column.categories};
    const bool isCategorical = column.isCategorical();
    for (std::size_t i = 0; i < times; ++i)
        for (const auto sample : samples)
            if (isCategorical)
                out.codes.push_back(column.codes[std::size_t(sample)]);
            else
                out.numbers.push_back(column.numbers[std::size_t(sample)]);
    return out;
}

ValueColumn classColumn(const FeatureSet& set)
{
    ValueColumn out{.name = kClass, .categories = set.classNames};
    const int most = set.labels.empty() ? -1 : *std::ranges::max_element(set.labels);
    for (int label = int(out.categories.size()); label <= most; ++label)
        out.categories.push_back(std::to_string(label));
    out.codes.assign(set.labels.begin(), set.labels.end());
    return out;
}

} // namespace

std::shared_ptr<const CloudData> cloudOf(
    const LayoutRequest& request, const Array& positions, const std::vector<std::string>& axes)
{
    const auto& set = request.samples->features;
    const auto& arrays = request.arrays;
    auto cloud = std::make_shared<CloudData>();
    cloud->dimensions = request.settings.dimensions;
    cloud->sampleCount = std::size_t(set.samples());
    cloud->axisNames = axes;
    auto samples = request.only;
    if (samples.empty()) {
        samples.resize(cloud->sampleCount);
        std::iota(samples.begin(), samples.end(), std::int64_t(0));
        cloud->positions = positions.values;
    }
    ValueColumn modality{.name = kModality};
    cloud->samples.reserve(arrays.size() * samples.size());
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        modality.categories.push_back(set.names[arrays[a]]);
        modality.codes.insert(modality.codes.end(), samples.size(), std::int32_t(a));
        for (const auto sample : samples) {
            cloud->samples.push_back(std::uint32_t(sample));
            if (request.only.empty())
                continue;
            const auto row = positions.row(std::int64_t(a) * set.samples() + sample);
            cloud->positions.insert(cloud->positions.end(), row.begin(), row.end());
        }
    }
    cloud->columns.push_back(std::move(modality));
    bool hasClass = false;
    for (const auto& column : request.samples->columns) {
        if (column.name == kModality || column.size() != cloud->sampleCount)
            continue;
        hasClass = hasClass || column.name == kClass;
        cloud->columns.push_back(repeatedColumn(column, samples, arrays.size()));
    }
    if (!hasClass && set.labels.size() == cloud->sampleCount)
        cloud->columns.insert(
            cloud->columns.begin() + 1, repeatedColumn(classColumn(set), samples, arrays.size()));
    for (std::size_t i = 0; i < cloud->sampleCount; ++i)
        cloud->sampleNames.push_back(
            set.ids.empty() || set.ids[i].empty() ? "sample " + std::to_string(set.rows[i]) : set.ids[i]);
    return cloud;
}

std::shared_ptr<const CloudData> cloudBetween(
    const CloudData& from, const std::shared_ptr<const CloudData>& to, double share)
{
    if (share >= 1 || from.positions.size() != to->positions.size())
        return to;
    auto cloud = std::make_shared<CloudData>(*to);
    const auto weight = float(share);
    for (std::size_t i = 0; i < cloud->positions.size(); ++i) {
        const float a = from.positions[i], b = to->positions[i];
        cloud->positions[i] = std::isnan(a) || std::isnan(b) ? (weight < 0.5F ? a : b) : a + weight * (b - a);
    }
    return cloud;
}

} // namespace modalscope
