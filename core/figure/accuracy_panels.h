#pragma once

#include "core/figure/figure_groups.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Makes the panels of accuracy over epochs, with the encoders trained alone as references.
class AccuracyPanels {
public:
    /// `runs` are looked up for what the references have reached on the split that is drawn; borrowed, as the
    /// rest.
    AccuracyPanels(
        std::span<const RunSeries> runs, ColorAssignment& colors, const LazinessFigureOptions& options);

    /// One range of y for all, so that they can be compared by eye. Panels without a line are left out.
    std::vector<Panel> make(std::span<const FigureGroup> groups);

    /// Ids of the runs behind the references of the panels made so far.
    const std::vector<std::string>& referenceRuns() const { return m_referenceRuns; }

private:
    Panel emptyPanel(std::string title) const;
    Panel ofGroup(const FigureGroup& drawn, const std::vector<std::string>& modalities);
    Panel ofModality(std::span<const FigureGroup> groups, const std::string& modality);
    void addLines(Panel& panel, const FigureGroup& drawn, const std::string& who, const std::string& label,
        int color) const;
    void addReference(Panel& panel, const LazinessGroup& group, const std::string& modality,
        const std::string& label, int color);
    SeedNumbers onPart(const SeedNumbers& onTest) const;

    ColorAssignment& m_colors;
    const LazinessFigureOptions& m_options;
    std::map<std::string, const StoredRun*> m_byId;
    std::vector<std::string> m_referenceRuns;
};

} // namespace modalscope
