#pragma once

#include "widgets/base/palette.h"
#include "widgets/cloud/cloud_index.h"
#include "widgets/cloud/cloud_look.h"

#include <QColor>
#include <QString>

#include <array>

namespace modalscope {

/// What colours and shapes of a cloud mean.
struct CloudLegend {
    struct Entry {
        QString text;
        QColor color;
        MarkerShape shape = MarkerShape::Disc;
    };
    QString title; ///< of the colours; empty: all points have the same
    std::vector<Entry> entries; ///< one per category
    bool isScale = false; ///< numbers from `low` to `high` instead
    double low = 0, high = 0;
    std::vector<QRgb> scale; ///< colours from `low` to `high`
    QString shapeTitle; ///< empty: no shapes, or those of the entries
    std::vector<Entry> shapes;
};

/// The colour and the shape of each point.
struct CloudInk {
    static constexpr std::size_t kNone = 255; ///< the colour of points without a value

    std::vector<std::uint8_t> color; ///< [rank], index into colors
    std::vector<std::uint8_t> shape; ///< [rank], a MarkerShape; empty: all are discs
    std::array<QRgb, 256> colors{};
    CloudLegend legend;
};

/// The colour of a number at `share` of its range.
QColor scaleColor(CloudColors colors, double share, bool dark);

std::shared_ptr<const CloudInk> inkOf(
    const CloudData& data, const CloudIndex& index, const CloudLook& look, bool dark);

} // namespace modalscope
