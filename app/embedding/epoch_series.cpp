#include "app/embedding/epoch_series.h"

#include "app/embedding/layout_cloud.h"
#include "core/base/text.h"
#include "core/data/feature_fits.h"
#include "core/projection/pca.h"
#include "core/projection/umap_steps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace modalscope {
namespace {

/// Reads the epochs and lays them out one after the other.
class SeriesMaker {
public:
    SeriesMaker(const SeriesRequest& request, const RunContext& context)
        : m_request(request)
        , m_context(context)
    { }

    EpochLayouts make()
    {
        auto outcome = read();
        if (outcome)
            outcome = m_request.settings.method == LayoutMethod::Pca ? placeByLastFit() : alignOneByOne();
        m_out.isStopped = !outcome && outcome.error().kind == ErrorKind::Cancelled;
        if (!outcome && !m_out.isStopped)
            m_out.error = outcome.error();
        m_out.epochs.resize(m_out.made.size());
        return std::move(m_out);
    }

private:
    Result<void> read()
    {
        for (const int epoch : m_request.epochs) {
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            m_context.report(Progress{0, 0, "reading features of epoch " + std::to_string(epoch)});
            auto source = m_request.source;
            source.source.epoch = epoch;
            auto samples = readEmbedding(source);
            if (!samples)
                return samples.error();
            LayoutRequest one{.samples = samples.value(),
                .arrays = {},
                .settings = m_request.settings,
                .only = m_request.only,
                .key = source.key() + " in a series"};
            const auto& set = one.samples->features;
            for (const auto& name : m_request.modalities)
                if (const auto at = std::ranges::find(set.names, name); at != set.names.end())
                    one.arrays.push_back(std::size_t(at - set.names.begin()));
            if (one.arrays.size() != m_request.modalities.size() || one.arrays.empty())
                return invalidInput(set.source + ": has no features of "
                    + joinText(m_request.modalities, ", ") + "; choose other modalities");
            if (!m_requests.empty() && m_requests.front().samples->features.rows != set.rows)
                return invalidInput(set.source
                    + ": holds other samples than the epochs before; their pictures cannot be aligned");
            m_requests.push_back(std::move(one));
            m_out.epochs.push_back(epoch);
        }
        return {};
    }

    Result<std::vector<std::vector<std::size_t>>> fitsOfLast() const
    {
        const auto& last = m_requests.back();
        return fitsOf(last.samples->features, last.arrays, last.settings.isSeparate, kFitAdvice);
    }

    Result<void> placeByLastFit()
    {
        const auto fits = fitsOfLast();
        if (!fits)
            return fits.error();
        std::vector<MadeLayout> made;
        for (const auto& request : m_requests)
            made.push_back(emptyLayout(request));
        PcaOptions options;
        options.components = m_request.settings.dimensions;
        options.seed = m_request.settings.umap.seed;
        for (const auto& arrays : fits.value()) {
            const auto pca = fitPca(rowsOf(m_requests.back(), arrays), options, m_context.stop);
            if (!pca)
                return pca.error();
            for (std::size_t i = 0; i < m_requests.size(); ++i) {
                if (m_context.shouldStop())
                    return Error{ErrorKind::Cancelled, "stopped"};
                m_context.report(Progress{std::int64_t(i), std::int64_t(m_requests.size()),
                    "PCA of the last epoch, of all epochs"});
                const auto rows = pca.value().transform(rowsOf(m_requests[i], arrays));
                if (!rows)
                    return rows.error();
                placeRows(made[i], arrays, rows.value());
                made[i].isExact = made[i].isExact && pca.value().exact;
            }
        }
        for (auto& one : made) {
            for (std::size_t d = 0; d < one.axes.size(); ++d)
                one.axes[d]
                    = "PC " + std::to_string(d + 1) + " of epoch " + std::to_string(m_request.epochs.back());
            one.isFinished = true;
            m_out.made.push_back(shownLayout(std::move(one)));
        }
        return {};
    }

    Result<void> alignOneByOne()
    {
        const auto fits = fitsOfLast();
        if (!fits)
            return fits.error();
        std::map<std::size_t, Array> before; // by fit
        for (std::size_t i = 0; i < m_requests.size(); ++i) {
            const auto& request = m_requests[i];
            auto made = emptyLayout(request);
            for (std::size_t f = 0; f < fits.value().size(); ++f) {
                const auto& arrays = fits.value()[f];
                UmapGuides guides;
                guides.labels = guidingLabels(request, arrays);
                guides.before = before[f];
                auto umap = Umap::create(rowsOf(request, arrays), umapOptions(request.settings),
                    std::move(guides), m_context.stop);
                if (!umap)
                    return umap.error();
                const auto name = "UMAP of epoch " + std::to_string(m_request.epochs[i]) + " ("
                    + std::to_string(i + 1) + " of " + std::to_string(m_requests.size()) + ")";
                if (auto done = finishUmap(umap.value(), name, m_context); !done)
                    return done;
                before[f] = umap.value().layoutOfAllRows();
                placeRows(made, arrays, before[f]);
                made.epoch = umap.value().epoch();
                made.epochs = umap.value().epochs();
                made.isExact = made.isExact && umap.value().neighbors().exact;
            }
            made.isFinished = true;
            m_out.made.push_back(shownLayout(std::move(made)));
        }
        return {};
    }

    const SeriesRequest& m_request;
    const RunContext& m_context;
    std::vector<LayoutRequest> m_requests;
    EpochLayouts m_out;
};

} // namespace

EpochLayouts makeEpochLayouts(const SeriesRequest& request, const RunContext& context)
{
    return SeriesMaker(request, context).make();
}

EpochSeries::EpochSeries(QObject* parent)
    : QObject(parent)
    , m_layouts(std::make_shared<const EpochLayouts>())
    , m_frames(
          [](const FrameRequest& wanted) {
              const auto& made = wanted.layouts->made;
              const auto last = double(made.size() - 1);
              const auto place = std::clamp(wanted.place, 0.0, last);
              const auto from = std::size_t(std::floor(place));
              const auto to = std::min(from + 1, made.size() - 1);
              const double share = place - double(from);
              return Frame{wanted.layouts,
                  share <= 0 ? made[from]->cloud : cloudBetween(*made[from]->cloud, made[to]->cloud, share),
                  place};
          },
          [this](const Frame& frame) {
              if (frame.layouts == m_layouts)
                  Q_EMIT frameMade(frame.cloud, frame.place);
          })
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event))
            Q_EMIT progressed(*progress);
    });
}

EpochSeries::~EpochSeries() = default;

void EpochSeries::make(SeriesRequest request)
{
    if (m_controller.isRunning())
        return;
    m_isCleared = false;
    auto layouts = std::make_shared<EpochLayouts>();
    disconnect(&m_controller, &RunController::finished, this, nullptr);
    connect(
        &m_controller, &RunController::finished, this, [this, layouts](const std::optional<Error>& thrown) {
            if (thrown)
                layouts->error = thrown;
            m_layouts = m_isCleared ? std::make_shared<const EpochLayouts>() : layouts;
            Q_EMIT finished();
        });
    m_controller.start([layouts, request = std::move(request)](const RunContext& context) -> Result<void> {
        *layouts = makeEpochLayouts(request, context);
        return {};
    });
}

void EpochSeries::cancel()
{
    m_controller.requestStop();
}

void EpochSeries::clear()
{
    m_layouts = std::make_shared<const EpochLayouts>();
    m_isCleared = m_controller.isRunning();
    m_controller.requestStop();
}

std::shared_ptr<const MadeLayout> EpochSeries::of(int epoch) const
{
    const auto at = std::ranges::find(m_layouts->epochs, epoch);
    return at == m_layouts->epochs.end() ? nullptr
                                         : m_layouts->made[std::size_t(at - m_layouts->epochs.begin())];
}

void EpochSeries::askFrame(double place)
{
    if (hasLayouts())
        m_frames.request({m_layouts, place});
}

} // namespace modalscope
