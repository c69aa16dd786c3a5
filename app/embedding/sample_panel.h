#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/data/selection_mask.h"

#include <QWidget>

#include <memory>

namespace modalscope {

class Session;

/// A part of the side of the embedding page: shows something of the samples, of the selection or of the
/// current sample. Only a part that is seen works; the others catch up when they are shown.
class SamplePanel : public QWidget {
    Q_OBJECT
public:
    explicit SamplePanel(Session& session, QWidget* parent = nullptr);

    void setSamples(std::shared_ptr<const EmbeddedSamples> samples); ///< null: none

protected:
    virtual void refresh() = 0; ///< show what is; called while the part is seen
    virtual bool followsSelection() const { return false; } ///< refresh when other samples are selected
    virtual bool followsCurrent() const { return false; } ///< when another sample is the current one
    virtual bool followsDatasets() const { return false; } ///< when datasets are opened or closed
    void showEvent(QShowEvent* event) override;
    void refreshSoon(); ///< at once when seen, else when shown

    Session& session() const { return m_session; }
    const std::shared_ptr<const EmbeddedSamples>& samples() const { return m_samples; }
    /// The selection as far as it is of these samples; null = nothing is selected here.
    std::shared_ptr<const SelectionMask> selection() const;
    std::int64_t currentRow() const; ///< of the split, when the current sample is one of these; else -1
    void goTo(std::int64_t row); ///< makes it the current sample

private:
    Session& m_session;
    std::shared_ptr<const EmbeddedSamples> m_samples;
    bool m_isStale = true;
};

} // namespace modalscope
