#include "app/checkpoint/checked_values.h"

#include <QObject>
#include <QStringList>

namespace modalscope {

Result<CheckedValues> checkValuesOf(const LoadedCheckpoint& loaded, const RunContext& context)
{
    if (const auto same = checkUnchanged(loaded); !same)
        return same.error();
    const auto& tensors = loaded.checkpoint.tensors;
    CheckedValues all(tensors.size());
    RunContext quiet = context;
    quiet.report = [](const RunEvent&) {};
    std::int64_t done = 0, total = 0, told = 0;
    for (const auto& part : loaded.totals)
        total += part.bytes;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "Checking the values was cancelled."};
        auto summary = summarize(loaded.place(), loaded.entry(i), quiet);
        if (summary)
            all[i] = std::move(summary).value();
        else if (summary.error().kind == ErrorKind::Cancelled || summary.error().kind == ErrorKind::Io)
            return summary.error();
        done += std::int64_t(byteCount(loaded.entry(i)));
        if (done - told >= total / 200) {
            told = done;
            context.report(Progress{done, total,
                "checking tensor " + std::to_string(i + 1) + " of " + std::to_string(tensors.size()), -1});
        }
    }
    return all;
}

QString notFiniteWords(const TensorSummary& summary)
{
    QStringList words;
    if (summary.nan > 0)
        words << QObject::tr("%1 NaN").arg(summary.nan);
    if (summary.infinite > 0)
        words << QObject::tr("%1 infinite").arg(summary.infinite);
    return words.isEmpty() ? QObject::tr("none") : words.join(QStringLiteral(", "));
}

} // namespace modalscope
