#include "app/pages/plan_maker.h"

#include "widgets/base/text.h"
#include "widgets/runs/background_line.h"

#include <optional>
#include <set>

namespace modalscope {

PlanMaker::PlanMaker(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_newest(std::make_shared<std::atomic<int>>(0))
    , m_plans(new BackgroundLine(this))
    , m_estimates(new BackgroundLine(this))
{ }

PlanMaker::~PlanMaker()
{
    *m_newest = -1; // what still waits returns at once
}

void PlanMaker::plan(const RunGrid& grid, std::shared_ptr<const Dataset> dataset)
{
    const int request = ++m_request;
    *m_newest = request;
    auto runs = std::make_shared<std::vector<StudyRun>>();
    m_plans->add(
        [runs, grid, dataset = std::move(dataset), newest = m_newest, request](
            const RunContext&) -> Result<void> {
            if (*newest != request)
                return {};
            auto made = planRuns(grid, *dataset);
            if (!made)
                return made.error();
            *runs = std::move(made).value();
            return {};
        },
        [this, runs, request](const std::optional<Error>& error) {
            if (request != m_request)
                return;
            if (error)
                Q_EMIT refused(*error);
            else
                Q_EMIT planned(runs);
        });
}

void PlanMaker::estimate(const std::vector<StudyRun>& runs, std::shared_ptr<const Dataset> dataset)
{
    std::set<std::string> asked;
    for (const auto& run : runs) {
        if (m_summaries.contains(run.group) || !asked.insert(run.group).second)
            continue;
        auto made = std::make_shared<std::optional<ModelSummary>>();
        m_estimates->add(
            [made, run, dataset, engine = m_engine, newest = m_newest, request = m_request](
                const RunContext&) -> Result<void> {
                if (*newest != request)
                    return {};
                const auto loaded = engine();
                if (!loaded)
                    return loaded.error();
                auto summary = loaded.value()->summarize(run.experiment, *dataset);
                if (!summary)
                    return summary.error();
                *made = std::move(summary).value();
                return {};
            },
            [this, made, group = run.group, request = m_request](const std::optional<Error>& error) {
                if (*made) {
                    m_summaries[group] = std::move(**made);
                    Q_EMIT estimated(toQt(group));
                } else if (error && request == m_request) {
                    Q_EMIT failed(*error);
                }
            });
    }
}

const ModelSummary* PlanMaker::summary(const std::string& group) const
{
    const auto found = m_summaries.find(group);
    return found == m_summaries.end() ? nullptr : &found->second;
}

} // namespace modalscope
