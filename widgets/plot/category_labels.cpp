#include "widgets/plot/category_labels.h"

#include "widgets/base/text.h"
#include "widgets/plot/axis_tickers.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kSlantDegrees = 35;

/// The least of 1, 2, 5, 10, 20, ... that leaves `needed` units for each name.
int stepFor(double needed, double slot)
{
    int step = 1;
    for (int i = 0; step * slot < needed && step < 1'000'000; ++i)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

} // namespace

int showCategories(
    QCPAxis& axis, const std::vector<std::string>& names, const FigureStyle& style, int length, int most)
{
    const auto ticker = axis.ticker().dynamicCast<QCPAxisTickerText>();
    if (!ticker || names.empty() || length <= 0)
        return 0;
    const QFontMetrics metrics(style.smallFont());
    const double slot = length / std::max(1.0, axis.range().size());
    const bool isBelow = axis.axisType() == QCPAxis::atBottom;
    const int room = int(slot) - style.units(4);
    int widest = 0;
    bool fits = true;
    QStringList labels;
    for (const auto& name : names) {
        const auto whole = toQt(name);
        labels << (isBelow ? wrapped(whole, metrics, room) : metrics.elidedText(whole, Qt::ElideRight, most));
        widest = std::max(widest, metrics.horizontalAdvance(whole));
        fits = fits && metrics.boundingRect(QRect(), Qt::AlignCenter, labels.back()).width() <= room;
    }
    int step = stepFor(metrics.height() * 1.05, slot);
    bool isSlanted = false, isUpright = false;
    const double slant = std::sin(kSlantDegrees * M_PI / 180);
    if (isBelow) {
        const int level = stepFor(widest + style.units(5), slot);
        const int slanted = stepFor(metrics.height() * 0.9 / slant, slot);
        const int upright = stepFor(metrics.height() * 0.9, slot);
        isSlanted = !fits && slanted < level;
        isUpright = !fits && slanted > 1 && upright < std::min(slanted, level);
        step = fits ? 1 : std::min({level, slanted, upright});
        if (!fits)
            for (int i = 0; i < labels.size(); ++i)
                labels[i] = metrics.elidedText(toQt(names[std::size_t(i)]), Qt::ElideRight,
                    isUpright       ? most
                        : isSlanted ? int(most / slant)
                                    : step * int(slot));
    }
    axis.setTickLabelRotation(isUpright ? -90 : isSlanted ? -kSlantDegrees : 0);
    ticker->clear();
    int taken = 0;
    for (int i = 0; i < labels.size(); i += step) {
        ticker->addTick(i, labels[i]);
        const auto box = metrics.boundingRect(QRect(), Qt::AlignCenter, labels[i]);
        const int turned = isSlanted && !isUpright ? int(box.width() * slant) : box.width();
        taken = std::max(taken, isSlanted || isUpright || !isBelow ? turned : box.height());
    }
    return taken;
}

} // namespace modalscope
