#include "app/embedding/sample_panel.h"

#include "core/analysis/sample_places.h"
#include "widgets/session/session.h"

namespace modalscope {

SamplePanel::SamplePanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if ((std::holds_alternative<SamplesSelected>(change) && followsSelection())
            || (std::holds_alternative<CurrentSampleChanged>(change) && followsCurrent())
            || (std::holds_alternative<DatasetsChanged>(change) && followsDatasets()))
            refreshSoon();
    });
}

void SamplePanel::setSamples(std::shared_ptr<const EmbeddedSamples> samples)
{
    if (m_samples == samples)
        return;
    m_samples = std::move(samples);
    refreshSoon();
}

void SamplePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        refreshSoon();
}

void SamplePanel::refreshSoon()
{
    m_isStale = !isVisible();
    if (!m_isStale)
        refresh();
}

std::shared_ptr<const SelectionMask> SamplePanel::selection() const
{
    const auto& selection = m_session.sampleSelection();
    return m_samples && selection.isOf(m_samples->dataset, m_samples->split) ? selection.samples : nullptr;
}

std::int64_t SamplePanel::currentRow() const
{
    const auto& current = m_session.currentSample();
    const bool isShown = m_samples && current.isOf(m_samples->dataset, m_samples->split)
        && placeOfRow(m_samples->features.rows, current.row) >= 0;
    return isShown ? current.row : -1;
}

void SamplePanel::goTo(std::int64_t row)
{
    if (m_samples && row >= 0)
        m_session.setCurrentSample({m_samples->dataset, m_samples->split, row});
}

} // namespace modalscope
