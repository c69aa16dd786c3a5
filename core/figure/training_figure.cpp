#include "core/figure/training_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostTrainingPanels = 4;

/// "valid/audio/accuracy" → accuracy, "valid audio"; empty for what is no measure of a part of the data.
std::pair<std::string, std::string> trainingName(const std::string& column)
{
    const auto parts = splitText(column, '/');
    const bool isMeasure
        = parts.size() >= 2 && (parts[0] == "train" || parts[0] == "valid" || parts[0] == "test");
    if (!isMeasure)
        return {};
    std::string who = parts[0];
    for (std::size_t i = 1; i + 1 < parts.size(); ++i)
        who += " " + parts[i];
    return {parts.back(), who};
}

} // namespace

Figure trainingFigure(const TrainingColumns& columns, const std::string& file)
{
    Figure figure;
    figure.name = "checkpoint-training";
    figure.title = "Training history beside " + file;
    figure.provenance = runProvenance({}, "page Checkpoint: " + file);
    for (const auto& [column, values] : columns) {
        const auto [measure, who] = trainingName(column);
        if (measure.empty() || values.empty())
            continue;
        auto panel = std::find_if(figure.panels.begin(), figure.panels.end(),
            [&measure = measure](const Panel& one) { return one.y.label == measure; });
        if (panel == figure.panels.end()) {
            if (figure.panels.size() >= kMostTrainingPanels)
                continue;
            Panel made;
            made.x.label = "epoch";
            made.y.label = measure;
            made.epochs = true;
            figure.panels.push_back(std::move(made));
            panel = figure.panels.end() - 1;
        }
        LineSeries line;
        line.label = who;
        line.color = int(panel->lines.size());
        line.dashed = who.starts_with("train");
        line.y = values;
        for (std::size_t i = 0; i < values.size(); ++i)
            line.x.push_back(double(i + 1));
        panel->lines.push_back(std::move(line));
    }
    figure.columns = figure.panels.size() > 1 ? 2 : 1;
    figure.note = figure.panels.empty()
        ? "This checkpoint has no training history: it does not lie in the folder of a run."
        : "one run; dashed: training part";
    return figure;
}

} // namespace modalscope
