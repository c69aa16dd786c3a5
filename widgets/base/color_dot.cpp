#include "widgets/base/color_dot.h"

#include <QIconEngine>
#include <QPainter>

namespace modalscope {
namespace {

class DotEngine : public QIconEngine {
public:
    DotEngine(QColor color, bool filled)
        : m_color(std::move(color))
        , m_filled(filled)
    { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const double radius = rect.width() * 0.31;
        painter->setPen(m_filled ? QPen(Qt::NoPen) : QPen(m_color, rect.width() * 0.12));
        painter->setBrush(m_filled ? QBrush(m_color) : QBrush(Qt::NoBrush));
        painter->drawEllipse(QRectF(rect).center(), radius, radius);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new DotEngine(m_color, m_filled); }

private:
    QColor m_color;
    bool m_filled;
};

} // namespace

QIcon colorDot(const QColor& color, bool filled)
{
    return QIcon(new DotEngine(color, filled));
}

} // namespace modalscope
