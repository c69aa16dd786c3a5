#include "widgets/base/icon.h"

#include "core/base/require.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace modalscope {
namespace {

QByteArray drawing(const QString& name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    require(file.open(QIODevice::ReadOnly), "an icon's name is a file in resources/icons");
    return file.readAll();
}

class ThemedIcon : public QIconEngine {
public:
    ThemedIcon(QString name, QColor fixed)
        : m_name(std::move(name))
        , m_svg(drawing(m_name))
        , m_fixed(std::move(fixed))
    { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        auto svg = m_svg;
        svg.replace("currentColor", colorFor(mode).name().toLatin1());
        QSvgRenderer(svg).render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        const auto key
            = QStringLiteral("%1x%2%3").arg(size.width()).arg(size.height()).arg(colorFor(mode).name());
        auto& pixmap = m_drawn[key];
        if (pixmap.isNull()) {
            pixmap = QPixmap(size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            paint(&painter, QRect({}, size), mode, state);
        }
        return pixmap;
    }
    QIconEngine* clone() const override { return new ThemedIcon(m_name, m_fixed); }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        const auto palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) {
            auto color = palette.color(QPalette::PlaceholderText);
            return color.lightness() < 128 ? color.lighter(160) : color.darker(160);
        }
        return m_fixed.isValid() ? m_fixed : palette.color(QPalette::ButtonText);
    }

    QString m_name;
    QByteArray m_svg;
    QColor m_fixed;
    QHash<QString, QPixmap> m_drawn;
};

} // namespace

QIcon icon(QStringView name)
{
    return QIcon(new ThemedIcon(name.toString(), {}));
}

QIcon icon(QStringView name, const QColor& color)
{
    return QIcon(new ThemedIcon(name.toString(), color));
}

} // namespace modalscope
