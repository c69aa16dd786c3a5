#include "core/analysis/ablation.h"

#include "core/analysis/laziness.h"
#include "core/analysis/run_series.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

std::vector<std::string> modalitiesOfGroups(std::span<const ComparedGroup> groups)
{
    std::vector<std::string> names;
    for (const auto& group : groups)
        for (const auto* run : group.runs)
            for (const auto& name : modalitiesOf(*run))
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(name);
    return names;
}

AblationRow makeAblationRow(
    const ComparedGroup& group, const std::vector<std::string>& modalities, const std::string& split)
{
    AblationRow row{.id = group.id, .label = group.label, .expected = group.expected};
    row.fused = seedNumbersOf(group, split + "/fused/accuracy");
    for (const auto& name : modalities)
        row.modalities[name] = seedNumbersOf(group, split + "/modalities/" + name + "/accuracy");
    return row;
}

void testAgainstFull(Ablation& out)
{
    std::vector<double> p;
    for (std::size_t i = 1; i < out.rows.size(); ++i) {
        auto& row = out.rows[i];
        row.difference = seedDifference(row.fused, out.rows.front().fused, 100);
        std::vector<double> differences;
        for (const auto& one : row.difference.values)
            differences.push_back(one.value);
        row.test = pairedTest(out.test, differences);
        p.push_back(row.test.pValue);
    }
    const auto adjusted = holmAdjusted(p);
    for (std::size_t i = 1; i < out.rows.size(); ++i)
        out.rows[i].adjustedP = adjusted[i - 1];
}

void addAblationNotes(Ablation& out, std::span<const ComparedGroup> groups)
{
    double least = 1;
    bool isShort = false;
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
        if (i > 0 && std::isfinite(out.rows[i].test.leastP))
            least = std::min(least, out.rows[i].test.leastP);
        isShort = isShort || out.rows[i].fused.over.n < out.rows[i].expected;
    }
    if (out.rows.size() > 1) {
        const auto rows = out.rows.size() - 1;
        out.notes.push_back(labelOf(out.test) + " of fused accuracy over seeds against "
            + out.rows.front().label + ", Holm-corrected for " + std::to_string(rows)
            + (rows == 1 ? " row" : " rows") + "; * p < 0.05, ** p < 0.01.");
        const double leastAdjusted = std::min(1.0, least * double(rows));
        if (leastAdjusted >= 0.05)
            out.notes.push_back("With so few seeds the smallest p that the test can give is "
                + fixedText(leastAdjusted, 3) + " after correction: it cannot mark anything. Add seeds.");
    }
    if (isShort)
        out.notes.push_back("Some seeds have not finished: their rows say n of N.");
    std::set<SelectEpoch> protocols;
    for (const auto& group : groups)
        for (const auto* run : group.runs)
            protocols.insert(run->experiment.evaluate.select);
    std::vector<std::string> texts;
    for (const auto protocol : protocols)
        texts.push_back(protocolText(protocol));
    out.notes.push_back((protocols.size() > 1 ? "Epochs are chosen in different ways: " : "Protocol: ")
        + joinText(texts, "; ") + ".");
}

} // namespace

Ablation ablation(std::span<const ComparedGroup> groups, const std::string& full, PairedTestKind test,
    const std::string& split)
{
    Ablation out;
    out.test = test;
    out.split = split;
    out.modalities = modalitiesOfGroups(groups);
    for (const auto& group : groups)
        out.rows.push_back(makeAblationRow(group, out.modalities, split));
    if (out.rows.empty())
        return out;
    const auto first
        = std::find_if(out.rows.begin(), out.rows.end(), [&](const auto& row) { return row.id == full; });
    if (first != out.rows.end())
        std::rotate(out.rows.begin(), first, first + 1);
    testAgainstFull(out);
    addAblationNotes(out, groups);
    return out;
}

std::string significanceMarker(double adjustedP)
{
    return adjustedP < 0.01 ? "**" : adjustedP < 0.05 ? "*" : "";
}

} // namespace modalscope
