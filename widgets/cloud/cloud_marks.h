#pragma once

#include "widgets/cloud/cloud_shot.h"
#include "widgets/plot/figure_style.h"

class QPainter;

namespace modalscope {

/// The mean place of the points of a category.
struct CloudCenter {
    QString name;
    std::size_t category = 0;
    std::size_t count = 0; ///< points
    std::array<double, 3> at{};
};

/// Of every category of a column that has points; none without such a column of texts.
std::vector<CloudCenter> centersOf(const CloudData& data, std::string_view column);

/// What stands over the points of a cloud, in few pieces: centroids, arrows, names.
struct CloudMarks {
    std::vector<CloudCenter> classes, modalities;
    struct Label {
        QString text;
        std::array<double, 3> at{};
    };
    std::vector<Label> labels;
};

/// The names of at most `most` selected samples, each beside its first point.
std::vector<CloudMarks::Label> selectedLabels(
    const CloudData& data, const CloudIndex& index, const SelectionMask& selected, std::size_t most);

/// Paints in the coordinates of the space; names that would run into each other are left out.
void paintMarks(QPainter& painter, const CloudMarks& marks, const CloudLook& look,
    const CloudProjection& projection, const QSizeF& space, const FigureStyle& style);

} // namespace modalscope
