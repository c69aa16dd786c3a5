#pragma once

#include "core/base/random.h"
#include "widgets/cloud/cloud_data.h"

#include <cmath>
#include <memory>
#include <string>

namespace modalscope {

/// Two modalities, `sampleCount` samples each, in clusters of three classes; the second modality lies apart.
inline std::shared_ptr<CloudData> clusterCloud(std::size_t sampleCount, int dimensions = 2)
{
    auto data = std::make_shared<CloudData>();
    data->dimensions = dimensions;
    data->sampleCount = sampleCount;
    ValueColumn modality{"modality"}, label{"class"}, entropy{"entropy"};
    modality.categories = {"audio", "image"};
    label.categories = {"cat", "dog", "owl"};
    Random random(7, "cluster cloud");
    for (std::size_t sample = 0; sample < sampleCount; ++sample) {
        const auto kind = int(random.below(3));
        for (int m = 0; m < 2; ++m) {
            data->samples.push_back(std::uint32_t(sample));
            modality.codes.push_back(m);
            label.codes.push_back(kind);
            entropy.numbers.push_back(float(random.uniform(0, 2)));
            for (int d = 0; d < dimensions; ++d)
                data->positions.push_back(
                    float(4 * std::sin(2.1 * kind + 1.3 * d) + 7 * m + random.normal()));
        }
    }
    data->columns = {std::move(modality), std::move(label), std::move(entropy)};
    return data;
}

/// A point for each place, a sample each.
inline std::shared_ptr<CloudData> placedCloud(std::vector<float> positions, int dimensions = 2)
{
    auto data = std::make_shared<CloudData>();
    data->dimensions = dimensions;
    data->sampleCount = positions.size() / std::size_t(dimensions);
    for (std::size_t i = 0; i < data->sampleCount; ++i)
        data->samples.push_back(std::uint32_t(i));
    data->positions = std::move(positions);
    return data;
}

} // namespace modalscope
