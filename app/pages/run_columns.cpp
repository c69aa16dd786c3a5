#include "app/pages/run_columns.h"

#include "core/analysis/laziness.h"
#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"

#include <QDateTime>
#include <QLocale>
#include <QObject>

#include <algorithm>

namespace modalscope {
namespace {

using RunColumn = TableColumn<RunRow>;

RunColumn metricColumn(const std::string& path)
{
    return RunColumn(metricTitle(path),
        [path](const RunRow& row) {
            const auto found = row.metrics.at(path);
            return found ? metricText(path, found->value) : QString();
        })
        .sortedBy([path](const RunRow& row) -> QVariant {
            const auto found = row.metrics.at(path);
            return found ? found->value : -1.0;
        })
        .alignedRight()
        .withToolTip([path](const RunRow& row) {
            const auto found = row.metrics.at(path);
            if (!found || !found->low || !found->high)
                return QString();
            return QObject::tr("%1, 95 % interval over samples %2 to %3")
                .arg(metricText(path, found->value), metricText(path, *found->low),
                    metricText(path, *found->high));
        });
}

std::vector<RunColumn> leadingColumns(bool dark)
{
    return {
        RunColumn(QObject::tr("method"), [](const RunRow& r) { return r.method; })
            .decorated([dark](const RunRow& r) { return paletteColor(r.color, dark); }),
        RunColumn(QObject::tr("differs in"), [](const RunRow& r) { return r.difference; })
            .withToolTip([](const RunRow& r) { return r.difference; })
            .explained(QObject::tr("Settings that other runs of the method with the same modalities have "
                                   "otherwise, without the seed")),
        RunColumn(QObject::tr("modalities"), [](const RunRow& r) { return r.modalities; }),
        RunColumn(QObject::tr("seed"), [](const RunRow& r) { return QString::number(r.seed); })
            .alignedRight()
            .sortedBy([](const RunRow& r) { return qulonglong(r.seed); }),
        RunColumn(QObject::tr("state"), [](const RunRow& r) { return r.state; })
            .withToolTip([](const RunRow& r) { return r.error; }),
    };
}

std::vector<RunColumn> trailingColumns()
{
    return {
        RunColumn(QObject::tr("epochs"),
            [](const RunRow& r) { return QStringLiteral("%1 / %2").arg(r.epoch).arg(r.epochs); })
            .alignedRight()
            .sortedBy([](const RunRow& r) { return r.epoch; }),
        RunColumn(QObject::tr("protocol"), [](const RunRow& r) { return r.protocol; })
            .explained(QObject::tr("How the epoch was chosen whose numbers are shown")),
        RunColumn(QObject::tr("time"), [](const RunRow& r) { return toQt(durationText(r.seconds)); })
            .alignedRight()
            .sortedBy([](const RunRow& r) { return r.seconds; }),
        RunColumn(QObject::tr("made"),
            [](const RunRow& r) {
                return QLocale().toString(
                    QDateTime::fromSecsSinceEpoch(r.created), QStringLiteral("yyyy-MM-dd hh:mm"));
            })
            .sortedBy([](const RunRow& r) { return qlonglong(r.created); }),
        RunColumn(QObject::tr("device"), [](const RunRow& r) { return r.device; }),
        RunColumn(QObject::tr("id"), [](const RunRow& r) { return toQt(r.id); }),
        RunColumn(QObject::tr("dataset"), [](const RunRow& r) { return r.dataset; }),
    };
}

} // namespace

RunRow runRow(const RunEntry& entry, RunNames& names)
{
    const auto& run = entry.run;
    RunRow row;
    row.id = entry.id();
    row.group = entry.group();
    row.method = names.method(entry);
    row.difference = names.difference(entry);
    row.modalities = run.experiment.modalities.empty() ? QObject::tr("all")
                                                       : toQt(joinText(run.experiment.modalities, ", "));
    row.dataset = toQt(run.origin.datasetName);
    row.state = toQt(entry.stateText());
    row.device = toQt(run.origin.device);
    row.error = toQt(run.status.error);
    row.protocol = toQt(protocolText(run.experiment.evaluate.select));
    row.bestOnTest = run.experiment.evaluate.select == SelectEpoch::BestOnTest;
    row.failed = run.condition == RunCondition::Failed;
    row.seed = run.experiment.seed;
    row.epoch = run.status.epoch;
    row.epochs = run.status.epochs;
    row.seconds = run.status.seconds;
    row.created = run.origin.created;
    row.color = entry.color;
    row.pinned = entry.pinned;
    row.metrics = run.metrics;
    return row;
}

QString metricTitle(const std::string& path)
{
    auto parts = splitText(path, '/');
    if (parts.size() < 3)
        return toQt(path);
    QString title = toQt(parts.front());
    if (parts[1] == "rates" && parts.size() > 4) {
        title += QObject::tr(" at rate %1").arg(toQt(parts[2]));
        parts.erase(parts.begin() + 1, parts.begin() + 3);
    }
    if (parts[1] == "permuted")
        title += QObject::tr(" with permuted");
    if (parts[1] == "subsets")
        title += QObject::tr(" with only");
    if (parts[1] != "fused")
        title += u' ' + toQt(parts[2]);
    if (parts[1] == "probe")
        title += QObject::tr(" probe");
    title += u' ' + toQt(metricLabel(parts.back()));
    return title + (isFraction(path) ? QStringLiteral(" (%)") : QString());
}

QString metricText(const std::string& path, double value)
{
    return isFraction(path) ? QString::number(100 * value, 'f', 1) : QString::number(value, 'f', 4);
}

bool isUsualMetric(const std::string& path)
{
    const auto parts = splitText(path, '/');
    return parts.size() >= 3 && parts[0] == "test" && parts.back() == "accuracy"
        && (parts[1] == "fused" || parts[1] == "modalities" || parts[1] == "probe");
}

int runColumnsBeforeMetrics()
{
    return int(leadingColumns(false).size());
}

std::vector<TableColumn<RunRow>> runColumns(const std::vector<std::string>& paths, bool dark)
{
    auto columns = leadingColumns(dark);
    for (const auto& path : paths)
        columns.push_back(metricColumn(path));
    for (auto& column : trailingColumns())
        columns.push_back(std::move(column));
    return columns;
}

} // namespace modalscope
