#pragma once

#include "app/pages/run_snapshots.h"
#include "widgets/session/session_change.h"

#include <QWidget>

class QJsonObject;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace modalscope {

class ConfigDiffPanel;
class ComparisonPanel;
class ConfusionPanel;
class MetricPanel;
class PredictionPanel;
class RunLogPanel;
class RunNames;
class RunTablePanel;
class Session;

/// All runs side by side: their numbers, their differences, bars of a metric, confusion and log of one.
class RunsView : public QWidget {
    Q_OBJECT
public:
    explicit RunsView(Session& session, QWidget* parent = nullptr);
    ~RunsView() override;

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeDetails();
    void react(const SessionChange& change);
    void refreshDetails();
    void openFolder();
    void rerun();

    Session& m_session;
    RunNames& m_names;
    SnapshotCache m_snapshots;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    RunTablePanel* m_table;
    QTabWidget* m_tabs;
    ConfigDiffPanel* m_differences;
    MetricPanel* m_metrics;
    ComparisonPanel* m_comparison;
    PredictionPanel* m_predictions;
    ConfusionPanel* m_confusion;
    RunLogPanel* m_log;
    QLabel* m_current;
    QPushButton* m_rerun;
    QPushButton* m_continue;
    QPushButton* m_folder;
    QTimer* m_timer;
};

} // namespace modalscope
