#pragma once

#include "core/figure/figure.h"
#include "core/figure/report_settings.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Makes one figure of some groups.
using GroupsFigure = std::function<Figure(std::span<const ComparedGroup>)>;

/// How the settings of a study share figures.
struct SettingPanels {
    std::size_t settingsPerFigure = 4;
    int columns = 2; ///< panels per row
};

/// The settings and groups that figures show, and what is said of the others; empty when nothing is left out.
struct DrawnSettings {
    std::vector<ReportSetting> settings;
    std::string leftOut; ///< "12 of 30 methods are drawn, the first of the study; the tables have all."
};
DrawnSettings drawnSettings(std::span<const ReportSetting> settings);

/// `make` for each setting as panels of one figure, or of several that are named "subsets", "subsets-2".
/// Note and provenance are those of all groups in the figure; settings without anything to draw get no panel,
/// figures without panels are left out.
std::vector<Figure> figuresBySetting(
    const DrawnSettings& drawn, const SettingPanels& panels, const GroupsFigure& make);

} // namespace modalscope
