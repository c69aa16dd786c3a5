#pragma once

#include "app/pages/adapter_maker.h"
#include "app/pages/adapter_plan.h"
#include "app/pages/tabbed_view.h"
#include "widgets/runs/newest_work.h"

#include <map>
#include <set>

namespace modalscope {

class AdaptedMethodsPanel;
class AdapterControls;
class AdapterResults;
class AdapterTrash;
struct AdaptRequest;
class EmptyState;
class PlacementPanel;
class SimilarityPanel;
class RunQueue;

/// Adapters for missing modalities: what to learn on which run, or on all runs of a group; the adapter sets
/// of these as a table and as a figure of performance against parameters; where adapters go.
class AdapterView : public TabbedView {
    Q_OBJECT
public:
    explicit AdapterView(Session& session, QWidget* parent = nullptr);
    ~AdapterView() override;

    const AdapterResult& result() const { return m_result; }
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    QWidget* makeEmpty();
    void follow(RunQueue& queue);
    void showResult(const AdapterResult& result);
    void updatePlan();
    void updatePlacement(const AdapterChoice& choice);
    void placeProblem(const StoredRun& base, AdaptRequest request);
    std::vector<PresentAdapter> toLearnAgain() const;
    void learnAgain();
    void removeSets();
    void takeSelection();
    void start();
    void trainDedicated();
    void select(const std::vector<std::string>& behind);

    AdapterResult m_result;
    AdapterPlan m_plan;
    std::set<std::string> m_finished; // ids that the last request saw
    std::vector<std::string> m_selected; // runs, as the last request saw them
    std::map<AdapterKind, std::int64_t> m_placed; // values as Placement counted them
    std::string m_placedFor; // base and settings of these
    std::vector<std::pair<std::string, std::string>> m_offered;
    std::vector<std::string> m_bases; // ids: what the controls choose
    std::int64_t m_parameters = -1; // of a base
    QTimer* m_planTimer;
    QTimer* m_readTimer;
    AdapterControls* m_controls;
    AdapterTrash* m_trash;
    EmptyState* m_nothing;
    AdapterResults* m_results;
    AdaptedMethodsPanel* m_methods;
    PlacementPanel* m_placement;
    SimilarityPanel* m_similarity;
    NewestWork<AdapterRequest, AdapterResult> m_work;
};

} // namespace modalscope
