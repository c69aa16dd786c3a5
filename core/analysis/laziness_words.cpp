#include "core/analysis/laziness_words.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kLazyPoints = 5;

/// "54.1 points below alone", "level with alone"
std::string against(double points)
{
    if (std::abs(points) < 0.05)
        return "level with alone";
    return fixedText(std::abs(points), 1) + " points " + (points > 0 ? "below" : "above") + " alone";
}

LazinessVerdict verdictOf(const SeedStatistics& points)
{
    if (points.n == 0)
        return LazinessVerdict::Unknown;
    if (points.mean >= kLazyPoints)
        return points.hasInterval() && points.low > 0 ? LazinessVerdict::Lazy : LazinessVerdict::Perhaps;
    if (points.mean <= -kLazyPoints && points.hasInterval() && points.high < 0)
        return LazinessVerdict::Better;
    return LazinessVerdict::KeepsUp;
}

std::string verdictText(LazinessVerdict verdict, const SeedStatistics& points)
{
    switch (verdict) {
    case LazinessVerdict::Unknown:
        return {};
    case LazinessVerdict::Lazy:
        return ": lazy";
    case LazinessVerdict::Perhaps:
        return points.n < 2 ? ": lazy as far as one seed tells" : ": perhaps lazy, the interval reaches 0";
    case LazinessVerdict::KeepsUp:
        return ": keeps up";
    case LazinessVerdict::Better:
        return ": better than alone";
    }
    return {};
}

LazinessSentence sentenceOf(const LazinessGroup& group, const ModalityLaziness& modality)
{
    LazinessSentence made{group.id, modality.modality, LazinessVerdict::Unknown, {}};
    const bool byHead = !modality.aloneMinusInside.isEmpty();
    const auto& points = byHead ? modality.aloneMinusInside.over : modality.aloneMinusProbe.over;
    const auto subject = modality.modality + " inside " + group.label;
    if (points.n == 0) {
        made.text = subject
            + (group.finished == 0 ? ": no run has finished yet"
                    : modality.alone.isEmpty()
                    ? ": cannot be compared, it has not been trained alone with these settings"
                    : ": no test accuracy of this modality");
        return made;
    }
    made.verdict = verdictOf(points);
    made.text = subject + " is " + against(points.mean) + " (" + (byHead ? group.head : "probe")
        + ", n = " + std::to_string(points.n);
    if (byHead && !modality.aloneMinusProbe.isEmpty())
        made.text += "; probe " + against(modality.aloneMinusProbe.over.mean);
    made.text += ")" + verdictText(made.verdict, points);
    return made;
}

double worst(const ModalityLaziness& modality)
{
    const auto& points
        = modality.aloneMinusInside.isEmpty() ? modality.aloneMinusProbe : modality.aloneMinusInside;
    return points.isEmpty() ? -1e9 : points.over.mean;
}

} // namespace

std::vector<LazinessSentence> lazinessSentences(const LazinessReport& report)
{
    std::vector<LazinessSentence> sentences;
    for (const auto& group : report.groups) {
        if (group.isAlone())
            continue;
        std::vector<const ModalityLaziness*> order;
        for (const auto& modality : group.modalities)
            order.push_back(&modality);
        std::stable_sort(
            order.begin(), order.end(), [](const auto* a, const auto* b) { return worst(*a) > worst(*b); });
        for (const auto* modality : order)
            sentences.push_back(sentenceOf(group, *modality));
    }
    return sentences;
}

} // namespace modalscope
