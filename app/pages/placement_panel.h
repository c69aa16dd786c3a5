#pragma once

#include "core/engine/engine.h"
#include "widgets/runs/newest_work.h"
#include "widgets/runs/queued_work.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace modalscope {

class PlacementModel;
class TableView;

/// What the panel is to show.
struct PlacementRequest {
    EngineLoader engine;
    AdaptRequest adapt; ///< with nothing left out
    std::vector<std::string> leaveOut; ///< what is ticked off at first
};

/// What came of it.
struct PlacementMade {
    AdapterPlacement placement;
    std::vector<std::string> leaveOut;
    AdapterKind kind = AdapterKind::Ssf;
    std::string problem; ///< why there is none
};

/// Where adapters go: the layers of the base's network, a tick for each that gets one, with the number of
/// values and their share as the ticks are now. Computed in the background while it is seen.
class PlacementPanel : public QWidget {
    Q_OBJECT
public:
    explicit PlacementPanel(QWidget* parent = nullptr);
    ~PlacementPanel() override;

    /// The sets of available modalities and the kinds that can be looked at.
    void offer(const std::vector<std::vector<std::string>>& sets, const std::vector<AdapterKind>& kinds);
    /// What is learned of which run, but for set and kind, which the panel chooses. A null dataset says in
    /// `problem` why there is none.
    void setRequest(EngineLoader engine, AdaptRequest request, const std::string& problem);
    void setCanOpen(bool can); ///< whether opening the dataset helps against the problem

Q_SIGNALS:
    void leaveOutChanged(const std::vector<std::string>& leaveOut); ///< by the user
    void counted(modalscope::AdapterKind kind, qint64 values); ///< that the shown option learns
    void openRequested(); ///< of the dataset

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void showMade(const PlacementMade& made);
    void sum();
    void tickSelected(bool on);

    PlacementRequest m_wanted;
    std::string m_problem;
    std::string m_asked; // what was asked for last
    AdapterKind m_kind = AdapterKind::Ssf; // of what is shown
    bool m_filling = false;
    QComboBox* m_set;
    QComboBox* m_kinds;
    QLabel* m_sum;
    PlacementModel* m_model;
    TableView* m_table;
    QPushButton* m_open;
    QPushButton* m_on;
    QPushButton* m_off;
    NewestWork<PlacementRequest, PlacementMade> m_work;
};

} // namespace modalscope
