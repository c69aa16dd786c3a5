#include "app/embedding/cloud_pane.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/layout_words.h"
#include "app/embedding/pane_nothing.h"
#include "app/embedding/source_choices.h"
#include "core/analysis/sample_places.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

#include <utility>

namespace modalscope {

void CloudPane::refresh()
{
    const auto before = m_reading.request;
    m_sources->refresh();
    const auto now = m_sources->request();
    if (m_sources->source() == before.source && m_reading.samples
        && now.dataset != before.dataset) // what is known of the samples is more or less now
        read();
    else if (!m_reading.samples && !m_work->isWorking()
        && (m_sources->source() != before.source || now.dataset != before.dataset
            || now.run.has_value() != before.run.has_value()))
        read();
    updateTexts();
}

void CloudPane::read()
{
    const auto request = m_sources->request();
    if (request.source.kind == EmbeddingKind::None) {
        m_work->cancel();
        m_reading = {};
        m_reading.request = request;
        showNothing();
        sayNothingYet();
        Q_EMIT samplesChanged();
        return;
    }
    if (request.source.kind == EmbeddingKind::Run && !request.run && m_session.isReadingRuns())
        return; // refresh() asks again
    m_work->read(request);
}

void CloudPane::takeReading(const SourceReading& reading)
{
    const auto before = m_reading.samples;
    m_reading = reading;
    if (!reading.samples) {
        showNothing();
        sayProblem(*reading.error);
        Q_EMIT samplesChanged();
        return;
    }
    if (before && (before->dataset != reading.samples->dataset || before->split != reading.samples->split))
        m_only.clear();
    m_sources->setModalities(reading.samples->features.names);
    m_controls->setHasLabels(!reading.samples->features.labels.empty());
    if (m_pending && !m_pending->only.empty())
        if (const auto mask = maskFromText(m_pending->only, std::size_t(reading.samples->features.samples())))
            m_only = placesOf(mask.value());
    Q_EMIT samplesChanged();
    if (m_isRestoring)
        compute();
    else
        layOut();
}

LayoutRequest CloudPane::request() const
{
    return {m_reading.samples, m_sources->arrays(), m_controls->settings(), m_only, m_reading.key};
}

void CloudPane::compute()
{
    if (!m_reading.samples)
        return;
    if (m_sources->source() != m_reading.request.source) { // another epoch of a series is shown
        m_isRestoring = true;
        return read();
    }
    m_isRestoring = false;
    m_isMoved = false;
    m_work->layOut(request());
}

void CloudPane::layOut()
{
    if (!m_reading.samples)
        return;
    if (m_sources->source() != m_reading.request.source) // another epoch of a series is shown
        return read();
    const auto wanted = request();
    if (wanted.settings.method == LayoutMethod::Pca || m_work->keptLayout(wanted))
        return compute();
    m_controls->setComputes(true);
    const bool isOfThese = m_shown && m_shown->request.samples == m_reading.samples;
    if (isOfThese)
        return;
    showNothing();
    sayNothingYet();
}

void CloudPane::cancel()
{
    m_work->cancel();
}

void CloudPane::takeLayout(const std::shared_ptr<const MadeLayout>& made, bool isLast)
{
    if (made->request.samples != m_reading.samples)
        return;
    if (made->error) {
        showNothing();
        sayProblem(*made->error);
        return;
    }
    if (isLast)
        m_controls->setComputes(!m_work->keptLayout(request()));
    if (made->isStopped && made->points == 0) { // before anything was placed: what was shown stays
        Q_EMIT said(tr("Stopped before there was a picture."));
        return;
    }
    const bool isNew = !m_shown || layoutKey(m_shown->request) != layoutKey(made->request);
    const bool isSameKind = m_shown && m_shown->request.samples == made->request.samples
        && m_shown->request.settings.dimensions == made->request.settings.dimensions;
    if (isNew)
        m_isMoved = false;
    m_fitsNext = !m_isMoved;
    showLayout(made, isSameKind);
}

void CloudPane::showLayout(const std::shared_ptr<const MadeLayout>& made, bool keepsView)
{
    const bool isOther = m_shown != made;
    m_shown = made;
    if (isOther)
        m_quality->clear();
    putOnCanvas(made->cloud, keepsView);
    updateTexts();
    Q_EMIT layoutChanged();
}

void CloudPane::showFrame(const std::shared_ptr<const CloudData>& cloud)
{
    putOnCanvas(cloud, true);
}

void CloudPane::putOnCanvas(const std::shared_ptr<const CloudData>& cloud, bool keepsView)
{
    if (const auto shown = m_canvas->setData(cloud, keepsView); !shown) {
        sayProblem(shown.error());
        return;
    }
    m_pages->setCurrentWidget(m_canvas);
    if (m_pending)
        applyPendingView();
    else
        takeSelection();
}

/// Camera and isolation of a saved view; its selection becomes that of the session.
void CloudPane::applyPendingView()
{
    const auto pending = *std::exchange(m_pending, std::nullopt);
    if (!pending.hasView)
        return takeSelection();
    if (const auto restored = m_canvas->restore(pending.view); !restored) {
        Q_EMIT said(tr("The saved view is of other samples: %1.").arg(toQt(restored.error().message)));
        return takeSelection();
    }
    m_isMoved = true; // the camera stays as it was saved
    m_fitsNext = false;
    if (!pending.view.selected.empty())
        selectInSession(m_canvas->selection());
    else
        takeSelection();
}

void CloudPane::takeQuality(const std::shared_ptr<const MadeLayout>& made,
    const std::optional<ProjectionQuality>& quality, const std::optional<Error>& error)
{
    if (made != m_shown)
        return;
    m_quality->setText(quality ? qualityText(*quality)
            : error            ? toQt(error->message) + QLatin1Char('.')
                               : tr("Stopped."));
    m_quality->show();
}

void CloudPane::showNothing()
{
    m_shown.reset();
    m_quality->clear();
    m_pages->setCurrentWidget(m_nothing);
    updateTexts();
    Q_EMIT layoutChanged();
}

void CloudPane::sayNothingYet()
{
    if (m_reading.samples)
        m_nothing->say(tr("UMAP has not been computed"),
            tr("It takes seconds to minutes, so it waits for you; PCA is there at once."),
            {{tr("Compute"), [this] { compute(); }}});
    else
        m_nothing->say(tr("Choose features"),
            tr("The features of a finished run, the values of an open dataset or a file."));
    m_pages->setCurrentWidget(m_nothing);
}

void CloudPane::sayProblem(const Error& error)
{
    m_pages->setCurrentWidget(m_nothing);
    PaneNothing::Offers offers;
    if (m_reading.samples) {
        const auto& set = m_reading.samples->features;
        const auto arrays = m_sources->arrays();
        bool differs = false;
        for (const auto place : arrays)
            differs = differs || set.features[place].rowSize() != set.features[arrays.front()].rowSize();
        if (differs && !m_controls->settings().isSeparate) {
            offers.emplace_back(tr("A fit for each modality"), [this] { m_controls->setFitSeparately(); });
            for (std::size_t i = 0; i < arrays.size() && i < 3; ++i)
                offers.emplace_back(tr("%1 alone").arg(toQt(set.names[arrays[i]])),
                    [this, name = set.names[arrays[i]]] { m_sources->takeOnly(name); });
        }
    } else {
        offers.emplace_back(tr("Try again"), [this] { read(); });
    }
    const auto text = toQt(error.message);
    m_nothing->say(tr("Nothing to show"), text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.'),
        std::move(offers));
    updateTexts();
}

} // namespace modalscope
