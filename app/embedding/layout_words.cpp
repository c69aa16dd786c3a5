#include "app/embedding/layout_words.h"

#include "core/base/text.h"
#include "core/config/json_options.h"
#include "widgets/base/text.h"

#include <QLocale>

namespace modalscope {
namespace {

QString wordOf(const nlohmann::json& value)
{
    return value.is_string() ? toQt(value.get<std::string>())
        : value.is_number()  ? toQt(numberText(value.get<double>()))
                             : toQt(value.dump());
}

/// "neighbors 30, metric cosine": what differs from the defaults, seed and threads apart.
QStringList changedOptions(const UmapOptions& options)
{
    const auto given = toJson(options), initial = toJson(UmapOptions());
    QStringList out;
    for (const auto& [name, value] : given.items())
        if (name != "seed" && name != "threads" && name != "dimensions" && name != "pull"
            && value != initial.at(name))
            out << toQt(name).replace(QLatin1Char('_'), QLatin1Char(' ')) + QLatin1Char(' ') + wordOf(value);
    return out;
}

QString number(std::int64_t value)
{
    return QLocale().toString(qlonglong(value));
}

QStringList methodWords(const MadeLayout& made)
{
    const auto& settings = made.request.settings;
    QStringList out;
    if (settings.method == LayoutMethod::Pca) {
        out << (made.isExact ? QStringLiteral("exact") : QStringLiteral("randomised"));
        if (!made.isExact)
            out << QStringLiteral("seed %1").arg(settings.umap.seed);
        if (made.shares.size() > 1) {
            double all = 0;
            for (const double share : made.shares)
                all += share;
            out << QStringLiteral("%1 % of the variance together").arg(100 * all, 0, 'f', 1);
        }
        return out;
    }
    out << QStringLiteral("%1 neighbours, min dist %2, %3")
               .arg(settings.umap.neighbors)
               .arg(toQt(numberText(settings.umap.minDist)), toQt(labelOf(settings.umap.metric)));
    auto changed = changedOptions(settings.umap);
    changed.removeIf([](const QString& text) {
        return text.startsWith(QLatin1String("neighbors ")) || text.startsWith(QLatin1String("min dist "))
            || text.startsWith(QLatin1String("metric "));
    });
    out << changed << QStringLiteral("seed %1").arg(settings.umap.seed);
    if (settings.isSupervised)
        out << QStringLiteral("guided by labels");
    if (made.epoch > 0)
        out << (made.isExact ? QStringLiteral("exact neighbours") : QStringLiteral("approximate neighbours"));
    if (made.isFinished)
        out << QStringLiteral("%1 epochs").arg(made.epochs);
    return out;
}

} // namespace

QString layoutTitle(const MadeLayout& made)
{
    const auto& request = made.request;
    return toQt(labelOf(request.settings.method) + " of " + fitName(request, request.arrays));
}

QString layoutNote(const MadeLayout& made)
{
    const auto& request = made.request;
    const auto& set = request.samples->features;
    QStringList out{layoutTitle(made) + QStringLiteral(" in %1-D").arg(request.settings.dimensions)};
    if (request.arrays.size() > 1)
        out << (request.settings.isSeparate
                ? QStringLiteral("a fit for each modality: distances between them mean nothing")
                : QStringLiteral("one fit for all modalities"));
    out << methodWords(made);
    out << counted(qlonglong(made.points), QStringLiteral("point"), QStringLiteral("points"))
            + QStringLiteral(" of ")
            + counted(qlonglong(request.only.empty() ? set.samples() : std::int64_t(request.only.size())),
                QStringLiteral("sample"), QStringLiteral("samples"));
    if (!request.only.empty())
        out << QStringLiteral("the selected samples alone");
    if (made.absent > 0)
        out << QStringLiteral("%1 absent").arg(number(made.absent));
    if (made.dropped > 0)
        out << QStringLiteral("%1 left out: not finite").arg(number(made.dropped));
    return toQt(set.source) + QStringLiteral(". ") + out.join(QStringLiteral(", ")) + QLatin1Char('.');
}

QString layoutMark(const MadeLayout& made)
{
    QStringList out;
    if (made.isStopped && made.epochs > 0)
        out << QStringLiteral("stopped after epoch %1 of %2").arg(made.epoch).arg(made.epochs)
                + (made.epoch == 0 ? QStringLiteral(" (its start)") : QString());
    else if (made.isStopped)
        out << QStringLiteral("stopped");
    else if (!made.isFinished && made.epochs > 0)
        out << QStringLiteral("epoch %1 of %2").arg(made.epoch).arg(made.epochs);
    const auto& set = made.request.samples->features;
    if (set.samples() < set.total)
        out << QStringLiteral("%1 of %2 samples").arg(number(set.samples()), number(set.total));
    return out.join(QStringLiteral(" · "));
}

QString qualityText(const ProjectionQuality& quality)
{
    const auto value = [](double number) { return QLocale().toString(number, 'f', 3); };
    auto text
        = QStringLiteral("Trustworthiness %1 · continuity %2 · neighbours kept %3")
              .arg(value(quality.trustworthiness), value(quality.continuity), value(quality.neighborOverlap));
    if (quality.labelAccuracy && quality.labelAccuracyOfPoints)
        text += QStringLiteral(" · class of the neighbours right %1 (features %2)")
                    .arg(value(*quality.labelAccuracy), value(*quality.labelAccuracyOfPoints));
    text += QStringLiteral(" · k = %1").arg(quality.neighbors);
    if (quality.judged < quality.points)
        text
            += QStringLiteral(", %1 of %2 points judged").arg(number(quality.judged), number(quality.points));
    return text;
}

} // namespace modalscope
