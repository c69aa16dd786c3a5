#include "core/projection/projection_quality.h"

#include "core/base/random.h"
#include "core/projection/distance_kernel.h"
#include "core/projection/finite_rows.h"
#include "core/projection/neighbor_lists.h"
#include "core/projection/prepared_points.h"
#include "core/projection/worker_team.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace modalscope {
namespace {

/// Distances of one point to all, and its neighbours.
struct View {
    std::vector<float> squared;
    std::vector<std::int32_t> nearest; ///< k

    /// After `squared` has been filled.
    void findNearest(const PreparedPoints& points, std::int64_t from, int k)
    {
        NeighborLists list(1, k);
        for (std::int64_t j = 0; j < points.count; ++j)
            if (j != from && squared[std::size_t(j)] < list.worst(0))
                list.insert(0, squared[std::size_t(j)], std::int32_t(j));
        nearest.assign(list.index(0), list.index(0) + k);
    }

    bool isBefore(std::int64_t a, std::int64_t b) const
    {
        const float x = squared[std::size_t(a)], y = squared[std::size_t(b)];
        return x < y || (x == y && a < b);
    }

    /// Σ (rank − k) of those `others` that are not among the k nearest here; ranks start at 1.
    double misplaced(const std::vector<std::int32_t>& others, std::int64_t from) const
    {
        std::vector<std::int32_t> far;
        for (const auto other : others)
            if (std::find(nearest.begin(), nearest.end(), other) == nearest.end())
                far.push_back(other);
        if (far.empty())
            return 0;
        std::sort(far.begin(), far.end(), [&](auto a, auto b) { return isBefore(a, b); });
        const float farthest = squared[std::size_t(far.back())];
        double sum = 0;
        for (std::int64_t j = 0; j < std::int64_t(squared.size()); ++j)
            if (squared[std::size_t(j)] <= farthest && j != from)
                for (auto i = far.size(); i-- > 0 && isBefore(j, far[i]);)
                    sum += 1;
        return sum + double(far.size()) * (1 - double(nearest.size()));
    }
};

constexpr std::int64_t kTogether = 16; // judged points of one piece: others are read once for all of them

/// Distances of a few points, [from] each.
void lookFrom(
    std::span<const std::int64_t> from, const PreparedPoints& points, int k, std::vector<View>& views)
{
    constexpr std::int64_t kOthers = 64;
    std::vector<float> rows, tile(std::size_t(kOthers) * from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        rows.insert(rows.end(), points.row(from[i]), points.row(from[i]) + points.length);
        views[i].squared.resize(std::size_t(points.count));
    }
    for (std::int64_t first = 0; first < points.count; first += kOthers) {
        const auto width = std::min(kOthers, points.count - first);
        squaredDistances(
            rows.data(), std::int64_t(from.size()), points.row(first), width, points.length, tile.data());
        for (std::size_t i = 0; i < from.size(); ++i)
            std::copy_n(tile.begin() + std::int64_t(i) * width, width, views[i].squared.begin() + first);
    }
    for (std::size_t i = 0; i < from.size(); ++i)
        views[i].findNearest(points, from[i], k);
}

/// The label of most; of the nearest of these when votes are equal. Below 0 when nobody votes.
int votedLabel(const std::vector<std::int32_t>& voters, const std::vector<int>& labels)
{
    std::map<int, int> votes;
    for (const auto voter : voters)
        if (labels[std::size_t(voter)] >= 0)
            ++votes[labels[std::size_t(voter)]];
    int best = -1;
    for (const auto voter : voters)
        if (const int label = labels[std::size_t(voter)];
            label >= 0 && (best < 0 || votes[label] > votes[best]))
            best = label;
    return best;
}

/// Of one judged point.
struct Judgement {
    double trust = 0, continuity = 0, overlap = 0;
    bool labelled = false, rightInLayout = false, rightInPoints = false;
};

Judgement judge(const View& truth, const View& picture, std::int64_t point, const std::vector<int>& labels)
{
    Judgement out;
    out.trust = truth.misplaced(picture.nearest, point);
    out.continuity = picture.misplaced(truth.nearest, point);
    for (const auto j : truth.nearest)
        out.overlap += std::count(picture.nearest.begin(), picture.nearest.end(), j) > 0 ? 1 : 0;
    const int label = labels[std::size_t(point)];
    out.labelled = label >= 0;
    out.rightInLayout = out.labelled && votedLabel(picture.nearest, labels) == label;
    out.rightInPoints = out.labelled && votedLabel(truth.nearest, labels) == label;
    return out;
}

/// The rows of both arrays that are finite in both.
struct SharedRows {
    FiniteRows points, layout;
};

Result<SharedRows> sharedRows(const Array& points, const Array& layout)
{
    if (points.rows() != layout.rows())
        return invalidInput("there are " + std::to_string(points.rows()) + " points and "
            + std::to_string(layout.rows()) + " places in the picture");
    const std::array<const Array*, 1> high{&points}, low{&layout};
    auto a = finiteRows(high);
    auto b = finiteRows(low);
    if (!a || !b)
        return a ? b.error() : a.error();
    SharedRows out;
    out.points.length = a.value().length;
    out.layout.length = b.value().length;
    for (std::size_t i = 0, j = 0; i < a.value().rows.size(); ++i) {
        const auto row = a.value().source[i];
        while (j < b.value().rows.size() && b.value().source[j] < row)
            ++j;
        if (j == b.value().rows.size() || b.value().source[j] != row)
            continue;
        out.points.rows.push_back(a.value().rows[i]);
        out.points.source.push_back(row);
        out.layout.rows.push_back(b.value().rows[j]);
    }
    if (out.points.count() < 4)
        return invalidInput("the quality of a picture needs at least 4 points that it shows");
    return out;
}

} // namespace

Result<ProjectionQuality> measureProjection(const Array& points, const Array& layout,
    std::span<const int> labels, const QualityOptions& options, const RunContext& context)
{
    const auto shared = sharedRows(points, layout);
    if (!shared)
        return shared.error();
    if (!labels.empty() && std::int64_t(labels.size()) != points.rows())
        return invalidInput("there are " + std::to_string(labels.size()) + " labels for "
            + std::to_string(points.rows()) + " points");
    if (options.neighbors < 1)
        return invalidInput("neighbors: must be at least 1");
    const auto high = preparePoints(shared.value().points, options.metric);
    const auto low = preparePoints(shared.value().layout, Metric::Euclidean);
    const auto n = high.count;
    const int k = int(std::min<std::int64_t>(options.neighbors, (n - 1) / 2));
    std::vector<int> kept;
    for (const auto row : shared.value().points.source)
        kept.push_back(labels.empty() ? -1 : labels[std::size_t(row)]);

    std::vector<std::int64_t> judged(std::size_t(n), 0);
    std::iota(judged.begin(), judged.end(), std::int64_t(0));
    if (n > options.exactUpTo && options.sample < n) {
        judged = Random(options.seed, "projection quality/sample").permutation(n);
        judged.resize(std::size_t(std::max<std::int64_t>(1, options.sample)));
    }
    std::vector<Judgement> found(judged.size());
    WorkerTeam team(options.threads);
    const bool finished = team.forRanges(
        std::int64_t(judged.size()), kTogether,
        [&](std::int64_t first, std::int64_t last) {
            std::vector<View> truths(kTogether), pictures(kTogether);
            const auto from = std::span(judged).subspan(std::size_t(first), std::size_t(last - first));
            lookFrom(from, high, k, truths);
            lookFrom(from, low, k, pictures);
            for (std::size_t i = 0; i < from.size(); ++i)
                found[std::size_t(first) + i] = judge(truths[i], pictures[i], from[i], kept);
        },
        context.stop);
    if (!finished || context.stop.stop_requested())
        return Error{ErrorKind::Cancelled, "the measure of the picture's quality was stopped"};

    ProjectionQuality out;
    out.points = n;
    out.judged = std::int64_t(judged.size());
    out.neighbors = k;
    double trust = 0, continuity = 0, overlap = 0, labelled = 0, inLayout = 0, inPoints = 0;
    for (const auto& one : found) {
        trust += one.trust;
        continuity += one.continuity;
        overlap += one.overlap;
        labelled += one.labelled ? 1 : 0;
        inLayout += one.rightInLayout ? 1 : 0;
        inPoints += one.rightInPoints ? 1 : 0;
    }
    const double count = double(judged.size());
    const double largest = count * k * (2.0 * double(n) - 3.0 * k - 1) / 2;
    out.trustworthiness = 1 - trust / largest;
    out.continuity = 1 - continuity / largest;
    out.neighborOverlap = overlap / (count * k);
    if (labelled > 0) {
        out.labelAccuracy = inLayout / labelled;
        out.labelAccuracyOfPoints = inPoints / labelled;
    }
    return out;
}

} // namespace modalscope
