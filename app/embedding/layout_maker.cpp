#include "app/embedding/layout_maker.h"

#include "app/embedding/layout_cloud.h"
#include "core/base/text.h"
#include "core/config/json_options.h"
#include "core/data/feature_fits.h"
#include "core/projection/pca.h"
#include "core/projection/umap_steps.h"
#include "core/run/event_throttle.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

namespace modalscope {
namespace {

constexpr float kFarthest = 1e15F; // rows with larger values are in no fit

/// Makes the fits of a request one after the other.
class LayoutWorker {
public:
    LayoutWorker(const LayoutRequest& request, const ShowLayout& show, const RunContext& context)
        : m_show(show)
        , m_context(context)
        , m_made(emptyLayout(request))
    { }

    std::shared_ptr<const MadeLayout> work()
    {
        const auto& request = m_made.request;
        const auto& set = request.samples->features;
        auto outcome = checked();
        const auto fits = fitsOf(set, request.arrays, request.settings.isSeparate, kFitAdvice);
        if (outcome && !fits)
            outcome = fits.error();
        for (std::size_t i = 0; outcome && i < fits.value().size(); ++i)
            outcome = request.settings.method == LayoutMethod::Pca ? addPca(fits.value()[i])
                                                                   : addUmap(fits.value()[i]);
        m_made.isStopped = !outcome && outcome.error().kind == ErrorKind::Cancelled;
        m_made.isFinished = bool(outcome);
        if (!outcome && !m_made.isStopped)
            m_made.error = outcome.error();
        m_made.seconds = secondsSoFar();
        return shownLayout(std::move(m_made));
    }

private:
    using Clock = std::chrono::steady_clock;

    Result<void> checked() const
    {
        const auto& request = m_made.request;
        if (request.arrays.empty())
            return invalidInput("no modality is chosen; tick one");
        const bool guides = request.settings.method == LayoutMethod::Umap && request.settings.isSupervised;
        if (guides && request.samples->features.labels.empty())
            return invalidInput(request.samples->features.source
                + ": has no labels that could guide the picture; untick \"labels guide\"");
        return {};
    }

    double secondsSoFar() const { return std::chrono::duration<double>(Clock::now() - m_begun).count(); }

    Result<void> addPca(const std::vector<std::size_t>& arrays)
    {
        const auto& request = m_made.request;
        const auto name = fitName(request, arrays);
        m_context.report(Progress{0, 0, "PCA of " + name});
        PcaOptions options;
        options.components = request.settings.dimensions;
        options.seed = request.settings.umap.seed;
        const bool isPart = !request.only.empty();
        const auto part = isPart ? rowsOf(request, arrays) : Array();
        std::vector<const Array*> parts;
        for (const auto place : arrays)
            parts.push_back(&request.samples->features.features[place]);
        if (isPart)
            parts = {&part};
        const auto pca = fitPca(parts, options, m_context.stop);
        if (!pca)
            return pca.error();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (m_context.stop.stop_requested())
                return Error{ErrorKind::Cancelled, "stopped"};
            const auto rows = pca.value().transform(*parts[i]);
            if (!rows)
                return rows.error();
            placeRows(m_made, isPart ? arrays : std::vector<std::size_t>{arrays[i]}, rows.value());
        }
        m_made.isExact = m_made.isExact && pca.value().exact;
        nameAxes(pca.value());
        return {};
    }

    void nameAxes(const Pca& pca)
    {
        const bool isOne = !m_made.request.settings.isSeparate || m_made.request.arrays.size() == 1;
        for (std::size_t i = 0; i < m_made.axes.size(); ++i) {
            auto& axis = m_made.axes[i];
            axis = "PC " + std::to_string(i + 1);
            if (!isOne) {
                axis += " of each modality";
            } else if (i < pca.variance.size()) {
                m_made.shares.push_back(pca.share(i));
                axis += pca.totalVariance > 0 ? " (" + fixedText(100 * pca.share(i), 1) + " %)"
                                              : " (nothing varies)";
            } else {
                axis += " (there is none)";
            }
        }
    }

    Result<void> addUmap(const std::vector<std::size_t>& arrays)
    {
        const auto& request = m_made.request;
        const auto name = fitName(request, arrays);
        m_context.report(Progress{0, 0, "PCA of " + name + ", where UMAP starts"});
        const auto points = rowsOf(request, arrays);
        UmapGuides guides;
        guides.labels = guidingLabels(request, arrays);
        auto made = Umap::create(points, umapOptions(request.settings), std::move(guides), m_context.stop);
        if (!made)
            return made.error();
        auto& umap = made.value();
        const auto take = [&](const Umap& now) {
            placeRows(m_made, arrays, now.layoutOfAllRows());
            m_made.epoch = now.epoch();
            m_made.epochs = now.epochs();
        };
        const auto showNow = [&](const Umap& now) {
            take(now);
            m_made.seconds = secondsSoFar();
            if (m_show)
                m_show(shownLayout(m_made));
        };
        showNow(umap);
        EventThrottle pictures(std::chrono::milliseconds(350));
        (void)pictures.isDue();
        const auto outcome = finishUmap(umap, "UMAP of " + name, m_context, [&](const Umap& now) {
            if (!now.finished() && pictures.isDue())
                showNow(now);
        });
        take(umap);
        if (umap.neighbors().points > 0)
            m_made.isExact = m_made.isExact && umap.neighbors().exact;
        return outcome;
    }

    const ShowLayout& m_show;
    const RunContext& m_context;
    MadeLayout m_made;
    Clock::time_point m_begun = Clock::now();
};

} // namespace

std::span<const Choice<LayoutMethod>> choices(LayoutMethod)
{
    static constexpr std::array<Choice<LayoutMethod>, 2> all{{
        {LayoutMethod::Pca, "pca", "PCA"},
        {LayoutMethod::Umap, "umap", "UMAP"},
    }};
    return all;
}

std::string layoutKey(const LayoutRequest& request)
{
    auto settings = request.settings;
    if (settings.method == LayoutMethod::Pca) { // these change nothing then
        const auto seed = settings.umap.seed;
        settings.umap = {};
        settings.umap.seed = seed;
        settings.isSupervised = false;
    }
    settings.umap.threads = 0;
    settings.umap.dimensions = 2;
    std::uint64_t part = 14695981039346656037U; // FNV-1a
    for (const auto sample : request.only)
        part = (part ^ std::uint64_t(sample)) * 1099511628211U;
    auto text = request.key + "\n" + toJson(settings).dump() + "\n" + std::to_string(request.only.size())
        + "/" + std::to_string(part);
    for (const auto place : request.arrays)
        text += "," + std::to_string(place);
    return text;
}

MadeLayout emptyLayout(const LayoutRequest& request)
{
    MadeLayout made{.request = request};
    const auto samples = request.samples->features.samples();
    made.positions = Array({std::int64_t(request.arrays.size()) * samples, request.settings.dimensions});
    std::ranges::fill(made.positions.values, std::numeric_limits<float>::quiet_NaN());
    static constexpr std::array<const char*, 3> names{"UMAP 1", "UMAP 2", "UMAP 3"};
    for (int d = 0; d < request.settings.dimensions; ++d)
        made.axes.emplace_back(names[std::size_t(d)]);
    return made;
}

void placeRows(MadeLayout& made, const std::vector<std::size_t>& arrays, const Array& rows)
{
    const auto& request = made.request;
    const auto samples = request.samples->features.samples();
    const auto each = request.only.empty() ? samples : std::int64_t(request.only.size());
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        const auto block = std::ranges::find(request.arrays, arrays[a]) - request.arrays.begin();
        for (std::int64_t i = 0; i < each; ++i) {
            const auto sample = request.only.empty() ? i : request.only[std::size_t(i)];
            const auto from = rows.row(std::int64_t(a) * each + i);
            const auto to = made.positions.row(block * samples + sample);
            const bool hasPlace = std::ranges::all_of(from, [](float value) {
                return std::abs(value) < kFarthest; // PCA places rows that it was not fitted on
            });
            std::ranges::fill(to, hasPlace ? 0.0F : std::numeric_limits<float>::quiet_NaN());
            if (hasPlace)
                std::copy_n(from.begin(), std::min(from.size(), to.size()), to.begin());
        }
    }
}

std::shared_ptr<const MadeLayout> shownLayout(MadeLayout made)
{
    if (made.error)
        return std::make_shared<const MadeLayout>(std::move(made));
    const auto& request = made.request;
    const auto& set = request.samples->features;
    made.points = made.absent = made.dropped = 0;
    const auto samples = set.samples();
    const auto count = [&](std::size_t a, std::int64_t sample) {
        if (!std::isnan(made.positions.row(std::int64_t(a) * samples + sample)[0]))
            ++made.points;
        else if (set.absent[request.arrays[a]] > 0
            && std::ranges::all_of(
                set.features[request.arrays[a]].row(sample), [](float value) { return std::isnan(value); }))
            ++made.absent;
        else
            ++made.dropped;
    };
    for (std::size_t a = 0; a < request.arrays.size(); ++a) {
        for (std::int64_t sample = 0; request.only.empty() && sample < samples; ++sample)
            count(a, sample);
        for (const auto sample : request.only)
            count(a, sample);
    }
    made.cloud = cloudOf(request, made.positions, made.axes);
    return std::make_shared<const MadeLayout>(std::move(made));
}

Array rowsOf(const LayoutRequest& request, const std::vector<std::size_t>& arrays)
{
    return joinedRows(request.samples->features, arrays, request.only);
}

std::vector<int> guidingLabels(const LayoutRequest& request, const std::vector<std::size_t>& arrays)
{
    std::vector<int> labels;
    const auto& all = request.samples->features.labels;
    for (std::size_t i = 0; request.settings.isSupervised && i < arrays.size(); ++i) {
        if (request.only.empty())
            labels.insert(labels.end(), all.begin(), all.end());
        for (const auto sample : request.only)
            labels.push_back(all[std::size_t(sample)]);
    }
    return labels;
}

UmapOptions umapOptions(const LayoutSettings& settings)
{
    auto options = settings.umap;
    options.dimensions = settings.dimensions;
    return options;
}

std::string fitName(const LayoutRequest& request, const std::vector<std::size_t>& arrays)
{
    std::vector<std::string> names;
    for (const auto place : arrays)
        names.push_back(request.samples->features.names[place]);
    return joinText(names, ", ");
}

std::shared_ptr<const MadeLayout> makeLayout(
    const LayoutRequest& request, const ShowLayout& show, const RunContext& context)
{
    return LayoutWorker(request, show, context).work();
}

} // namespace modalscope
