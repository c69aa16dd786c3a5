#pragma once

#include "app/embedding/sample_panel.h"
#include "core/data/dataset.h"

class QLabel;
class QPushButton;

namespace modalscope {

class SampleView;

/// The current sample: what is known of it, and its modalities where the dataset is open.
class CurrentSamplePanel : public SamplePanel {
    Q_OBJECT
public:
    explicit CurrentSamplePanel(Session& session, QWidget* parent = nullptr);

protected:
    void refresh() override;
    bool followsCurrent() const override { return true; }
    bool followsDatasets() const override { return true; }

private:
    void openDataset();
    std::shared_ptr<const Dataset> dataset() const; ///< of the samples; null while it is not open
    void showFacts(std::int64_t row);

    QLabel* m_title;
    QLabel* m_facts;
    QLabel* m_note;
    QPushButton* m_open;
    SampleView* m_view;
    std::shared_ptr<const Dataset> m_shown; // by the view
};

} // namespace modalscope
