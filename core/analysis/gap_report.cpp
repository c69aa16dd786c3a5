#include "core/analysis/gap_report.h"

#include "core/store/epoch_features.h"
#include "core/store/feature_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace modalscope {

std::span<const Choice<GapMeasure>> choices(GapMeasure)
{
    static constexpr std::array<Choice<GapMeasure>, 6> all{{
        {GapMeasure::Distance, "distance", "gap"},
        {GapMeasure::CentroidCosine, "centroid_cosine", "centroid cosine"},
        {GapMeasure::Alignment, "alignment", "alignment"},
        {GapMeasure::UniformityX, "uniformity_x", "uniformity of the first"},
        {GapMeasure::UniformityY, "uniformity_y", "uniformity of the second"},
        {GapMeasure::Separability, "separability", "separability"},
    }};
    return all;
}

namespace {

ArrayD inDoublePrecision(const Array& features)
{
    ArrayD wide(features.shape);
    std::ranges::copy(features.values, wide.values.begin());
    return wide;
}

bool isPair(const MeasuredGap& one, const std::pair<std::string, std::string>& pair)
{
    return one.pair.x == pair.first && one.pair.y == pair.second;
}

/// Pearson's correlation; NaN when one side does not vary.
double correlation(const std::vector<double>& x, const std::vector<double>& y)
{
    const auto n = double(x.size());
    double meanX = 0, meanY = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        meanX += x[i] / n, meanY += y[i] / n;
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    constexpr double kConstant = 1e-20; // differences that are rounding
    return xx > kConstant && yy > kConstant ? xy / std::sqrt(xx * yy)
                                            : std::numeric_limits<double>::quiet_NaN();
}

/// 95 % around a correlation; NaN when there are no degrees of freedom.
std::pair<double, double> fisherInterval(double r, int degrees)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (degrees <= 0 || !std::isfinite(r))
        return {kNone, kNone};
    constexpr double kNormalQuantile = 1.959963984540054; // 0.975
    const double half = kNormalQuantile / std::sqrt(double(degrees));
    const double z = std::atanh(std::clamp(r, -1.0, 1.0)); // infinite at ±1: all of the interval is there
    return {std::tanh(z - half), std::tanh(z + half)};
}

/// Measures the runs of one group after the other.
class GapMeasurer {
public:
    GapMeasurer(const GapRequest& request, const RunContext& context)
        : m_request(request)
        , m_context(context)
    { }

    Result<void> addGroup(const ComparedGroup& group, GapReport& report) const
    {
        const auto place = report.groups.size();
        auto& made = report.groups.emplace_back();
        made.id = group.id;
        made.label = group.label;
        made.expected = std::max(group.expected, int(group.runs.size()));
        std::set<std::uint64_t> seeds;
        for (const auto* run : group.runs) {
            if (!hasTestNumbers(*run)) {
                report.leftOut.push_back("run " + run->id() + " has not finished");
                continue;
            }
            if (!seeds.insert(run->experiment.seed).second)
                continue; // a folder that somebody has edited
            if (const auto accuracy = run->metrics.at(m_request.split + "/fused/accuracy"))
                made.accuracy[run->id()] = accuracy->value;
            if (auto added = addRun(*run, place, report); !added)
                return added;
        }
        return {};
    }

private:
    Result<void> addRun(const StoredRun& run, std::size_t group, GapReport& report) const
    {
        const int kept = run.metrics.epoch();
        std::vector<std::pair<int, bool>> epochs; // asked for, and whether it is the kept one
        if (m_request.overEpochs)
            for (const int epoch : epochsWithFeatures(run.folder))
                if (epoch != (m_request.epoch == 0 ? kept : m_request.epoch)) // which comes anyway
                    epochs.emplace_back(epoch, false);
        epochs.emplace_back(m_request.epoch, m_request.epoch == 0 || m_request.epoch == kept);
        std::ranges::sort(epochs, {}, [&](const auto& one) { return one.first == 0 ? kept : one.first; });
        for (const auto& [epoch, isKept] : epochs) {
            m_context.report(Progress{std::int64_t(report.measured.size()), 0, "gap of run " + run.id()});
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            auto gaps = gapsOf(run, epoch);
            if (!gaps && gaps.error().kind == ErrorKind::Cancelled)
                return gaps.error();
            if (!gaps) {
                report.leftOut.push_back(gaps.error().message);
                continue;
            }
            for (auto& pair : gaps.value())
                report.measured.push_back({group, run.id(), run.experiment.seed, epoch > 0 ? epoch : kept,
                    isKept, std::move(pair)});
        }
        return {};
    }

    Result<std::vector<PairGap>> gapsOf(const StoredRun& run, int epoch) const
    {
        auto set = featuresOfRun(run.folder,
            {m_request.split, m_request.modalities, epoch, m_request.mostRows, m_request.options.seed});
        if (!set)
            return set.error();
        return gapsOfPairs(set.value(), m_request.options, m_context);
    }

    const GapRequest& m_request;
    const RunContext& m_context;
};

} // namespace

double valueOf(const ModalityGap& gap, GapMeasure measure)
{
    switch (measure) {
    case GapMeasure::Distance:
        return gap.distance;
    case GapMeasure::CentroidCosine:
        return gap.centroidCosine;
    case GapMeasure::Alignment:
        return gap.alignment;
    case GapMeasure::UniformityX:
        return gap.uniformityX;
    case GapMeasure::UniformityY:
        return gap.uniformityY;
    case GapMeasure::Separability:
        return gap.separability;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

Result<std::vector<PairGap>> gapsOfPairs(
    const FeatureSet& set, const ModalityGapOptions& options, const RunContext& context)
{
    if (set.names.size() < 2)
        return invalidInput(set.source + ": has features of "
            + (set.names.empty() ? "no modality" : set.names.front() + " alone")
            + "; a gap needs two modalities");
    std::vector<PairGap> pairs;
    for (std::size_t a = 0; a < set.names.size(); ++a)
        for (std::size_t b = a + 1; b < set.names.size(); ++b) {
            const auto sizeA = set.features[a].rowSize(), sizeB = set.features[b].rowSize();
            if (sizeA != sizeB)
                return invalidInput(set.source + ": " + set.names[a] + " has " + std::to_string(sizeA)
                    + " features and " + set.names[b] + " has " + std::to_string(sizeB)
                    + "; a gap needs a common space, so the same number");
            auto gap = measureModalityGap(inDoublePrecision(set.features[a]),
                inDoublePrecision(set.features[b]), set.labels, options, context);
            if (!gap)
                return gap.error().kind == ErrorKind::Cancelled
                    ? gap.error()
                    : Error{gap.error().kind,
                        set.source + ", " + set.names[a] + " and " + set.names[b] + ": "
                            + gap.error().message};
            pairs.push_back({set.names[a], set.names[b], std::move(gap).value()});
        }
    return pairs;
}

std::vector<std::pair<std::string, std::string>> GapReport::pairs() const
{
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& one : measured)
        if (const std::pair pair(one.pair.x, one.pair.y); std::ranges::find(all, pair) == all.end())
            all.push_back(pair);
    return all;
}

std::vector<int> GapReport::epochsOf(std::size_t group, bool all) const
{
    std::map<int, std::set<std::string>> runsAt;
    std::set<std::string> runs;
    for (const auto& one : measured)
        if (one.group == group) {
            runsAt[one.epoch].insert(one.run);
            runs.insert(one.run);
        }
    std::vector<int> epochs;
    for (const auto& [epoch, there] : runsAt)
        if (all || there.size() == runs.size())
            epochs.push_back(epoch);
    return epochs;
}

Result<GapReport> measureGaps(
    std::span<const ComparedGroup> groups, const GapRequest& request, const RunContext& context)
{
    GapReport report;
    report.split = request.split;
    const GapMeasurer measurer(request, context);
    for (const auto& group : groups)
        if (auto added = measurer.addGroup(group, report); !added)
            return added.error();
    return report;
}

SeedNumbers gapOverSeeds(const GapReport& report, std::size_t group,
    const std::pair<std::string, std::string>& pair, GapMeasure measure, int epoch)
{
    std::map<std::uint64_t, SeedValue> bySeed; // the kept epoch may have been measured twice
    for (const auto& one : report.measured)
        if (one.group == group && isPair(one, pair) && (epoch == 0 ? one.isKept : one.epoch == epoch))
            bySeed[one.seed] = {one.seed, {one.run}, valueOf(one.pair.gap, measure)};
    std::vector<SeedValue> values;
    for (auto& [seed, value] : bySeed)
        values.push_back(std::move(value));
    return seedNumbers(std::move(values));
}

std::vector<GapPoint> gapAgainstAccuracy(
    const GapReport& report, const std::pair<std::string, std::string>& pair, GapMeasure measure)
{
    std::vector<GapPoint> points;
    for (const auto& one : report.measured) {
        const auto& accuracy = report.groups[one.group].accuracy;
        const auto found = accuracy.find(one.run);
        if (one.isKept && isPair(one, pair) && found != accuracy.end())
            points.push_back({one.group, one.run, one.seed, valueOf(one.pair.gap, measure), found->second});
    }
    return points;
}

GapCorrelation gapCorrelation(std::span<const GapPoint> points)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    GapCorrelation said{kNone, kNone, 0, 0, {kNone, kNone}, {kNone, kNone}};
    std::map<std::size_t, GapPoint> means; // of groups; seed counts the runs
    std::vector<double> gaps, accuracies;
    for (const auto& point : points) {
        auto& mean = means[point.group];
        mean.distance += point.distance;
        mean.accuracy += point.accuracy;
        ++mean.seed;
        gaps.push_back(point.distance);
        accuracies.push_back(point.accuracy);
    }
    said.runs = int(points.size());
    said.groups = int(means.size());
    constexpr int kLeastRuns = 3;
    if (said.runs < kLeastRuns)
        return said;
    said.overRuns = correlation(gaps, accuracies);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& mean = means.at(points[i].group);
        gaps[i] -= mean.distance / double(mean.seed);
        accuracies[i] -= mean.accuracy / double(mean.seed);
    }
    if (said.groups < said.runs)
        said.withinGroups = correlation(gaps, accuracies);
    said.overRunsInterval = fisherInterval(said.overRuns, said.runs - 3);
    said.withinInterval = fisherInterval(said.withinGroups, said.runs - said.groups - 2);
    return said;
}

} // namespace modalscope
