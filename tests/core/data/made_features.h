#pragma once

#include "core/data/feature_set.h"

#include <string>
#include <vector>

namespace modalscope {

/// A set of arrays called "m0", "m1", ... of these lengths. Feature d of sample i in array m is 100 m + 10 i
/// + d, so that a number says where it comes from.
inline FeatureSet madeFeatures(std::int64_t samples, const std::vector<std::int64_t>& lengths)
{
    FeatureSet set;
    set.source = "made";
    set.total = samples;
    for (std::size_t m = 0; m < lengths.size(); ++m) {
        set.names.push_back("m" + std::to_string(m));
        set.absent.push_back(0);
        Array values({samples, lengths[m]});
        for (std::int64_t i = 0; i < samples; ++i)
            for (std::int64_t d = 0; d < lengths[m]; ++d)
                values.row(i)[std::size_t(d)] = float(100 * std::int64_t(m) + 10 * i + d);
        set.features.push_back(std::move(values));
    }
    for (std::int64_t i = 0; i < samples; ++i)
        set.rows.push_back(i);
    return set;
}

} // namespace modalscope
