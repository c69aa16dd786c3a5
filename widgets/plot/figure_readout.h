#pragma once

#include "core/figure/figure.h"

#include <QPointF>
#include <QString>

#include <optional>

namespace modalscope {

class PanelPlot;

/// What the pointer is on.
struct FigureHit {
    enum class Kind { Line, Bar, Reference, Cell, Point, Box, Marker };

    Kind kind = Kind::Line;
    int series = 0; ///< index into lines, bars, references, points, boxes or markers; row of a heat map
    int point = 0; ///< index into the series; column of a heat map
    QPointF at; ///< where it is drawn
};

/// The cell below a position, else what is near: single points first, then the bar or the box below it, then
/// the nearest point of a line, reference or vertical line within `reach`; lines win over references.
std::optional<FigureHit> hitAt(const PanelPlot& plot, const QPointF& position, double reach);

/// What it says, on two or three lines: label, place and value, band and n.
QString readout(const Panel& panel, const FigureHit& hit);

} // namespace modalscope
