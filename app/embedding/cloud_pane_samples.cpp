#include "app/embedding/cloud_pane.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/source_choices.h"
#include "core/analysis/sample_places.h"
#include "widgets/session/session.h"

#include <utility>

namespace modalscope {

void CloudPane::selectInSession(const SelectionMask& selected)
{
    if (!m_shown)
        return;
    const auto& samples = *m_shown->request.samples;
    m_session.selectSamples({samples.dataset, samples.split,
        std::make_shared<const SelectionMask>(selectedRows(selected, samples.features))});
}

void CloudPane::takeSelection()
{
    if (!m_shown)
        return;
    const auto& samples = *m_shown->request.samples;
    const auto& selection = m_session.sampleSelection();
    m_canvas->setSelection(selection.isOf(samples.dataset, samples.split)
            ? selectedSamples(*selection.samples, samples.features.rows)
            : SelectionMask(std::size_t(samples.features.samples())));
}

SampleSelection CloudPane::selection() const
{
    if (!m_shown)
        return {};
    const auto& samples = *m_shown->request.samples;
    return {samples.dataset, samples.split,
        std::make_shared<const SelectionMask>(selectedRows(m_canvas->selection(), samples.features))};
}

void CloudPane::isolate()
{
    if (m_canvas->isIsolated())
        m_canvas->isolate(std::nullopt);
    else if (m_shown && !m_canvas->selection().isEmpty())
        m_canvas->isolate(m_canvas->selection());
    else
        Q_EMIT said(tr("Nothing is selected; draw around some points first."));
}

void CloudPane::project(bool onlySelected)
{
    if (!m_shown || m_shown->request.samples != m_reading.samples)
        return;
    auto wanted = onlySelected ? placesOf(m_canvas->selection()) : std::vector<std::int64_t>();
    if (onlySelected && wanted.empty()) {
        Q_EMIT said(tr("Nothing is selected; draw around some points first."));
        return;
    }
    if (wanted == m_only)
        return;
    m_only = std::move(wanted);
    if (m_canvas->isIsolated())
        m_canvas->isolate(std::nullopt);
    Q_EMIT projectionChanged();
    if (onlySelected)
        compute(); // it was asked for
    else
        layOut();
}

PaneState CloudPane::state() const
{
    PaneState state{.source = m_sources->source(), .layout = m_controls->settings()};
    state.leftOut.assign(m_sources->leftOut().begin(), m_sources->leftOut().end());
    if (!m_only.empty() && m_reading.samples) {
        SelectionMask mask(std::size_t(m_reading.samples->features.samples()));
        for (const auto sample : m_only)
            mask.add(std::size_t(sample));
        state.only = toText(mask);
    }
    if (m_shown) {
        state.hasView = true;
        state.view = m_canvas->view();
    } else if (m_pending) {
        state.hasView = m_pending->hasView;
        state.view = m_pending->view;
        state.only = m_pending->only;
    }
    return state;
}

void CloudPane::restore(const PaneState& state, bool computes)
{
    m_pending = state;
    m_isRestoring = computes;
    m_only.clear();
    showNothing(); // what is shown next is of the view
    m_controls->setSettings(state.layout);
    m_sources->setLeftOut({state.leftOut.begin(), state.leftOut.end()});
    m_sources->setSource(state.source, false);
    read();
}

} // namespace modalscope
