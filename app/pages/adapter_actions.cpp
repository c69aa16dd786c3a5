#include "app/pages/adapter_controls.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/adapter_trash.h"
#include "app/pages/adapter_view.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <algorithm>

namespace modalscope {

void AdapterView::start()
{
    updatePlan(); // the queue may have changed since the button was drawn
    int queued = 0;
    for (const auto& [base, options] : m_plan.todo)
        queued += queueAdaptation(session(), m_result.bases[base], options) ? 1 : 0;
    updatePlan();
    if (queued > 0)
        messages().showMessage(
            Severity::Success, tr("%1 queued.").arg(counted(queued, tr("adapter set"), tr("adapter sets"))));
}

void AdapterView::trainDedicated()
{
    const auto* base = m_result.bases.empty() ? nullptr : session().run(m_result.bases.front());
    if (base == nullptr)
        return;
    auto experiments = m_result.dedicatedToTrain;
    for (auto& experiment : experiments)
        experiment.dataset = datasetFile(base->run);
    session().enqueue(experiments, "adapters page");
    messages().showMessage(Severity::Success,
        tr("%1 queued.")
            .arg(counted(qlonglong(experiments.size()), tr("dedicated run"), tr("dedicated runs"))));
}

/// Those with other settings; all where there are none.
std::vector<PresentAdapter> AdapterView::toLearnAgain() const
{
    auto sets = m_plan.there;
    if (m_plan.different > 0)
        std::erase_if(sets, &PresentAdapter::isSame);
    return sets;
}

void AdapterView::learnAgain()
{
    const auto sets = toLearnAgain();
    const auto bases = m_result.bases;
    std::vector<std::filesystem::path> folders;
    for (const auto& set : sets)
        folders.push_back(set.folder);
    const auto counts = counted(qlonglong(sets.size()), tr("adapter set"), tr("adapter sets"));
    m_trash->ask(std::move(folders), tr("Learn %1 again with the present settings?").arg(counts),
        tr("Learn again"), [this, sets, bases, counts] {
            for (const auto& set : sets)
                if (std::error_code code; !std::filesystem::exists(set.folder, code))
                    queueAdaptation(session(), bases[set.base], set.options);
            messages().showMessage(Severity::Success,
                tr("%1 queued again; what was there lies in the trash of the workspace.").arg(counts));
            ask();
        });
}

void AdapterView::removeSets()
{
    std::vector<std::filesystem::path> folders;
    for (const auto& set : m_plan.there)
        folders.push_back(set.folder);
    const auto counts = counted(qlonglong(folders.size()), tr("adapter set"), tr("adapter sets"));
    m_trash->ask(std::move(folders), tr("Delete %1?").arg(counts), tr("Delete"), [this, counts] {
        messages().showMessage(Severity::Success, tr("%1 moved to the trash of the workspace.").arg(counts),
            tr("Undo"), [this] { m_trash->restore(); });
        ask();
    });
}

/// Runs, of adapter folders their base.
void AdapterView::select(const std::vector<std::string>& behind)
{
    std::vector<std::string> ids;
    for (const auto& one : behind)
        if (auto id = one.substr(0, one.find('/')); std::ranges::find(ids, id) == ids.end())
            ids.push_back(std::move(id));
    session().selectRuns(std::move(ids));
}

} // namespace modalscope
