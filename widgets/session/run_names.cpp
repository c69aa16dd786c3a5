#include "widgets/session/run_names.h"

#include "core/analysis/group_differences.h"
#include "core/base/text.h"
#include "core/experiment/ablation_study.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <utility>

namespace modalscope {
namespace {

constexpr int kLookInterval = 60; // ms
constexpr std::size_t kMostTold = 500; // copies of runs that the window's thread makes at once

bool isAlone(const Experiment& experiment)
{
    return experiment.method.kind == MethodKind::Unimodal && experiment.modalities.size() == 1;
}

} // namespace

/// What is new since the last one.
struct RunNames::Look {
    std::vector<StoredRun> runs; ///< one of each new group
    std::vector<std::string> gone; ///< groups
    bool isWhole = true; ///< no group is left to be told
};

RunNames& RunNames::of(Session& session)
{
    auto* known = session.findChild<RunNames*>(QString(), Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new RunNames(session);
}

RunNames::RunNames(Session& session)
    : QObject(&session)
    , m_session(session)
    , m_differences(std::make_shared<const Texts>())
    , m_comparison(std::make_shared<GroupDifferences>())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kLookInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunNames::look);
    connect(&session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<WorkspaceChanged>(change))
            m_methods.clear();
        if (std::holds_alternative<WorkspaceChanged>(change) || std::holds_alternative<RunsChanged>(change))
            lookSoon();
    });
    lookSoon();
}

RunNames::~RunNames() = default;

QString RunNames::method(const RunEntry& entry)
{
    auto& known = m_methods[entry.group()];
    if (known.isEmpty()) { // finding it out takes longer than a table of thousands has for a line
        const auto& experiment = entry.run.experiment;
        known = isAlone(experiment) ? tr("%1 alone").arg(toQt(experiment.modalities.front()))
                                    : toQt(variantTitle(experiment.method));
    }
    return known;
}

QString RunNames::difference(const RunEntry& entry) const
{
    const auto found = m_differences->find(entry.group());
    return found == m_differences->end() ? QString() : toQt(found->second);
}

QString RunNames::groupTitle(const RunEntry& entry)
{
    auto title = method(entry);
    if (const auto text = difference(entry); !text.isEmpty())
        title += QStringLiteral(" · ") + text;
    const auto& experiment = entry.run.experiment;
    if (!isAlone(experiment) && !experiment.modalities.empty())
        title += QStringLiteral(" · ") + toQt(joinText(experiment.modalities, ", "));
    return title;
}

QString RunNames::title(const RunEntry& entry)
{
    return tr("%1 · seed %2").arg(groupTitle(entry)).arg(entry.run.experiment.seed);
}

void RunNames::lookSoon()
{
    if (!m_timer.isActive())
        m_timer.start();
}

void RunNames::look()
{
    if (!m_line.isIdle()) {
        m_again = true;
        return;
    }
    Look look;
    std::unordered_set<std::string> present;
    for (const auto& entry : m_session.runs()) {
        if (!present.insert(entry.group()).second || m_told.contains(entry.group()))
            continue;
        if (look.runs.size() < kMostTold)
            look.runs.push_back(entry.run);
        else
            look.isWhole = false;
    }
    for (const auto& group : m_told)
        if (!present.contains(group))
            look.gone.push_back(group);
    for (const auto& group : look.gone)
        m_told.erase(group);
    for (const auto& run : look.runs)
        m_told.insert(run.origin.group);
    if (!look.runs.empty() || !look.gone.empty())
        compare(std::move(look));
}

void RunNames::compare(Look look)
{
    const bool isWhole = look.isWhole;
    auto found = std::make_shared<Texts>();
    m_line.add(
        [comparison = m_comparison, found, look = std::move(look)](const RunContext&) -> Result<void> {
            static const History kNoHistory;
            for (const auto& group : look.gone)
                comparison->remove(group);
            for (const auto& run : look.runs) {
                const auto& experiment = run.experiment;
                const auto title
                    = variantTitle(experiment.method) + "/" + joinText(experiment.modalities, ",");
                comparison->add(run.origin.group, title, {&run, &kNoHistory});
            }
            if (look.isWhole)
                *found = comparison->texts();
            return {};
        },
        [this, found, isWhole](const std::optional<Error>& error) {
            const bool isOther = isWhole && !error && *found != *m_differences;
            if (isOther)
                m_differences = found;
            if (!isWhole || std::exchange(m_again, false))
                lookSoon();
            if (isOther)
                Q_EMIT changed();
        });
}

} // namespace modalscope
