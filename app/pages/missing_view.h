#pragma once

#include "app/pages/missing_maker.h"
#include "app/pages/tabbed_view.h"
#include "widgets/runs/newest_work.h"

namespace modalscope {

class FigureView;
class MissingSelectionPanel;

/// How methods do when modalities are missing: against the rate, for every set of modalities, and what each
/// modality contributes; figures with the tables behind them. While samples of the shown dataset are
/// selected, a tab says how these do; `requestPage("missing/selection")` shows it.
class MissingView : public TabbedView {
    Q_OBJECT
public:
    explicit MissingView(Session& session, QWidget* parent = nullptr);
    ~MissingView() override;

    const MissingResult& result() const { return m_result; }
    void restoreState(const QJsonObject& state) override;

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    /// A figure with the table behind it.
    struct Sheet {
        FigureView* figure = nullptr;
        TablePanel* table = nullptr; ///< null: none
    };
    QWidget* makeTop();
    QWidget* makeEmpty();
    Sheet addSheet(const QString& title, const char* name, bool hasTable);
    void addSelectionTab();
    bool isSelectionOf(const StoredRun& run) const; ///< whether samples of the run's dataset are selected
    void showSelectionOf(const std::vector<StoredRun>& runs);
    void showResult(const MissingResult& result);
    void offerAll(const MissingResult& result);

    MissingResult m_result;
    QComboBox* m_scope;
    QComboBox* m_metric;
    QComboBox* m_trainRate;
    QComboBox* m_baseline;
    QComboBox* m_shown; ///< the metric, or its difference to the baseline
    QComboBox* m_heatGroup;
    Sheet m_sweep, m_subsets, m_heat, m_lost, m_contributions;
    MissingSelectionPanel* m_selection = nullptr;
    int m_selectionTab = -1;
    bool m_isSelectionWanted = false; // somebody has asked for the tab
    NewestWork<MissingRequest, MissingResult> m_work;
};

} // namespace modalscope
