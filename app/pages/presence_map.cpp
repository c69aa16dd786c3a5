#include "app/pages/presence_map.h"

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kRowHeight = 18;
constexpr int kAxisHeight = 18;

QColor blend(const QColor& from, const QColor& to, double share)
{
    const auto mix = [&](int a, int b) { return int(a + (b - a) * share); };
    return QColor(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
}

} // namespace

PresenceBins presenceBins(const Dataset& dataset, const Split& split, int most)
{
    PresenceBins made;
    made.split = split.name;
    made.size = split.size;
    made.bins = int(std::min<std::int64_t>(split.size, std::max(1, most)));
    for (std::size_t m = 0; m < dataset.modalities.size(); ++m) {
        made.modalities.push_back(dataset.modalities[m].name);
        auto& row = made.present.emplace_back(std::size_t(made.bins), 0);
        for (int bin = 0; bin < made.bins; ++bin)
            for (auto sample = made.firstSample(bin); sample < made.firstSample(bin + 1); ++sample)
                row[std::size_t(bin)] += split.hasModality(m, sample) ? 1 : 0;
    }
    return made;
}

PresenceMap::PresenceMap(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PresenceMap::setBins(PresenceBins bins)
{
    m_bins = std::move(bins);
    draw();
    updateGeometry();
    setAccessibleName(tr("Which sample of %1 lacks which modality").arg(toQt(m_bins.split)));
}

QSize PresenceMap::sizeHint() const
{
    return {240, kRowHeight * int(m_bins.modalities.size()) + kAxisHeight};
}

QRect PresenceMap::mapRect() const
{
    int names = 0;
    for (const auto& name : m_bins.modalities)
        names = std::max(names, fontMetrics().horizontalAdvance(toQt(name)));
    names = std::min(names, width() / 3) + 10;
    return {names, 0, width() - names, kRowHeight * int(m_bins.modalities.size())};
}

int PresenceMap::binAt(const QPoint& position) const
{
    const auto map = mapRect();
    return m_bins.bins == 0 || !map.contains(position)
        ? -1
        : std::min(m_bins.bins - 1, (position.x() - map.left()) * m_bins.bins / std::max(1, map.width()));
}

QString PresenceMap::textAt(const QPoint& position) const
{
    const int bin = binAt(position);
    if (bin < 0)
        return {};
    const auto modality = std::size_t((position.y() - mapRect().top()) / kRowHeight);
    const auto samples = m_bins.samplesIn(bin);
    const auto missing = samples - m_bins.present[modality][std::size_t(bin)];
    const auto name = toQt(m_bins.modalities[modality]);
    if (samples == 1)
        return missing == 0 ? tr("sample %1 has %2").arg(m_bins.firstSample(bin)).arg(name)
                            : tr("sample %1 lacks %2").arg(m_bins.firstSample(bin)).arg(name);
    return tr("samples %1 to %2: %3 of %4 lack %5")
        .arg(m_bins.firstSample(bin))
        .arg(m_bins.firstSample(bin + 1) - 1)
        .arg(missing)
        .arg(samples)
        .arg(name);
}

void PresenceMap::draw()
{
    const auto colors = themeColors(palette());
    const QColor present = blend(colors.surface, colors.accent, 0.75);
    m_image
        = QImage(std::max(1, m_bins.bins), std::max(1, int(m_bins.modalities.size())), QImage::Format_RGB32);
    m_image.fill(colors.surface);
    for (std::size_t m = 0; m < m_bins.modalities.size(); ++m)
        for (int bin = 0; bin < m_bins.bins; ++bin) {
            const double share = double(m_bins.present[m][std::size_t(bin)]) / double(m_bins.samplesIn(bin));
            m_image.setPixelColor(bin, int(m), blend(colors.warning, present, share));
        }
    update();
}

void PresenceMap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto colors = themeColors(palette());
    const auto map = mapRect();
    if (m_bins.bins == 0)
        return;
    for (std::size_t m = 0; m < m_bins.modalities.size(); ++m) {
        const int top = map.top() + int(m) * kRowHeight;
        painter.setPen(colors.text);
        painter.drawText(QRect(0, top, map.left() - 8, kRowHeight), Qt::AlignRight | Qt::AlignVCenter,
            fontMetrics().elidedText(toQt(m_bins.modalities[m]), Qt::ElideMiddle, map.left() - 8));
        painter.drawImage(QRect(map.left(), top + 1, map.width(), kRowHeight - 2), m_image,
            QRect(0, int(m), m_bins.bins, 1));
    }
    painter.setFont(captionFont());
    painter.setPen(colors.muted);
    const QRect axis(map.left(), map.bottom() + 1, map.width(), kAxisHeight);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, tr("sample 0"));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, QString::number(m_bins.size - 1));
}

void PresenceMap::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        draw();
    QWidget::changeEvent(event);
}

void PresenceMap::mousePressEvent(QMouseEvent* event)
{
    const int bin = binAt(event->pos());
    if (bin >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT sampleClicked(toQt(m_bins.split), m_bins.firstSample(bin));
}

bool PresenceMap::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace modalscope
