#include "core/figure/report_figures.h"

#include "core/base/text.h"
#include "core/figure/report_results.h"

#include <algorithm>

namespace modalscope {
namespace {

/// One scale of colours for all heat maps of a figure, so that a colour is a number.
void shareColorScale(std::vector<Panel>& panels)
{
    double low = 0;
    double high = 0;
    bool isFirst = true;
    for (const auto& panel : panels)
        if (panel.heatMap) {
            low = isFirst ? panel.heatMap->low : std::min(low, panel.heatMap->low);
            high = isFirst ? panel.heatMap->high : std::max(high, panel.heatMap->high);
            isFirst = false;
        }
    for (auto& panel : panels)
        if (panel.heatMap) {
            panel.heatMap->low = low;
            panel.heatMap->high = high;
        }
}

std::string panelTitle(const std::string& title, const std::string& setting)
{
    return title.empty() || setting.empty() ? title + setting : title + ", " + setting;
}

Figure figureOfSettings(
    std::span<const ReportSetting> settings, const SettingPanels& panels, const GroupsFigure& make)
{
    std::vector<ComparedGroup> groups;
    for (const auto& setting : settings)
        groups.insert(groups.end(), setting.groups.begin(), setting.groups.end());
    auto figure = make(groups);
    if (settings.size() < 2)
        return figure;
    figure.panels.clear();
    for (const auto& setting : settings)
        for (auto& panel : make(setting.groups).panels) {
            panel.title = panelTitle(panel.title, setting.text);
            figure.panels.push_back(std::move(panel));
        }
    figure.columns = std::clamp(panels.columns, 1, std::max(1, int(figure.panels.size())));
    shareColorScale(figure.panels);
    return figure;
}

} // namespace

DrawnSettings drawnSettings(std::span<const ReportSetting> settings)
{
    DrawnSettings drawn;
    std::size_t most = 0;
    for (const auto& setting : settings)
        most = std::max(most, setting.groups.size());
    for (const auto& setting : settings.first(std::min(settings.size(), kMostReportSettings))) {
        drawn.settings.push_back(setting);
        auto& groups = drawn.settings.back().groups;
        groups.resize(std::min(groups.size(), kMostReportGroups));
    }
    std::vector<std::string> parts;
    if (most > kMostReportGroups)
        parts.push_back(std::to_string(kMostReportGroups) + " of " + std::to_string(most) + " methods");
    if (settings.size() > kMostReportSettings)
        parts.push_back(
            std::to_string(kMostReportSettings) + " of " + std::to_string(settings.size()) + " settings");
    if (!parts.empty())
        drawn.leftOut = joinText(parts, " and ") + " are drawn, the first of the study; the tables have all.";
    return drawn;
}

std::vector<Figure> figuresBySetting(
    const DrawnSettings& drawn, const SettingPanels& panels, const GroupsFigure& make)
{
    std::vector<Figure> figures;
    const auto count = drawn.settings.size();
    for (std::size_t first = 0; first < count; first += panels.settingsPerFigure) {
        const auto here = std::span(drawn.settings)
                              .subspan(first)
                              .first(std::min(panels.settingsPerFigure, count - first));
        auto figure = figureOfSettings(here, panels, make);
        if (figure.panels.empty())
            continue;
        if (here.size() < count && !here.front().text.empty())
            figure.title += here.size() == 1 ? ": " + here.front().text
                                             : ": " + here.front().text + " to " + here.back().text;
        if (!figures.empty())
            figure.name += "-" + std::to_string(figures.size() + 1);
        figure.note += drawn.leftOut.empty() ? "" : " " + drawn.leftOut;
        figures.push_back(std::move(figure));
    }
    return figures;
}

} // namespace modalscope
