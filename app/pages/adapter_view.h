#pragma once

#include "app/pages/adapter_maker.h"
#include "app/pages/adapter_plan.h"
#include "app/pages/result_view.h"
#include "widgets/runs/newest_work.h"

#include <set>

class QJsonObject;
class QTabWidget;

namespace modalscope {

class AdapterControls;
class FigureView;

/// Adapters for missing modalities: what to learn on which run, and the adapter sets of that run as a table
/// and as a figure of performance against parameters.
class AdapterView : public ResultView {
    Q_OBJECT
public:
    explicit AdapterView(Session& session, QWidget* parent = nullptr);
    ~AdapterView() override;

    const AdapterResult& result() const { return m_result; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    QWidget* makeEmpty();
    QWidget* makeResults();
    void offerBases(const std::vector<StoredRun>& finished);
    void showResult(const AdapterResult& result);
    void sayOrigins();
    void updatePlan();
    QString planText(const AdapterChoice& choice, const AdapterPlan& plan) const;
    QString learnedText(const AdapterChoice& choice, AdapterKind kind) const;
    void start();
    void select(const std::vector<std::string>& behind);

    AdapterResult m_result;
    AdapterPlan m_plan;
    std::set<std::string> m_finished; // ids that the last request saw
    std::vector<std::pair<std::string, std::string>> m_offered;
    std::int64_t m_parameters = -1; // of the base
    QTimer* m_planTimer;
    QTimer* m_readTimer;
    AdapterControls* m_controls;
    QTabWidget* m_tabs;
    QComboBox* m_metric;
    TablePanel* m_table;
    FigureView* m_figure;
    NewestWork<AdapterRequest, AdapterResult> m_work;
};

} // namespace modalscope
