#include "app/window/run_facts.h"

#include "core/analysis/config_diff.h"
#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "widgets/base/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <functional>

namespace modalscope {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RunFacts", text);
}

using Runs = std::vector<const RunEntry*>;

void add(FactSection& section, const QString& name, const Runs& runs,
    const std::function<QString(const RunEntry&)>& value)
{
    RunFact fact{name, {}, false};
    for (const auto* run : runs)
        fact.values.push_back(value(*run));
    if (std::ranges::all_of(fact.values, &QString::isEmpty))
        return;
    fact.differs
        = std::ranges::any_of(fact.values, [&](const auto& one) { return one != fact.values.front(); });
    section.facts.push_back(std::move(fact));
}

QString timeText(std::int64_t seconds)
{
    return seconds > 0 ? QLocale().toString(QDateTime::fromSecsSinceEpoch(seconds), QLocale::ShortFormat)
                       : QString();
}

/// "98.75 (97.5 – 99.8)" for shares in %, more digits for the rest.
QString measureText(const Estimate& measure, bool isShare, bool withInterval)
{
    const double factor = isShare ? 100 : 1;
    auto text = QString::number(measure.value * factor, 'f', isShare ? 2 : 4);
    if (withInterval && measure.low && measure.high)
        text += QStringLiteral("  (%1 – %2)")
                    .arg(*measure.low * factor, 0, 'f', isShare ? 1 : 3)
                    .arg(*measure.high * factor, 0, 'f', isShare ? 1 : 3);
    return text;
}

FactSection stateFacts(const Runs& runs)
{
    FactSection section{tr("State"), {}};
    add(section, tr("State"), runs, [](const RunEntry& one) { return toQt(one.stateText()); });
    add(section, tr("Epoch"), runs, [](const RunEntry& one) {
        if (!checkHasNetwork(one.run.origin))
            return tr("imported");
        return QStringLiteral("%1 / %2").arg(one.run.status.epoch).arg(one.run.experiment.train.epochs);
    });
    add(section, tr("Training time"), runs, [](const RunEntry& one) {
        return one.run.status.seconds > 0 ? toQt(durationText(one.run.status.seconds)) : QString();
    });
    add(section, tr("Made"), runs, [](const RunEntry& one) { return timeText(one.run.origin.created); });
    add(section, tr("Error"), runs, [](const RunEntry& one) { return toQt(one.run.status.error); });
    return section;
}

/// `part` of a split's metrics ("fused", "modalities/pix240", "probe/pix240") as lines.
/// `shares`: those that are shown in percent, or the others.
void addPart(FactSection& section, const QString& title, const std::string& place, const Runs& runs,
    bool shares = true)
{
    static constexpr std::array keys{"accuracy", "macro_f1", "map", "ece", "miou", "mean_accuracy",
        "pixel_accuracy", "f1", "miou_absent_as_zero", "mean_accuracy_absent_as_zero", "f1_absent_as_zero",
        "mae", "pearson", "acc2", "acc5", "acc7", "f1_released_code", "loss"};
    for (const std::string key : keys) {
        const auto path = "test/" + place + "/" + key;
        const bool isShare = isFraction(key) || key == "ece";
        if (isShare != shares || (place != "fused" && key != "accuracy"))
            continue;
        const auto name = key == "accuracy" ? QString()
            : key == "macro_f1"             ? tr("macro F1")
            : key == "map"                  ? tr("mAP")
            : key == "ece"                  ? tr("ECE")
                                            : toQt(metricLabel(key));
        add(section, (title + QStringLiteral(" ") + name).trimmed(), runs, [&](const RunEntry& one) {
            const auto estimate = one.run.metrics.at(path);
            return estimate ? measureText(*estimate, isShare, runs.size() == 1) : QString();
        });
    }
}

FactSection resultFacts(const Runs& runs)
{
    FactSection section{tr("Results on test (%)"), {}};
    addPart(section, tr("Fused"), "fused", runs);
    for (const auto& [group, title] : {std::pair("modalities", tr("%1")), {"probe", tr("%1, probe")}}) {
        std::vector<std::string> names;
        for (const auto* run : runs)
            for (const auto& name : run->run.metrics.namesBelow(std::string("test/") + group))
                if (std::ranges::find(names, name) == names.end())
                    names.push_back(name);
        for (const auto& name : names)
            addPart(section, title.arg(toQt(name)), std::string(group) + "/" + name, runs);
    }
    return section;
}

/// What is no share: losses and errors, in their own units.
FactSection otherFacts(const Runs& runs)
{
    FactSection section{tr("Further results"), {}};
    addPart(section, tr("Fused"), "fused", runs, false);
    add(section, tr("Selected epoch"), runs, [](const RunEntry& one) {
        if (one.run.metrics.epoch() == 0)
            return QString();
        return tr("%1 (on %2)")
            .arg(one.run.metrics.epoch())
            .arg(toQt(toText(one.run.experiment.evaluate.select)));
    });
    add(section, tr("Parameters"), runs, [](const RunEntry& one) {
        return one.run.metrics.parameters() >= 0 ? QLocale().toString(qlonglong(one.run.metrics.parameters()))
                                                 : QString();
    });
    return section;
}

FactSection settingFacts(Session& session, const Runs& runs)
{
    FactSection section{tr("Settings"), {}};
    std::vector<RunSeries> series;
    for (const auto* run : runs)
        series.push_back({&run->run, &session.history(run->id())});
    for (const auto& row : configTable(series)) {
        RunFact fact{toQt(row.path), {}, row.differs};
        for (const auto& value : row.values)
            fact.values.push_back(toQt(value));
        section.facts.push_back(std::move(fact));
    }
    return section;
}

FactSection environmentFacts(const Runs& runs)
{
    FactSection section{tr("Environment"), {}};
    const auto text = [&](const QString& name, std::string RunOrigin::*field) {
        add(section, name, runs, [field](const RunEntry& one) { return toQt(one.run.origin.*field); });
    };
    text(tr("Run"), &RunOrigin::id);
    text(tr("Dataset"), &RunOrigin::datasetName);
    text(tr("Dataset file"), &RunOrigin::datasetPath);
    add(section, tr("Fingerprint"), runs,
        [](const RunEntry& one) { return toQt(one.run.origin.datasetFingerprint.substr(0, 12)); });
    text(tr("Program"), &RunOrigin::program);
    text(tr("Library"), &RunOrigin::library);
    text(tr("Device"), &RunOrigin::device);
    add(section, tr("Threads"), runs,
        [](const RunEntry& one) { return QString::number(one.run.origin.threads); });
    text(tr("Machine"), &RunOrigin::host);
    text(tr("Command"), &RunOrigin::command);
    add(section, tr("Folder"), runs, [](const RunEntry& one) { return toQt(one.run.folder.string()); });
    return section;
}

FactSection warningFacts(const Runs& runs)
{
    FactSection section{tr("Warnings"), {}};
    std::size_t most = 0;
    for (const auto* run : runs)
        most = std::max(most, run->run.status.warnings.size());
    for (std::size_t i = 0; i < most; ++i)
        add(section, QString::number(i + 1), runs, [i](const RunEntry& one) {
            return i < one.run.status.warnings.size() ? toQt(one.run.status.warnings[i]) : QString();
        });
    return section;
}

} // namespace

std::vector<FactSection> runFacts(Session& session, std::span<const std::string> ids)
{
    Runs runs;
    for (const auto& id : ids)
        if (const auto* run = session.run(id))
            runs.push_back(run);
    if (runs.empty())
        return {};
    std::vector<FactSection> sections{stateFacts(runs), resultFacts(runs), otherFacts(runs),
        settingFacts(session, runs), environmentFacts(runs), warningFacts(runs)};
    std::erase_if(sections, [](const auto& section) { return section.facts.empty(); });
    return sections;
}

} // namespace modalscope
