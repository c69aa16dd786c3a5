#include "app/window/section_header.h"

#include "widgets/base/icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace modalscope {

SectionHeader::SectionHeader(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_note(new QLabel)
    , m_layout(new QHBoxLayout(this))
{
    auto* label = new QLabel(title);
    auto font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    m_note->setProperty("caption", true);
    m_note->setMinimumWidth(0);
    m_layout->setContentsMargins(4, 0, 0, 0);
    m_layout->setSpacing(4);
    m_layout->addWidget(label);
    m_layout->addSpacing(4);
    m_layout->addWidget(m_note, 1);
    setMinimumHeight(26);
}

void SectionHeader::setNote(const QString& note)
{
    m_note->setText(note);
}

QToolButton* SectionHeader::addButton(QStringView iconName, const QString& explanation, const char* name)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setToolTip(explanation);
    button->setAccessibleName(explanation);
    button->setObjectName(QString::fromLatin1(name));
    button->setFocusPolicy(Qt::TabFocus);
    m_layout->addWidget(button);
    return button;
}

} // namespace modalscope
