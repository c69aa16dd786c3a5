#include "core/projection/modality_gap.h"

#include "core/base/random.h"
#include "core/eval/linear_probe.h"
#include "core/projection/distance_kernel.h"
#include "core/projection/finite_rows.h"
#include "core/projection/prepared_points.h"
#include "core/projection/worker_team.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace modalscope {
namespace {

double lengthOf(std::span<const double> row)
{
    double sum = 0;
    for (const double value : row)
        sum += value * value;
    return std::sqrt(sum);
}

/// Scales a row to length 1; a zero row stays.
void normalize(std::span<double> row)
{
    const double length = lengthOf(row);
    for (double& value : row)
        value = length > 0 ? value / length : 0;
}

/// Samples that have a direction in both modalities, of length 1.
struct PairedDirections {
    ArrayD x, y;
    std::vector<int> labels;
};

bool hasDirection(std::span<const double> row)
{
    const double length = lengthOf(row);
    return std::isfinite(length) && length > 0;
}

PairedDirections directionsOf(const ArrayD& x, const ArrayD& y, std::span<const int> labels)
{
    std::vector<std::int64_t> kept;
    for (std::int64_t i = 0; i < x.rows(); ++i)
        if (hasDirection(x.row(i)) && hasDirection(y.row(i)))
            kept.push_back(i);
    const auto count = std::int64_t(kept.size());
    PairedDirections out{ArrayD({count, x.rowSize()}), ArrayD({count, x.rowSize()}), {}};
    for (std::int64_t i = 0; i < count; ++i) {
        const auto from = kept[std::size_t(i)];
        std::copy_n(x.row(from).begin(), x.rowSize(), out.x.row(i).begin());
        std::copy_n(y.row(from).begin(), x.rowSize(), out.y.row(i).begin());
        normalize(out.x.row(i));
        normalize(out.y.row(i));
        out.labels.push_back(labels.empty() ? -1 : labels[std::size_t(from)]);
    }
    return out;
}

std::vector<double> meanOf(const ArrayD& rows, const std::vector<std::int64_t>& which)
{
    std::vector<double> mean(std::size_t(rows.rowSize()), 0.0);
    for (const auto i : which)
        for (std::size_t d = 0; d < mean.size(); ++d)
            mean[d] += rows.row(i)[d];
    for (double& value : mean)
        value /= double(which.size());
    return mean;
}

std::vector<double> minus(std::vector<double> a, const std::vector<double>& b)
{
    for (std::size_t d = 0; d < a.size(); ++d)
        a[d] -= b[d];
    return a;
}

ArrayD rowsOfSample(const ArrayD& rows, const std::vector<std::int64_t>& which)
{
    ArrayD out({std::int64_t(which.size()), rows.rowSize()});
    for (std::size_t i = 0; i < which.size(); ++i)
        std::copy_n(rows.row(which[i]).begin(), rows.rowSize(), out.row(std::int64_t(i)).begin());
    return out;
}

/// log mean over pairs i < j of exp(−2‖a − b‖²). Below any value when stopped.
double uniformityOf(const ArrayD& rows, WorkerTeam& team, const RunContext& context)
{
    const auto single = inSinglePrecision(rows);
    const std::array<const Array*, 1> one{&single};
    const auto finite = finiteRows(one);
    const auto points = preparePoints(finite.value(), Metric::Euclidean); // they have length 1 already
    std::vector<double> sums(std::size_t(points.count), 0.0);
    team.forEach(
        points.count,
        [&](std::int64_t i) {
            thread_local std::vector<float> squared;
            const auto others = points.count - i - 1;
            squared.resize(std::size_t(others));
            squaredDistances(
                points.row(i), 1, points.row(i) + points.length, others, points.length, squared.data());
            for (const float value : squared)
                sums[std::size_t(i)] += std::exp(-2 * double(value));
        },
        context.stop);
    const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
    return std::log(total / (double(points.count) * double(points.count - 1) / 2));
}

/// Share of held-out rows of both modalities that a probe of the other half gives to the right one.
Result<double> separabilityOf(const ArrayD& x, const ArrayD& y, std::uint64_t seed, const RunContext& context)
{
    const auto order = Random(seed, "modality gap/folds").permutation(x.rows());
    const auto half = x.rows() / 2;
    std::int64_t right = 0;
    for (int fold = 0; fold < 2; ++fold) {
        std::vector<std::int64_t> learned(order.begin(), order.begin() + half);
        std::vector<std::int64_t> held(order.begin() + half, order.end());
        if (fold == 1)
            learned.swap(held);
        ArrayD features({2 * std::int64_t(learned.size()), x.rowSize()});
        const auto first = rowsOfSample(x, learned), second = rowsOfSample(y, learned);
        const auto middle = std::copy(first.values.begin(), first.values.end(), features.values.begin());
        std::copy(second.values.begin(), second.values.end(), middle);
        std::vector<int> labels(learned.size() * 2, 0);
        std::fill(labels.begin() + std::ptrdiff_t(learned.size()), labels.end(), 1);
        const auto probe
            = fitLinearProbe(features, labels, 2, {}, [&context] { return context.shouldStop(); });
        if (!probe)
            return probe.error();
        const auto ofX = probe.value().logits(rowsOfSample(x, held));
        const auto ofY = probe.value().logits(rowsOfSample(y, held));
        for (std::int64_t i = 0; i < ofX.rows(); ++i)
            right += (ofX.row(i)[0] > ofX.row(i)[1] ? 1 : 0) + (ofY.row(i)[1] > ofY.row(i)[0] ? 1 : 0);
    }
    return double(right) / double(2 * x.rows());
}

std::vector<ClassGap> gapsOfClasses(const PairedDirections& directions)
{
    std::map<int, std::vector<std::int64_t>> members;
    for (std::size_t i = 0; i < directions.labels.size(); ++i)
        if (directions.labels[i] >= 0)
            members[directions.labels[i]].push_back(std::int64_t(i));
    std::vector<ClassGap> out;
    for (const auto& [label, rows] : members)
        out.push_back({label, std::int64_t(rows.size()),
            lengthOf(minus(meanOf(directions.x, rows), meanOf(directions.y, rows)))});
    return out;
}

} // namespace

Result<ModalityGap> measureModalityGap(const ArrayD& x, const ArrayD& y, std::span<const int> labels,
    const ModalityGapOptions& options, const RunContext& context)
{
    if (x.rows() != y.rows() || (!labels.empty() && std::int64_t(labels.size()) != x.rows()))
        return Error{ErrorKind::Shape,
            "the modality gap compares the same samples: there are " + std::to_string(x.rows())
                + " of one modality and " + std::to_string(y.rows()) + " of the other"
                + (labels.empty() ? "" : ", with " + std::to_string(labels.size()) + " labels")};
    if (x.rowSize() != y.rowSize())
        return Error{ErrorKind::Shape,
            "the features of the two modalities have " + std::to_string(x.rowSize()) + " and "
                + std::to_string(y.rowSize()) + " values; a gap between them needs the same number"};
    const auto directions = directionsOf(x, y, labels);
    ModalityGap out;
    out.samples = directions.x.rows();
    out.dropped = x.rows() - out.samples;
    if (out.samples < 4)
        return invalidInput("the modality gap needs at least 4 samples with finite, nonzero features in both "
                            "modalities, there are "
            + std::to_string(out.samples));

    std::vector<std::int64_t> all(std::size_t(out.samples), 0);
    std::iota(all.begin(), all.end(), std::int64_t(0));
    const auto meanX = meanOf(directions.x, all), meanY = meanOf(directions.y, all);
    out.difference = minus(meanX, meanY);
    out.distance = lengthOf(out.difference);
    const double lengths = lengthOf(meanX) * lengthOf(meanY);
    out.centroidCosine
        = lengths > 0 ? std::inner_product(meanX.begin(), meanX.end(), meanY.begin(), 0.0) / lengths : 0;
    out.classes = gapsOfClasses(directions);
    for (std::size_t i = 0; i < directions.x.values.size(); ++i) {
        const double difference = directions.x.values[i] - directions.y.values[i];
        out.alignment += difference * difference / double(out.samples);
    }

    auto judged = all;
    if (out.samples > options.exactUpTo) {
        judged = Random(options.seed, "modality gap/sample").permutation(out.samples);
        judged.resize(std::size_t(std::max<std::int64_t>(4, options.exactUpTo)));
    }
    out.judged = std::int64_t(judged.size());
    const auto sampleX = rowsOfSample(directions.x, judged), sampleY = rowsOfSample(directions.y, judged);
    WorkerTeam team(options.threads);
    out.uniformityX = uniformityOf(sampleX, team, context);
    out.uniformityY = uniformityOf(sampleY, team, context);
    if (context.shouldStop())
        return Error{ErrorKind::Cancelled, "the measure of the modality gap was stopped"};
    const auto separability = separabilityOf(sampleX, sampleY, options.seed, context);
    if (!separability)
        return separability.error();
    out.separability = separability.value();
    return out;
}

GapVector gapVector(const ArrayD& x, const ArrayD& y)
{
    const auto values = std::size_t(x.rowSize());
    std::vector<double> meanX(values, 0.0), meanY(values, 0.0);
    GapVector out;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
        const auto rowX = x.row(i), rowY = y.row(i);
        if (!hasDirection(rowX) || !hasDirection(rowY))
            continue;
        ++out.samples;
        const double lengthX = lengthOf(rowX), lengthY = lengthOf(rowY);
        for (std::size_t d = 0; d < values; ++d) {
            meanX[d] += rowX[d] / lengthX;
            meanY[d] += rowY[d] / lengthY;
        }
    }
    for (std::size_t d = 0; d < values && out.samples > 0; ++d) {
        meanX[d] /= double(out.samples);
        meanY[d] /= double(out.samples);
    }
    out.difference = minus(std::move(meanX), meanY);
    out.distance = lengthOf(out.difference);
    return out;
}

ShiftedFeatures shiftAlongGap(const ArrayD& x, const ArrayD& y, const std::vector<double>& difference,
    double shift, ShiftedLength length)
{
    const double gap = lengthOf(difference);
    const bool keepsOwn = length == ShiftedLength::Own;
    const auto moved = [&](const ArrayD& from, double share) {
        ArrayD out = from;
        if (keepsOwn && (shift == 0 || gap == 0))
            return out;
        for (std::int64_t i = 0; i < out.rows(); ++i) {
            const auto row = out.row(i);
            if (keepsOwn && !hasDirection(row))
                continue;
            const double before = keepsOwn ? lengthOf(row) : 1.0;
            normalize(row);
            for (std::size_t d = 0; gap > 0 && d < difference.size(); ++d)
                row[d] += share * difference[d] / gap;
            normalize(row);
            for (double& value : row)
                value *= before;
        }
        return out;
    };
    return {moved(x, -shift / 2), moved(y, shift / 2)};
}

} // namespace modalscope
