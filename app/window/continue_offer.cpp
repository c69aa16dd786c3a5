#include "app/window/continue_offer.h"

#include "core/store/workspace.h"
#include "widgets/session/session.h"

#include <QCoreApplication>

#include <algorithm>

namespace modalscope {

QString continueOffer(const Session& session)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("ContinueOffer", text); };
    const auto left = session.runsToContinue();
    if (left.empty())
        return {};
    QList<int> begun;
    for (const auto& id : left)
        if (const int epoch = session.run(id)->run.status.epoch; epoch > 0)
            begun << epoch;
    std::ranges::sort(begun);
    const auto finished = std::ranges::count_if(session.runs(), [](const RunEntry& one) {
        return one.run.condition == RunCondition::Finished && hasTestNumbers(one.run);
    });
    QStringList parts;
    if (finished > 0)
        parts << tr("%1 finished").arg(finished);
    if (begun.size() == 1)
        parts << tr("1 resumable at epoch %1").arg(begun.front());
    else if (begun.size() > 1)
        parts << tr("%1 resumable at epochs %2 to %3").arg(begun.size()).arg(begun.front()).arg(begun.back());
    if (const auto queued = qsizetype(left.size()) - begun.size(); queued > 0)
        parts << tr("%1 queued").arg(queued);
    return parts.join(QStringLiteral(", "));
}

} // namespace modalscope
