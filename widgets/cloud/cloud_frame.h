#pragma once

#include "widgets/cloud/cloud_ink.h"
#include "widgets/plot/figure_style.h"

#include <QRectF>

class QPainter;

namespace modalscope {

/// Axes and legend around a cloud, for screen and paper: where its space lies within the whole, and their
/// painting. Two dimensions have axes with numbers; three have small arrows that turn with the cloud.
class CloudFrame {
public:
    /// `axisNames`: one for each dimension, or none.
    CloudFrame(const QRectF& whole, const FigureStyle& style, CloudLegend legend, int dimensions,
        std::vector<std::string> axisNames);

    const QRectF& space() const { return m_space; } ///< whole units
    void paint(QPainter& painter, const CloudCamera& camera) const;

    static constexpr std::size_t kMostEntries = 20; ///< of a legend; the rest is counted

private:
    void paintAxes(QPainter& painter, const CloudProjection& projection) const;
    void paintTripod(QPainter& painter, const CloudCamera& camera) const;
    void paintLegend(QPainter& painter) const;
    double paintEntries(QPainter& painter, double top, const QString& title,
        const std::vector<CloudLegend::Entry>& entries) const;
    double paintScale(QPainter& painter, double top) const;
    double legendWidth() const;
    QString axisName(std::size_t axis) const;

    FigureStyle m_style;
    CloudLegend m_legend;
    int m_dimensions = 2;
    std::vector<std::string> m_axisNames;
    QRectF m_whole, m_space;
    double m_line = 0; // height of a line of small text
};

/// Round numbers between `low` and `high`, about `count` of them.
std::vector<double> roundTicks(double low, double high, int count);

} // namespace modalscope
