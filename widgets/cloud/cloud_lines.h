#pragma once

#include "widgets/cloud/cloud_shot.h"
#include "widgets/cloud/cloud_stamp.h"

#include <QLineF>

namespace modalscope {

/// Calls `work(line)` for the pair lines of a shot, in pixels of its space: see pairLineStep().
template <class Work>
void forPairLines(const CloudShot& shot, Work work)
{
    const auto& index = *shot.index;
    const auto& pairs = *shot.pairs;
    const CloudProjection projection(shot.camera, shot.space);
    const auto step = pairLineStep(shot);
    std::size_t seen = 0;
    const auto join = [&](std::size_t sample) {
        if (seen++ % step != 0)
            return;
        const auto ranks = pairs.of(sample);
        for (std::size_t i = 1; i < ranks.size(); ++i) {
            const auto place = [&](auto rank) {
                const auto at = projection.place(index.x[rank], index.y[rank], index.depth(rank));
                return QPointF(double(at.x), double(at.y));
            };
            work(QLineF(place(ranks[i - 1]), place(ranks[i])));
        }
    };
    if (shot.hasSelection())
        shot.selected->forEach([&](std::size_t sample) {
            if (!shot.isolated || shot.isolated->contains(sample))
                join(sample);
        });
    else if (shot.isolated)
        shot.isolated->forEach(join);
    else
        for (std::size_t sample = 0; sample + 1 < pairs.first.size(); ++sample)
            join(sample);
}

/// The lines over what the sheet shows; paler when there are many.
void paintPairLines(const CloudSheet& sheet, const CloudShot& shot);

/// Opacity of pair lines, 0 to 1.
double pairLineOpacity(const CloudShot& shot);

} // namespace modalscope
