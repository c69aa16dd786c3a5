#include "app/pages/adapter_words.h"

#include "core/base/text.h"
#include "core/config/json_options.h"
#include "core/figure/adapter_table.h"
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
    std::int64_t parameters, const std::map<AdapterKind, std::int64_t>& placed)
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
    if (const auto count = placed.find(kind); most == 0 && count != placed.end())
        least = most = count->second;
    if (most == 0)
        return adapterWords("%1: see Placement").arg(label);
    return QStringLiteral("%1 %2").arg(
        label, least == most ? number(most) : adapterWords("%1 to %2").arg(number(least), number(most)));
}

/// Of a cell with numbers of adapter sets, which stand in their own folders below that of the run.
QString originOf(const TableCell& cell, bool isBefore)
{
    constexpr std::size_t kMostNamed = 8;
    const auto named = std::span(cell.runs).first(std::min(cell.runs.size(), kMostNamed));
    const auto part = cell.source.empty()       ? adapterWords("splits less before, both of the test")
        : isBefore                              ? adapterWords("before/%1").arg(toQt(cell.source))
        : cell.source.starts_with("parameters") ? toQt(cell.source)
                                                : adapterWords("splits/%1").arg(toQt(cell.source));
    return adapterWords("From metrics.json of %1: %2\nDouble click selects the base run.")
        .arg(toQt(joinText(named, "\n")), part);
}

/// The set in the folder "<run id>/adapters/image-ssf-s0"; null where it has gone.
const StoredAdapter* setIn(const std::string& folder, const AdapterResult& result)
{
    for (const auto& stored : result.stored)
        for (const auto& set : stored.sets)
            if (set.folder.string().ends_with(folder))
                return &set;
    return nullptr;
}

QString wordsOfValue(const nlohmann::json& value)
{
    if (value.is_boolean())
        return value.get<bool>() ? adapterWords("yes") : adapterWords("no");
    return toQt(value.is_string() ? value.get<std::string>() : value.dump());
}

/// "rank 8, alpha 16", of a section of options; inner sections follow in line.
QString wordsOfSection(const nlohmann::json& section)
{
    QStringList words;
    for (const auto& [key, value] : section.items()) {
        if (key == "kind" || value.empty())
            continue;
        words << (value.is_object()
                ? toQt(key) + QStringLiteral(" ") + wordsOfValue(value.value("kind", nlohmann::json("")))
                : toQt(key).replace(QLatin1Char('_'), QLatin1Char(' ')) + QLatin1Char(' ')
                    + wordsOfValue(value));
    }
    return words.join(QStringLiteral(", "));
}

/// What a cell of a row is about: pretrained, dedicated, or an option.
enum class AdapterCell { Pretrained, Adapted, Dedicated };

AdapterCell cellKind(const TableRow& row, int column)
{
    if (isLongAdapterRow(row)) {
        const auto& option = row.cells.front().text;
        return option == kPretrainedRow ? AdapterCell::Pretrained
            : option == kDedicatedRow   ? AdapterCell::Dedicated
                                        : AdapterCell::Adapted;
    }
    return column == 1                    ? AdapterCell::Pretrained
        : column == int(row.cells.size()) ? AdapterCell::Dedicated
                                          : AdapterCell::Adapted;
}

} // namespace

QString adapterPlanText(const AdapterChoice& choice, const AdapterPlan& plan,
    std::span<const StoredAdapters> stored, std::int64_t parameters,
    const std::map<AdapterKind, std::int64_t>& placed)
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
        learned << learnedText(choice, kind, stored, parameters, placed);
    return text + QStringLiteral(" ")
        + adapterWords("Values learned each: %1.").arg(learned.join(QStringLiteral("; ")));
}

QString adapterSettingsText(const AdaptOptions& options)
{
    return adapterWords("Learned with: %1\nMissing modalities: %2\nTraining: %3")
        .arg(QStringList{toQt(labelOf(options.adapter.kind)), wordsOfSection(toJson(options.adapter))}.join(
                 QStringLiteral("; ")),
            toQt(labelOf(options.input)), wordsOfSection(toJson(options.train)));
}

void sayAdapterOrigins(QTableWidget& shown, const AdapterResult& result)
{
    const auto& rows = result.table.rows;
    for (int row = 0; row < int(rows.size()); ++row) {
        const auto& one = rows[std::size_t(row)];
        const auto set = std::ranges::find_if(result.summary.rows,
            [&](const auto& summed) { return adapterRowLabel(result.summary, summed) == one.label; });
        for (int column = 1; column <= int(one.cells.size()); ++column) {
            const auto& cell = one.cells[std::size_t(column) - 1];
            auto* item = shown.item(row, column);
            if (item == nullptr)
                continue;
            const auto kind = cellKind(one, column);
            if (!cell.runs.empty() && cell.runs.front().find('/') != std::string::npos) {
                auto tip = originOf(cell, kind == AdapterCell::Pretrained);
                const auto* stored
                    = kind == AdapterCell::Adapted ? setIn(cell.runs.front(), result) : nullptr;
                if (stored != nullptr)
                    tip += QStringLiteral("\n\n") + adapterSettingsText(stored->options);
                item->setToolTip(tip);
            } else if (kind == AdapterCell::Dedicated && cell.runs.empty() && set != result.summary.rows.end()
                && !set->isWhole) {
                item->setToolTip(adapterWords(
                    "No finished run was trained on %1 alone with the same settings otherwise. “Train "
                    "dedicated runs” above queues what is missing.")
                                     .arg(toQt(joinText(set->present, " + "))));
            }
        }
    }
}

} // namespace modalscope
