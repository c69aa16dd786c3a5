#include "core/figure/diagnostics_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_groups.h"
#include "core/figure/seed_lines.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace modalscope {
namespace {

constexpr double kFrozenGain = 0.01; // mla.md 1.8

/// A value that each modality has in each epoch.
struct Quantity {
    std::string prefix, suffix; ///< the column is prefix + modality + suffix
    std::string title;
    Axis axis;
    std::optional<ReferenceLine> reference;

    std::string column(const std::string& modality) const { return prefix + modality + suffix; }
};

Axis axis(std::string label, bool logarithmic = false)
{
    Axis out;
    out.label = std::move(label);
    out.logarithmic = logarithmic;
    return out;
}

Panel epochPanel(const Quantity& quantity, const std::string& who)
{
    Panel panel;
    panel.title = who + ": " + quantity.title;
    panel.x.label = "epoch";
    panel.y = quantity.axis;
    panel.epochs = true;
    if (quantity.reference)
        panel.references.push_back(*quantity.reference);
    return panel;
}

/// Panels of one quantity: one per group, or per modality.
class QuantityPanels {
public:
    QuantityPanels(
        std::span<const FigureGroup> groups, ColorAssignment& colors, const LazinessFigureOptions& options)
        : m_groups(groups)
        , m_modalities(figureModalities(groups, options, false))
        , m_colors(colors)
        , m_options(options)
    { }

    /// Appends panels for all quantities, those of one group or modality side by side.
    void addTo(std::vector<Panel>& panels, const std::vector<Quantity>& quantities)
    {
        const auto add = [&](Panel panel) {
            if (!panel.lines.empty())
                panels.push_back(std::move(panel));
        };
        if (m_options.lines == LinesPer::Modality) {
            for (const auto& drawn : m_groups)
                for (const auto& quantity : quantities)
                    add(ofGroup(drawn, quantity));
        } else {
            for (const auto& modality : m_modalities)
                for (const auto& quantity : quantities)
                    add(ofModality(modality, quantity));
        }
    }

    /// One panel with a line per group, for a column that does not belong to a modality.
    void addShared(std::vector<Panel>& panels, const std::string& column, const std::string& title, Axis y,
        std::optional<ReferenceLine> reference = {})
    {
        Panel panel = epochPanel({column, {}, {}, std::move(y), std::move(reference)}, {});
        panel.title = title;
        for (const auto& drawn : m_groups)
            addLines(
                panel, drawn, column, labelWithSeeds(drawn), m_colors.color("method/" + drawn.group->id));
        if (!panel.lines.empty())
            panels.push_back(std::move(panel));
    }

private:
    Panel ofGroup(const FigureGroup& drawn, const Quantity& quantity)
    {
        auto panel = epochPanel(quantity, labelWithSeeds(drawn));
        for (const auto& modality : m_modalities)
            addLines(
                panel, drawn, quantity.column(modality), modality, m_colors.color("modality/" + modality));
        return panel;
    }

    Panel ofModality(const std::string& modality, const Quantity& quantity)
    {
        auto panel = epochPanel(quantity, modality);
        for (const auto& drawn : m_groups)
            addLines(panel, drawn, quantity.column(modality), labelWithSeeds(drawn),
                m_colors.color("method/" + drawn.group->id));
        return panel;
    }

    void addLines(Panel& panel, const FigureGroup& drawn, const std::string& column, const std::string& label,
        int color) const
    {
        const SeedLineStyle style{
            .label = label, .color = color, .band = m_options.band, .logarithmic = panel.y.logarithmic};
        for (auto& line : seedLines(drawn.runs, column, style))
            panel.lines.push_back(std::move(line));
    }

    std::span<const FigureGroup> m_groups;
    std::vector<std::string> m_modalities;
    ColorAssignment& m_colors;
    const LazinessFigureOptions& m_options;
};

std::vector<Quantity> gradientQuantities()
{
    auto cosine = axis("cosine with own loss");
    cosine.hasRange = true;
    cosine.low = -1;
    return {{"gradient/", "/norm", "gradient norm", axis("gradient norm", true), {}},
        {"gradient/", "/cosine", "gradient cosine", cosine, ReferenceLine{"conflict below", 0, 0, 0, 0}},
        {"ogm/", "/ratio", "OGM ratio", axis("OGM ratio ρ", true),
            ReferenceLine{"dominates above", 1, 1, 1, 0}},
        {"ogm/", "/coefficient", "OGM coefficient", axis("OGM coefficient"), {}}};
}

/// The sheet without panels: what all figures of this file have.
Figure sheet(const char* name, const std::string& title, std::span<const FigureGroup> groups,
    const LazinessFigureOptions& options)
{
    Figure figure;
    figure.name = name;
    figure.title = figureTitle(title, groups);
    figure.provenance = figureProvenance(groups, {}, options);
    return figure;
}

std::string logarithmNote(const std::vector<Panel>& panels)
{
    const bool any
        = std::any_of(panels.begin(), panels.end(), [](const auto& panel) { return panel.y.logarithmic; });
    return any ? " Logarithmic axes: geometric mean over seeds." : "";
}

/// Mean over the runs of a group, per epoch; the head's gain as a whole, or the smallest of the modalities'
/// gains.
std::vector<double> gainOf(const FigureGroup& drawn)
{
    SeedLineStyle style;
    style.logarithmic = true;
    if (const auto mean = seedMean(drawn.runs, "hgm/gain", style))
        return mean->y;
    std::vector<double> least;
    for (const auto& modality : drawn.group->modalities) {
        const auto mean = seedMean(drawn.runs, "hgm/gain/" + modality.modality, style);
        if (!mean)
            continue;
        least.resize(std::max(least.size(), mean->y.size()), std::nan(""));
        for (std::size_t e = 0; e < mean->y.size(); ++e)
            least[e] = std::fmin(least[e], mean->y[e]);
    }
    return least;
}

std::string shortNumber(double value)
{
    const int decimals = std::clamp(1 - int(std::floor(std::log10(value))), 0, 12);
    return fixedText(value, decimals);
}

std::optional<std::string> frozenWarning(const FigureGroup& drawn)
{
    const auto gain = gainOf(drawn);
    if (gain.empty() || !(gain.back() < kFrozenGain))
        return std::nullopt;
    std::size_t since = gain.size();
    while (since > 0 && gain[since - 1] < kFrozenGain)
        --since;
    return drawn.group->label + ": the shared head no longer learns, ‖gP‖/‖g‖ is " + shortNumber(gain.back())
        + " in epoch " + std::to_string(gain.size()) + " and below " + numberText(kFrozenGain)
        + " since epoch " + std::to_string(since + 1)
        + "; P has shrunk too far, try reset_period, a larger alpha or HGM off.";
}

} // namespace

Figure gradientFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options)
{
    const auto groups = figureGroups(runs, report, options);
    auto figure = sheet("gradients", "Gradients per modality", groups, options);
    QuantityPanels(groups, colors, options).addTo(figure.panels, gradientQuantities());
    figure.columns = std::min(2, figureColumns(figure.panels.size()));
    figure.note = figure.panels.empty() ? "These runs have no gradients yet."
                                        : figureNote(groups, options) + logarithmNote(figure.panels);
    return figure;
}

Figure hgmFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options)
{
    auto groups = figureGroups(runs, report, options);
    std::erase_if(groups, [](const FigureGroup& drawn) {
        return !seedMean(drawn.runs, "hgm/P_norm", {}) && gainOf(drawn).empty();
    });
    auto figure = sheet("hgm", "Head gradient modification", groups, options);
    QuantityPanels panels(groups, colors, options);
    panels.addShared(figure.panels, "hgm/P_norm", "Size of P", axis("‖P‖ (Frobenius norm)"));
    panels.addShared(figure.panels, "hgm/P_rank", "Rank of P", axis("effective rank of P"));
    const ReferenceLine frozen{"head frozen below", kFrozenGain, kFrozenGain, kFrozenGain, 0};
    panels.addTo(
        figure.panels, {{"hgm/gain/", "", "what P leaves of the gradient", axis("‖gP‖/‖g‖", true), frozen}});
    if (std::none_of(figure.panels.begin(), figure.panels.end(),
            [](const auto& panel) { return panel.y.logarithmic; }))
        panels.addShared(
            figure.panels, "hgm/gain", "What P leaves of the gradient", axis("‖gP‖/‖g‖", true), frozen);
    figure.columns = figureColumns(figure.panels.size());
    if (figure.panels.empty()) {
        figure.note = "None of these runs modifies the gradient of a shared head.";
        return figure;
    }
    figure.note = figureNote(groups, options) + logarithmNote(figure.panels);
    for (const auto& drawn : groups)
        if (const auto warning = frozenWarning(drawn))
            figure.note += " " + *warning;
    return figure;
}

std::vector<std::string> hgmWarnings(std::span<const RunSeries> runs, const LazinessReport& report)
{
    std::vector<std::string> warnings;
    for (const auto& drawn : figureGroups(runs, report, {}))
        if (auto warning = frozenWarning(drawn))
            warnings.push_back(std::move(*warning));
    return warnings;
}

} // namespace modalscope
