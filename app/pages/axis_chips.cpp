#include "app/pages/axis_chips.h"

#include "widgets/base/flow_layout.h"
#include "widgets/base/icon.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kMostChips = 100;

} // namespace

AxisChips::AxisChips(QWidget* parent)
    : QWidget(parent)
    , m_layout(new FlowLayout(this))
    , m_input(new QLineEdit(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_input);
    m_input->setObjectName(QStringLiteral("axisInput"));
    m_input->setAccessibleName(tr("New values"));
    m_input->setMinimumWidth(150);
    m_input->setPlaceholderText(tr("add values"));
    m_input->setToolTip(tr("Values such as 0, 0.2, 0.4 or a range such as 0-0.8:0.2; Enter adds them"));
    connect(m_input, &QLineEdit::editingFinished, this, [this] {
        if (!m_input->text().trimmed().isEmpty())
            Q_EMIT entered(m_input->text());
    });
}

void AxisChips::setInputShown(bool shown)
{
    m_input->setVisible(shown);
}

void AxisChips::setTexts(const QStringList& texts, const QStringList& toolTips)
{
    const bool hadFocus = focusWidget() != nullptr && isAncestorOf(focusWidget()) && focusWidget() != m_input;
    while (m_layout->count() > 0)
        delete m_layout->takeAt(0);
    for (auto* chip : m_chips) {
        chip->hide();
        chip->deleteLater(); // its cross may have been clicked just now
    }
    m_chips.clear();
    for (int i = 0; i < std::min(kMostChips, int(texts.size())); ++i)
        m_chips.push_back(makeChip(texts[i], toolTips.value(i), i));
    if (texts.size() > kMostChips)
        m_chips.push_back(new QLabel(tr("and %1 more").arg(texts.size() - kMostChips), this));
    for (auto* chip : m_chips) {
        m_layout->addWidget(chip);
        chip->show();
    }
    m_layout->addWidget(m_input);
    if (hadFocus && m_input->isVisible())
        m_input->setFocus(Qt::OtherFocusReason);
    updateGeometry();
}

QWidget* AxisChips::makeChip(const QString& text, const QString& toolTip, int index)
{
    auto* chip = new QFrame(this);
    chip->setObjectName(QStringLiteral("chip:") + text);
    chip->setProperty("card", true);
    chip->setToolTip(toolTip);
    auto* label = new QLabel(text, chip);
    label->setTextFormat(Qt::PlainText);
    auto* cross = new QToolButton(chip);
    cross->setObjectName(QStringLiteral("remove:") + text);
    cross->setIcon(icon(u"close"));
    cross->setIconSize({10, 10});
    cross->setToolTip(tr("Remove %1").arg(text));
    cross->setAccessibleName(tr("Remove %1").arg(text));
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(8, 1, 1, 1);
    row->setSpacing(2);
    row->addWidget(label);
    row->addWidget(cross);
    connect(cross, &QToolButton::clicked, this, [this, index] { Q_EMIT removed(index); });
    return chip;
}

} // namespace modalscope
