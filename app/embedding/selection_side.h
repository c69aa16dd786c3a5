#pragma once

#include "app/embedding/embedded_samples.h"

#include <QWidget>

#include <array>
#include <memory>

class QTabWidget;

namespace modalscope {

class SamplePanel;
class Session;

/// What stands beside the cloud: the selected samples as a table, what they have in common, the current
/// sample and its neighbours. Only the tab that is seen works.
class SelectionSide : public QWidget {
    Q_OBJECT
public:
    explicit SelectionSide(Session& session, QWidget* parent = nullptr);

    /// What is shown; null: nothing. What is selected of it is the session's.
    void setSamples(std::shared_ptr<const EmbeddedSamples> samples);

    int currentTab() const; ///< to be kept over a restart
    void setCurrentTab(int tab);

private:
    QTabWidget* m_tabs;
    std::array<SamplePanel*, 4> m_panels;
};

} // namespace modalscope
