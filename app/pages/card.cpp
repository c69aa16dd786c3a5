#include "app/pages/card.h"

#include "widgets/base/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace modalscope {

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(title, this))
    , m_caption(new QLabel(this))
    , m_content(new QVBoxLayout)
{
    setProperty("card", true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(6);
    auto* top = new QHBoxLayout;
    top->setObjectName(QStringLiteral("cardTop"));
    top->addWidget(m_title);
    top->addStretch();
    layout->addLayout(top);
    layout->addWidget(m_caption);
    layout->addLayout(m_content, 1);
    m_content->setSpacing(6);
    m_caption->setWordWrap(true);
    m_caption->hide();
    updateLook();
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
}

void Card::setCaption(const QString& text)
{
    m_caption->setText(text);
    m_caption->setVisible(!text.isEmpty());
}

void Card::addTitleWidget(QWidget* widget)
{
    if (auto* top = findChild<QHBoxLayout*>(QStringLiteral("cardTop")))
        top->addWidget(widget);
}

void Card::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        updateLook();
    QFrame::changeEvent(event);
}

void Card::updateLook()
{
    const auto colors = themeColors(palette());
    auto font = titleFont();
    font.setPointSizeF(font.pointSizeF() * 0.85);
    m_title->setFont(font);
    m_caption->setFont(captionFont());
    auto quiet = m_caption->palette();
    quiet.setColor(QPalette::WindowText, colors.muted);
    m_caption->setPalette(quiet);
}

} // namespace modalscope
