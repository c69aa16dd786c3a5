#include "widgets/session/session_state.h"

namespace modalscope {

const SampleSelection& Session::sampleSelection() const
{
    return m_state->sampleSelection;
}

void Session::selectSamples(SampleSelection selection)
{
    if (selection == m_state->sampleSelection)
        return;
    m_state->sampleSelection = std::move(selection);
    Q_EMIT changed(SamplesSelected{});
}

const CurrentSample& Session::currentSample() const
{
    return m_state->currentSample;
}

void Session::setCurrentSample(CurrentSample sample)
{
    if (sample == m_state->currentSample)
        return;
    m_state->currentSample = std::move(sample);
    Q_EMIT changed(CurrentSampleChanged{});
}

} // namespace modalscope
