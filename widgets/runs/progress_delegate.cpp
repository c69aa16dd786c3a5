#include "widgets/runs/progress_delegate.h"

#include "widgets/base/theme.h"
#include "widgets/tables/column_table_model.h"

#include <QApplication>
#include <QPainter>

namespace modalscope {
namespace {

constexpr int kBarHeight = 5;
constexpr int kGap = 6;
constexpr int kMargin = 6;

} // namespace

void ProgressDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto cell = option;
    initStyleOption(&cell, index);
    const auto text = std::exchange(cell.text, QString());
    const auto* style = cell.widget != nullptr ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget); // the ground, without the text

    const double fraction = index.data(SortRole).toDouble();
    const auto colors = themeColors(option.palette);
    auto area = cell.rect.adjusted(kMargin, 0, -kMargin, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(cell.font);
    const auto own = index.data(Qt::ForegroundRole).value<QColor>();
    painter->setPen(own.isValid() ? own : fraction < 0 ? colors.muted : colors.text);
    if (fraction < 0) {
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
            cell.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
        painter->restore();
        return;
    }
    const int textWidth = std::max(cell.fontMetrics.horizontalAdvance(text),
        cell.fontMetrics.horizontalAdvance(QStringLiteral("000/000")));
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, text);
    area.setRight(area.right() - textWidth - kGap);
    if (area.width() > 2 * kBarHeight) {
        const QRectF bar(area.left(), area.center().y() - kBarHeight / 2 + 0.5, area.width(), kBarHeight);
        auto ground = colors.text;
        ground.setAlphaF(0.13F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
        auto done = bar;
        done.setWidth(std::max<double>(kBarHeight, bar.width() * std::min(1.0, fraction)));
        painter->setBrush(fraction >= 1 ? colors.success : colors.accent);
        if (fraction > 0)
            painter->drawRoundedRect(done, kBarHeight / 2.0, kBarHeight / 2.0);
    }
    painter->restore();
}

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setWidth(size.width() + 60);
    return size;
}

} // namespace modalscope
