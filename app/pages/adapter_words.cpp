#include "app/pages/adapter_words.h"

#include "core/base/text.h"
#include "core/config/json_options.h"
#include "widgets/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTableWidget>

#include <algorithm>

namespace modalscope {
namespace {

QString adapterWords(const char* text)
{
    return QCoreApplication::translate("AdapterView", text);
}

/// "LoRA 1,304 to 2,000", from what has been learned before.
QString learnedText(const AdapterChoice& choice, AdapterKind kind, std::span<const StoredAdapters> stored,
    std::int64_t parameters)
{
    const auto label = toQt(labelOf(kind));
    const auto number = [](std::int64_t value) { return QLocale().toString(qlonglong(value)); };
    if (kind == AdapterKind::Pretrained)
        return adapterWords("%1 none").arg(label);
    if (kind == AdapterKind::Full && parameters > 0)
        return adapterWords("%1 all %2").arg(label, number(parameters));
    auto adapter = choice.settings.adapter;
    adapter.kind = kind;
    const auto wanted = toJson(adapter);
    std::int64_t least = 0, most = 0;
    for (const auto& base : stored)
        for (const auto& set : base.sets) {
            if (toJson(set.options.adapter) != wanted)
                continue;
            least = least == 0 ? set.trainable : std::min(least, set.trainable);
            most = std::max(most, set.trainable);
        }
    if (most == 0)
        return adapterWords("%1: see Placement").arg(label);
    return QStringLiteral("%1 %2").arg(
        label, least == most ? number(most) : adapterWords("%1 to %2").arg(number(least), number(most)));
}

/// Of a cell with numbers of adapter sets, which stand in their own folders below that of the run.
QString originOf(const TableCell& cell, int column)
{
    constexpr std::size_t kMostNamed = 8;
    const auto named = std::span(cell.runs).first(std::min(cell.runs.size(), kMostNamed));
    const auto part = cell.source.empty()       ? adapterWords("splits less before, both of the test")
        : column == 1                           ? adapterWords("before/%1").arg(toQt(cell.source))
        : cell.source.starts_with("parameters") ? toQt(cell.source)
                                                : adapterWords("splits/%1").arg(toQt(cell.source));
    return adapterWords("From metrics.json of %1: %2\nDouble click selects the base run.")
        .arg(toQt(joinText(named, "\n")), part);
}

} // namespace

QString adapterPlanText(const AdapterChoice& choice, const AdapterPlan& plan,
    std::span<const StoredAdapters> stored, std::int64_t parameters)
{
    auto text
        = adapterWords("%1 of modalities that are left, %2, %3: %4.")
              .arg(counted(plan.sets, adapterWords("set"), adapterWords("sets")),
                  counted(qlonglong(choice.kinds.size()), adapterWords("option"), adapterWords("options")),
                  counted(choice.seeds, adapterWords("seed"), adapterWords("seeds"))
                      + (stored.size() > 1 ? adapterWords(", %1 runs").arg(stored.size()) : QString()),
                  counted(plan.total, adapterWords("adapter set"), adapterWords("adapter sets")));
    QStringList already;
    if (plan.known > 0)
        already << adapterWords("%1 there already").arg(plan.known);
    if (plan.different > 0)
        already << adapterWords("%1 there with other settings, which stay").arg(plan.different);
    if (plan.queued > 0)
        already << adapterWords("%1 in the queue").arg(plan.queued);
    if (!already.isEmpty())
        text += QStringLiteral(" ") + adapterWords("Of them %1.").arg(already.join(QStringLiteral(", ")));
    QStringList learned;
    for (const auto kind : choice.kinds)
        learned << learnedText(choice, kind, stored, parameters);
    return text + QStringLiteral(" ")
        + adapterWords("Values learned each: %1.").arg(learned.join(QStringLiteral("; ")));
}

void sayAdapterOrigins(QTableWidget& shown, const AdapterResult& result)
{
    const auto& rows = result.table.rows;
    for (int row = 0; row < int(rows.size()); ++row) {
        const auto& cells = rows[std::size_t(row)].cells;
        for (int column = 1; column <= int(cells.size()); ++column) {
            const auto& cell = cells[std::size_t(column) - 1];
            auto* item = shown.item(row, column);
            if (item == nullptr)
                continue;
            const bool isDedicated = column == int(cells.size());
            if (!cell.runs.empty() && cell.runs.front().find('/') != std::string::npos)
                item->setToolTip(originOf(cell, column));
            else if (isDedicated && cell.runs.empty() && !result.summary.rows[std::size_t(row)].isWhole)
                item->setToolTip(
                    adapterWords(
                        "No finished run was trained on %1 alone with the same settings otherwise. “Train "
                        "dedicated runs” above queues what is missing.")
                        .arg(toQt(joinText(result.summary.rows[std::size_t(row)].present, " + "))));
        }
    }
}

} // namespace modalscope
