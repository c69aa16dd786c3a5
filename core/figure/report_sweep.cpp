#include "core/figure/report_sweep.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace modalscope {

MissingSweep sweepOfSettings(std::span<const ReportSetting> settings)
{
    MissingSweep sweep;
    std::set<std::string> saidBefore;
    bool isFirst = true;
    for (const auto& setting : settings) {
        auto groups = setting.groups;
        for (auto& group : groups)
            for (const auto& [path, value] : group.values)
                if (path != "missing.train_rate" && !path.starts_with("method") && path != "modalities")
                    group.label += ", " + settingText(path, value);
        auto one = missingSweep(groups, {});
        if (one.curves.empty())
            continue;
        sweep.isGcnet = (isFirst || sweep.isGcnet) && one.isGcnet;
        sweep.saturation = isFirst ? one.saturation : std::min(sweep.saturation, one.saturation);
        isFirst = false;
        if (sweep.baseline.empty())
            sweep.baseline = one.baseline;
        std::move(one.curves.begin(), one.curves.end(), std::back_inserter(sweep.curves));
        for (auto& note : one.notes)
            if (saidBefore.insert(note).second)
                sweep.notes.push_back(std::move(note));
    }
    return sweep;
}

} // namespace modalscope
