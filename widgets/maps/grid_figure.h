#pragma once

#include "core/figure/figure.h"
#include "widgets/maps/map_pane.h"
#include "widgets/maps/map_viewport.h"

#include <QColor>
#include <QStringList>

#include <string>
#include <vector>

namespace modalscope {

/// Panes of several samples as a figure for a paper: a row for each sample, the same columns in each.
struct GridFigure {
    struct Row {
        QString label; ///< "sample 12"
        MapViewport viewport = {}; ///< the part that is shown
        std::vector<MapPane> panes = {}; ///< one for each column
    };
    struct LegendEntry {
        QString text;
        QColor color;
    };
    std::string name = {}; ///< file name without extension
    std::string title = {}; ///< in the file only: papers have it in the caption
    std::string note = {}; ///< the caption: run, split, what was missing, adapters, n
    QStringList columns = {}; ///< heads
    std::vector<Row> rows = {};
    std::vector<LegendEntry> legend = {};
    int opacity = 100; ///< of the labels over the pictures, percent
    Provenance provenance = {};
};

} // namespace modalscope
