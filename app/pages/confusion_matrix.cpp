#include "app/pages/confusion_matrix.h"

#include "widgets/base/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

QColor blend(const QColor& from, const QColor& to, double share)
{
    const auto mix = [&](int a, int b) { return int(a + (b - a) * share); };
    return QColor(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
}

} // namespace

ConfusionMatrix::ConfusionMatrix(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setAccessibleName(tr("Confusion matrix"));
}

void ConfusionMatrix::setCounts(std::vector<std::vector<std::int64_t>> counts, QStringList names)
{
    m_counts = std::move(counts);
    m_names = std::move(names);
    update();
}

QString ConfusionMatrix::name(std::size_t index) const
{
    return index < std::size_t(m_names.size()) ? m_names[qsizetype(index)] : QString::number(index);
}

double ConfusionMatrix::share(std::size_t row, std::size_t column) const
{
    const auto& counts = m_counts[row];
    const auto sum = std::accumulate(counts.begin(), counts.end(), std::int64_t(0));
    return sum == 0 ? 0 : double(counts[column]) / double(sum);
}

QRectF ConfusionMatrix::matrixRect() const
{
    int names = fontMetrics().horizontalAdvance(QStringLiteral("00"));
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        names = std::max(names, fontMetrics().horizontalAdvance(name(i)));
    names = std::min(names, width() / 4);
    const int line = fontMetrics().height();
    const QRectF room = QRectF(rect()).adjusted(names + 14 + line, 4, -6, -2.4 * line - 8);
    const double side = std::min(room.width(), room.height());
    return {room.left(), room.top(), std::min(room.width(), side * 1.6), side};
}

QString ConfusionMatrix::textAt(const QPoint& position) const
{
    const auto area = matrixRect();
    if (m_counts.empty() || !area.contains(position))
        return {};
    const auto classes = double(m_counts.size());
    const auto row
        = std::min(m_counts.size() - 1, std::size_t((position.y() - area.top()) / area.height() * classes));
    const auto column
        = std::min(m_counts.size() - 1, std::size_t((position.x() - area.left()) / area.width() * classes));
    return tr("%1 of class %2 were taken for %3 (%4 % of the class)")
        .arg(m_counts[row][column])
        .arg(name(row), name(column))
        .arg(100 * share(row, column), 0, 'f', 1);
}

QString ConfusionMatrix::asTsv() const
{
    QString text = tr("true \\ predicted");
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        text += u'\t' + name(i);
    for (std::size_t row = 0; row < m_counts.size(); ++row) {
        text += u'\n' + name(row);
        for (const auto count : m_counts[row])
            text += u'\t' + QString::number(count);
    }
    return text + u'\n';
}

void ConfusionMatrix::paintEvent(QPaintEvent*)
{
    if (m_counts.empty())
        return;
    QPainter painter(this);
    const auto area = matrixRect();
    paintCells(painter, area);
    paintNames(painter, area);
}

void ConfusionMatrix::paintCells(QPainter& painter, const QRectF& area) const
{
    const auto colors = themeColors(palette());
    const auto classes = m_counts.size();
    const double width = area.width() / double(classes);
    const double height = area.height() / double(classes);
    const bool hasRoom = width > 26 && height > 13;
    painter.setFont(captionFont());
    for (std::size_t row = 0; row < classes; ++row)
        for (std::size_t column = 0; column < classes; ++column) {
            const QRectF cell(
                area.left() + double(column) * width, area.top() + double(row) * height, width, height);
            const double part = share(row, column);
            const auto fill
                = blend(colors.surface, row == column ? colors.accent : colors.danger, 0.05 + 0.85 * part);
            painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), fill);
            if (hasRoom && m_counts[row][column] > 0) {
                painter.setPen(fill.lightness() > 140 ? Qt::black : Qt::white);
                painter.drawText(cell, Qt::AlignCenter, QString::number(m_counts[row][column]));
            }
        }
    painter.setPen(colors.border);
    painter.drawRect(area);
}

void ConfusionMatrix::paintNames(QPainter& painter, const QRectF& area) const
{
    const auto colors = themeColors(palette());
    const auto classes = m_counts.size();
    const double width = area.width() / double(classes);
    const double height = area.height() / double(classes);
    const auto metrics = QFontMetrics(painter.font());
    const auto every = std::size_t(std::max(1.0, std::ceil(metrics.height() / height)));
    const auto everyColumn = std::size_t(std::max(1.0, std::ceil(34 / width)));
    painter.setPen(colors.text);
    for (std::size_t i = 0; i < classes; i += every)
        painter.drawText(QRectF(metrics.height() + 4, area.top() + double(i) * height,
                             area.left() - metrics.height() - 10, height),
            Qt::AlignRight | Qt::AlignVCenter,
            metrics.elidedText(name(i), Qt::ElideRight, int(area.left()) - metrics.height() - 10));
    for (std::size_t i = 0; i < classes; i += everyColumn)
        painter.drawText(QRectF(area.left() + double(i) * width, area.bottom() + 3,
                             width * double(everyColumn), metrics.height()),
            (everyColumn == 1 ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignTop,
            metrics.elidedText(name(i), Qt::ElideRight, int(width * double(everyColumn)) - 2));
    painter.setPen(colors.muted);
    painter.drawText(
        QRectF(area.left(), area.bottom() + 3 + metrics.height(), area.width(), metrics.height() + 2),
        Qt::AlignCenter, tr("predicted class"));
    painter.save();
    painter.translate(metrics.height() / 2.0, area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-area.height() / 2, -metrics.height() / 2.0, area.height(), metrics.height()),
        Qt::AlignCenter, tr("true class"));
    painter.restore();
}

bool ConfusionMatrix::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace modalscope
