#include "core/data/missing_mask.h"

#include "core/base/random.h"
#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr double kTolerance = 0.005; // of the share of present cells, as published
constexpr int kMostDraws = 200; // small data cannot meet the tolerance; then the nearest draw counts

PresenceMask emptyMask(std::int64_t samples, int modalities, std::uint8_t value)
{
    return PresenceMask(std::size_t(modalities), std::vector<std::uint8_t>(std::size_t(samples), value));
}

void keepOneEach(PresenceMask& mask, Random& random)
{
    for (std::size_t i = 0; i < mask.front().size(); ++i)
        mask[random.below(mask.size())][i] = 1;
}

double presentShare(const PresenceMask& mask)
{
    double present = 0;
    for (const auto& column : mask)
        present += double(std::count(column.begin(), column.end(), 1));
    return present / (double(mask.size()) * double(mask.front().size()));
}

/// Cells drawn with a whole percentage, as the published code does: randint(0, 100) < int(100 · share).
PresenceMask drawCells(std::int64_t samples, int modalities, double share, Random& random)
{
    const auto percent = std::uint64_t(std::clamp(100 * share, 0.0, 100.0));
    auto mask = emptyMask(samples, modalities, 0);
    for (std::size_t i = 0; i < std::size_t(samples); ++i)
        for (auto& column : mask)
            column[i] = random.below(100) < percent;
    return mask;
}

std::int64_t countInBoth(const PresenceMask& a, const PresenceMask& b)
{
    std::int64_t count = 0;
    for (std::size_t m = 0; m < a.size(); ++m)
        for (std::size_t i = 0; i < a[m].size(); ++i)
            count += a[m][i] & b[m][i];
    return count;
}

/// Steps (i) to (v) of the published rule, once.
PresenceMask drawOnce(std::int64_t samples, int modalities, double keep, Random& random)
{
    const double cells = double(samples) * modalities;
    auto mask = emptyMask(samples, modalities, 0);
    keepOneEach(mask, random);
    const double wanted = cells * keep - double(samples);
    const auto trial = drawCells(samples, modalities, wanted / cells, random);
    const double share = std::min(0.99, double(countInBoth(trial, mask)) / wanted);
    const auto extra = drawCells(samples, modalities, wanted / (1 - share) / cells, random);
    for (std::size_t m = 0; m < mask.size(); ++m)
        for (std::size_t i = 0; i < mask[m].size(); ++i)
            mask[m][i] |= extra[m][i];
    return mask;
}

void checkArguments(std::int64_t samples, int modalities, double rate)
{
    require(samples >= 0 && modalities >= 1 && rate >= 0 && rate < 1,
        "a missing mask has rows, columns and a rate below 1");
}

} // namespace

PresenceMask gcnetMask(std::int64_t samples, int modalities, double rate, std::uint64_t seed)
{
    checkArguments(samples, modalities, rate);
    if (rate == 0 || samples == 0 || modalities == 1)
        return emptyMask(samples, modalities, 1);
    Random random(seed, "missing/gcnet");
    const double keep = 1 - rate;
    if (rate >= gcnetSaturation(modalities) - 1e-9) {
        auto mask = emptyMask(samples, modalities, 0);
        keepOneEach(mask, random);
        return mask;
    }
    PresenceMask nearest;
    double leastError = std::numeric_limits<double>::infinity();
    for (int draw = 0; draw < kMostDraws && leastError >= kTolerance; ++draw) {
        auto mask = drawOnce(samples, modalities, keep, random);
        const double error = std::abs(presentShare(mask) - keep);
        if (error < leastError) {
            leastError = error;
            nearest = std::move(mask);
        }
    }
    return nearest;
}

PresenceMask bernoulliMask(std::int64_t samples, int modalities, double rate, std::uint64_t seed)
{
    checkArguments(samples, modalities, rate);
    Random random(seed, "missing/bernoulli");
    auto mask = emptyMask(samples, modalities, 1);
    for (std::size_t i = 0; i < std::size_t(samples); ++i) {
        bool any = false;
        for (auto& column : mask) {
            column[i] = random.uniform() >= rate;
            any = any || column[i] != 0;
        }
        if (!any)
            mask[random.below(mask.size())][i] = 1;
    }
    return mask;
}

PresenceMask oneModalityMask(
    std::int64_t samples, int modalities, int modality, double rate, std::uint64_t seed)
{
    checkArguments(samples, modalities, rate);
    require(modality >= 0 && modality < modalities, "the modality that is hidden is one of them");
    auto mask = emptyMask(samples, modalities, 1);
    if (modalities == 1)
        return mask;
    Random random(seed, "missing/one-modality");
    const auto order = random.permutation(samples);
    const auto hidden = std::size_t(std::llround(rate * double(samples)));
    for (std::size_t i = 0; i < hidden; ++i)
        mask[std::size_t(modality)][std::size_t(order[i])] = 0;
    return mask;
}

double missingShare(const PresenceMask& mask)
{
    return mask.empty() || mask.front().empty() ? 0 : 1 - presentShare(mask);
}

double gcnetSaturation(int modalities)
{
    return 1 - 1.0 / modalities;
}

} // namespace modalscope
