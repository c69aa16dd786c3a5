#include "app/embedding/modality_button.h"

#include "widgets/base/text.h"

#include <QAction>
#include <QMenu>

#include <utility>

namespace modalscope {

ModalityButton::ModalityButton(const QString& name, QWidget* parent)
    : QToolButton(parent)
    , m_name(name)
    , m_menu(new QMenu(this))
{
    setObjectName(name + QStringLiteral("Modalities"));
    setToolTip(tr("Which modalities are points of the picture"));
    setAccessibleName(tr("Modalities"));
    setPopupMode(QToolButton::InstantPopup);
    setMenu(m_menu);
    fill();
}

void ModalityButton::setModalities(const std::vector<std::string>& names)
{
    if (names == m_modalities)
        return;
    m_modalities = names;
    fill();
}

std::vector<std::size_t> ModalityButton::taken() const
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_modalities.size(); ++i)
        if (!m_leftOut.contains(m_modalities[i]))
            places.push_back(i);
    return places;
}

void ModalityButton::setLeftOut(std::set<std::string> names)
{
    m_leftOut = std::move(names);
    fill();
}

void ModalityButton::takeOnly(const std::string& name)
{
    m_leftOut.clear();
    for (const auto& other : m_modalities)
        if (other != name)
            m_leftOut.insert(other);
    fill();
    Q_EMIT changed();
}

void ModalityButton::fill()
{
    m_menu->clear();
    for (const auto& name : m_modalities) {
        auto* action = m_menu->addAction(toQt(name));
        action->setObjectName(m_name + QStringLiteral("Take.") + toQt(name));
        action->setCheckable(true);
        action->setChecked(!m_leftOut.contains(name));
        connect(action, &QAction::toggled, this, [this, name](bool isTaken) {
            if (isTaken)
                m_leftOut.erase(name);
            else
                m_leftOut.insert(name);
            showCount();
            Q_EMIT changed();
        });
    }
    showCount();
    setVisible(m_modalities.size() > 1);
}

void ModalityButton::showCount()
{
    setText(tr("Modalities: %1 of %2").arg(taken().size()).arg(m_modalities.size()));
}

} // namespace modalscope
