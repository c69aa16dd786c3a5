#include "app/embedding/gap_shift_maker.h"

#include "core/figure/figure_notes.h"
#include "widgets/session/dataset_cache.h"

namespace modalscope {
namespace {

Result<GapShiftReport> shiftOnItsThread(
    const EngineLoader& engine, GapShiftWork work, const RunContext& context)
{
    const auto loaded = engine();
    if (!loaded)
        return loaded.error();
    if (!work.shift.dataset) {
        auto dataset = readProbedDataset(work.datasetFile, context);
        if (!dataset)
            return dataset.error();
        work.shift.dataset = std::move(dataset).value();
    }
    std::vector<const StoredRun*> runs;
    for (const auto& run : *work.runs)
        runs.push_back(&run);
    const auto groups = runGroups(runs);
    auto quiet = context; // how far one run is says little beside how many are left
    quiet.report = [](const RunEvent&) {};
    auto report = gapShiftReport(
        groups,
        [&](const StoredRun& run) {
            work.shift.folder = run.folder;
            return loaded.value()->shiftGap(work.shift, quiet);
        },
        context);
    if (report)
        report.value().conditions = conditionsText(groups);
    return report;
}

} // namespace

GapShiftMaker::GapShiftMaker(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event))
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, [this](const std::optional<Error>& error) {
        if (error)
            Q_EMIT failed(*error);
        else
            Q_EMIT made(m_report);
    });
}

void GapShiftMaker::start(GapShiftWork work)
{
    if (isWorking())
        return;
    m_report = std::make_shared<GapShiftReport>();
    m_controller.start([engine = m_engine, work = std::move(work), report = m_report](
                           const RunContext& context) -> Result<void> {
        auto made = shiftOnItsThread(engine, work, context);
        if (!made)
            return made.error();
        *report = std::move(made).value();
        return {};
    });
}

void GapShiftMaker::cancel()
{
    m_controller.requestStop();
}

} // namespace modalscope
