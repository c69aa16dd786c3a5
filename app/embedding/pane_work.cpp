#include "app/embedding/pane_work.h"

#include "core/data/feature_fits.h"

#include <utility>

namespace modalscope {
namespace {

double pictureBytes(const MadeLayout& made)
{
    return double(made.positions.values.size()) * 8
        + (made.cloud ? double(made.cloud->size()) * 4 * double(made.cloud->columns.size() + 1) : 0);
}

/// Points and picture of the rows that were laid out.
Result<ProjectionQuality> measuredLayout(const MadeLayout& made, const RunContext& context)
{
    context.report(Progress{0, 0, "measuring how far the picture keeps neighbours"});
    const auto& request = made.request;
    const auto points = rowsOf(request, request.arrays);
    auto positions = made.positions;
    std::vector<int> labels;
    const auto& all = request.samples->features.labels;
    if (!request.only.empty()) {
        positions = Array({0, made.positions.rowSize()});
        for (std::size_t a = 0; a < request.arrays.size(); ++a)
            for (const auto sample : request.only) {
                const auto row
                    = made.positions.row(std::int64_t(a) * request.samples->features.samples() + sample);
                positions.values.insert(positions.values.end(), row.begin(), row.end());
                ++positions.shape[0];
            }
    }
    for (std::size_t a = 0; a < request.arrays.size() && !all.empty(); ++a) {
        if (request.only.empty())
            labels.insert(labels.end(), all.begin(), all.end());
        for (const auto sample : request.only)
            labels.push_back(all[std::size_t(sample)]);
    }
    QualityOptions how;
    how.metric
        = request.settings.method == LayoutMethod::Umap ? request.settings.umap.metric : Metric::Euclidean;
    how.seed = request.settings.umap.seed;
    return measureProjection(points, positions, labels, how, context);
}

} // namespace

PaneWork::PaneWork(std::shared_ptr<EmbeddingMemory> memory, QObject* parent)
    : QObject(parent)
    , m_memory(std::move(memory))
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event); progress != nullptr && !m_next)
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, &PaneWork::finish);
}

void PaneWork::read(SourceRequest request)
{
    auto reading = std::make_shared<SourceReading>();
    const bool isFile = request.source.kind == EmbeddingKind::File; // which may have changed: read anew
    reading->request = std::move(request);
    if (!isFile) {
        reading->key = reading->request.key();
        if ((reading->samples = m_memory->samples.find(reading->key))) {
            drop();
            Q_EMIT samplesRead(*reading);
            return;
        }
    }
    add({[reading](const RunContext& context) -> Result<void> {
             context.report(Progress{0, 0, "reading features"});
             reading->key = reading->request.key();
             auto read = readEmbedding(reading->request);
             if (read)
                 reading->samples = read.value();
             else
                 reading->error = read.error();
             return {};
         },
        [this, reading](const std::optional<Error>& thrown) {
            if (thrown)
                reading->error = thrown;
            else if (reading->samples)
                m_memory->samples.keep(reading->key, reading->samples, bytesOf(*reading->samples));
            Q_EMIT samplesRead(*reading);
        }});
}

std::shared_ptr<const MadeLayout> PaneWork::keptLayout(const LayoutRequest& request)
{
    return m_memory->layouts.find(layoutKey(request));
}

void PaneWork::layOut(LayoutRequest request)
{
    if (const auto kept = keptLayout(request)) {
        drop();
        Q_EMIT layoutShown(kept, true);
        return;
    }
    auto made = std::make_shared<std::shared_ptr<const MadeLayout>>();
    const auto show = [this](std::shared_ptr<const MadeLayout> now) {
        QMetaObject::invokeMethod(
            this,
            [this, now = std::move(now)] {
                if (m_isLayingOut && !m_next && !m_isDropped)
                    Q_EMIT layoutShown(now, false);
            },
            Qt::QueuedConnection);
    };
    add({[made, request, show](const RunContext& context) -> Result<void> {
             *made = makeLayout(request, show, context);
             return {};
         },
        [this, made, request](const std::optional<Error>& thrown) {
            auto result = *made;
            if (thrown) {
                auto failed = std::make_shared<MadeLayout>(MadeLayout{.request = request});
                failed->error = thrown;
                result = failed;
            }
            if (result->isFinished)
                m_memory->layouts.keep(layoutKey(result->request), result, pictureBytes(*result));
            Q_EMIT layoutShown(result, true);
        },
        true});
}

void PaneWork::measure(std::shared_ptr<const MadeLayout> made)
{
    auto quality = std::make_shared<std::optional<ProjectionQuality>>();
    auto error = std::make_shared<std::optional<Error>>();
    add({[made, quality, error](const RunContext& context) -> Result<void> {
             auto found = measuredLayout(*made, context);
             if (found)
                 *quality = found.value();
             else if (found.error().kind != ErrorKind::Cancelled)
                 *error = found.error();
             return {};
         },
        [this, made, quality, error](const std::optional<Error>& thrown) {
            Q_EMIT measured(made, *quality, thrown ? thrown : *error);
        }});
}

void PaneWork::cancel()
{
    m_next.reset();
    m_controller.requestStop();
}

void PaneWork::drop()
{
    cancel();
    m_isDropped = m_controller.isRunning();
}

void PaneWork::add(Job job)
{
    if (!m_controller.isRunning())
        return start(std::move(job));
    m_next = std::move(job);
    m_controller.requestStop();
}

void PaneWork::start(Job job)
{
    m_job = std::move(job);
    m_isLayingOut = m_job->isLayout;
    m_controller.start(m_job->work);
    Q_EMIT workingChanged(true);
}

void PaneWork::finish(const std::optional<Error>& thrown)
{
    const auto job = std::exchange(m_job, std::nullopt);
    m_isLayingOut = false;
    const bool isDropped = std::exchange(m_isDropped, false);
    if (m_next) // what was stopped for it is not heard of again
        return start(std::exchange(m_next, std::nullopt).value());
    Q_EMIT workingChanged(false);
    if (job && !isDropped)
        job->done(thrown);
}

} // namespace modalscope
