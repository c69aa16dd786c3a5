#include "app/window/run_line.h"

#include "core/eval/metric_names.h"
#include "core/eval/task_metric.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/run_names.h"

#include <QApplication>
#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace modalscope {
namespace {

/// The number that the run's task is judged by; of a run without one, what stands for any.
TaskMetric shownMetric(const RunMetrics& metrics)
{
    return mainMetricWhere([&](const char* name) { return metrics.has(std::string("test/fused/") + name); });
}

QColor colorOf(RunCondition condition, const std::optional<QueueState>& queued)
{
    const auto colors = themeColors(QApplication::palette());
    if (queued
        && (*queued == QueueState::Paused || *queued == QueueState::Held || *queued == QueueState::Stopping))
        return colors.warning;
    switch (condition) {
    case RunCondition::Running:
        return colors.accent;
    case RunCondition::Finished:
        return colors.success;
    case RunCondition::Failed:
        return colors.danger;
    case RunCondition::Interrupted:
        return colors.warning;
    case RunCondition::Queued:
    case RunCondition::Cancelled:
        break;
    }
    return colors.muted;
}

/// "interrupted (resumable)" → "interrupted": the column is narrow.
QString shortened(const std::string& state)
{
    return toQt(state).section(QStringLiteral(" ("), 0, 0);
}

bool works(const RunEntry& entry)
{
    return entry.run.condition == RunCondition::Running || (entry.queued && isActive(*entry.queued));
}

/// Sums over the runs of a line.
class LineMaker {
public:
    LineMaker(const RunEntry& first, QString key, QString title, bool dark)
    {
        m_row.key = std::move(key);
        m_row.title = std::move(title);
        m_row.color = paletteColor(first.color, dark);
        m_row.dataset = toQt(first.run.origin.datasetName);
        m_row.seeds = QString::number(first.run.experiment.seed);
    }

    void add(const RunEntry& entry)
    {
        const auto& run = entry.run;
        const bool isFinished = run.condition == RunCondition::Finished && hasTestNumbers(run);
        const int epochs = run.experiment.train.epochs;
        m_row.ids.push_back(entry.id());
        m_row.pinned = m_row.pinned || entry.pinned;
        m_row.started = std::max<qint64>(m_row.started, run.origin.created);
        if (works(entry))
            m_row.secondsLeft = std::max(m_row.secondsLeft, entry.progress.secondsLeft);
        const bool isInQueue = entry.queued && !isDone(*entry.queued);
        const auto color = colorOf(run.condition, isInQueue ? entry.queued : std::nullopt);
        if (run.condition == RunCondition::Finished && !isFinished && !isInQueue) // looks like one cut short
            m_states[QCoreApplication::translate("RunTable", "incomplete")].push_back(
                {themeColors(QApplication::palette()).warning, RunCondition::Interrupted});
        else
            m_states[shortened(entry.stateText())].push_back({color, run.condition});
        const auto shown = shownMetric(run.metrics);
        const auto path = std::string("test/fused/") + shown.name;
        if (const auto missing = missingNumber(run, path); !missing.empty())
            m_missing << toQt(missing);
        m_working += works(entry) ? 1 : 0;
        m_finished += isFinished ? 1 : 0;
        m_done += isFinished ? epochs : run.status.epoch;
        m_all += epochs;
        if (const auto result = run.metrics.at(path)) {
            m_sum += result->value;
            m_shown = shown;
            ++m_known;
        }
    }

    RunLine row(bool grouped)
    {
        const int count = int(m_row.ids.size());
        QStringList states;
        for (const auto& [state, runs] : m_states)
            states << (count == 1 ? state : QStringLiteral("%1 %2").arg(runs.size()).arg(state));
        m_row.state = m_states.size() == 1 ? m_states.begin()->first : states.join(QStringLiteral(", "));
        m_row.stateColor = worst().first;
        m_row.fraction = m_finished == count ? 1.0 : m_all > 0 ? double(m_done) / m_all : 0.0;
        if (count > 1) {
            m_row.done = QStringLiteral("%1/%2").arg(m_finished).arg(count);
            if (worst().second == RunCondition::Failed || worst().second == RunCondition::Interrupted)
                m_row.doneColor = m_row.stateColor;
        } else if (m_finished == 1 || m_working == 1) {
            m_row.done = QStringLiteral("%1/%2").arg(m_done).arg(m_all);
        } else { // nothing moves: the word says more
            m_row.done = m_row.state;
            m_row.doneColor = m_row.stateColor;
            m_row.fraction = -1;
        }
        addResult();
        addNotes(count);
        if (grouped)
            m_row.seeds = QCoreApplication::translate("RunTable", "n=%1").arg(count);
        return m_row;
    }

private:
    void addResult()
    {
        if (m_known == 0)
            return;
        const bool isShare = isFraction(m_shown.name);
        m_row.result = m_sum / m_known;
        m_row.resultText = QString::number((isShare ? 100 : 1) * m_row.result, 'f', isShare ? 1 : 3);
        m_row.metric = QString::fromUtf8(m_shown.label) + (isShare ? QStringLiteral(" (%)") : QString());
    }

    void addNotes(int count)
    {
        constexpr qsizetype kMostSaid = 3;
        const auto tr = [](const char* text) { return QCoreApplication::translate("RunTable", text); };
        QStringList notes = m_missing.mid(0, kMostSaid);
        if (m_missing.size() > kMostSaid)
            notes << tr("and %1 more").arg(m_missing.size() - kMostSaid);
        m_row.missing = notes.join(QLatin1Char('\n'));
        if (count > 1 && m_known > 0)
            m_row.count
                = m_known < count ? tr("n = %1 of %2").arg(m_known).arg(count) : tr("n = %1").arg(count);
    }

    using Look = std::pair<QColor, RunCondition>;

    /// What a person should see first.
    Look worst() const
    {
        for (const auto condition : {RunCondition::Failed, RunCondition::Interrupted, RunCondition::Running,
                 RunCondition::Cancelled, RunCondition::Queued})
            for (const auto& [state, runs] : m_states)
                for (const auto& look : runs)
                    if (look.second == condition)
                        return look;
        return m_states.begin()->second.front();
    }

    RunLine m_row;
    QStringList m_missing; // a sentence for each finished run without the number shown
    std::map<QString, std::vector<Look>> m_states;
    int m_working = 0, m_finished = 0, m_done = 0, m_all = 0, m_known = 0;
    double m_sum = 0; // of the shown metric, over the runs that have it
    TaskMetric m_shown = mainMetric(Task::Classification);
};

} // namespace

std::vector<RunLine> runLines(const Session& session, RunNames& names, bool grouped, bool dark)
{
    std::vector<LineMaker> makers;
    std::map<std::string, std::size_t> places;
    for (const auto& entry : session.runs()) {
        const auto& key = grouped ? entry.group() : entry.id();
        const auto [place, isNew] = places.try_emplace(key, makers.size());
        if (isNew)
            makers.emplace_back(entry, toQt(key), names.groupTitle(entry), dark);
        makers[place->second].add(entry);
    }
    std::vector<RunLine> rows;
    for (auto& maker : makers)
        rows.push_back(maker.row(grouped));
    return rows;
}

} // namespace modalscope
