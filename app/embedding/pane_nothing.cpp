#include "app/embedding/pane_nothing.h"

#include "widgets/base/empty_state.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace modalscope {

PaneNothing::PaneNothing(QString name, QWidget* parent)
    : QWidget(parent)
    , m_name(std::move(name))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void PaneNothing::say(const QString& title, const QString& sentence, Offers offers)
{
    m_sentence = sentence;
    if (m_shown != nullptr) { // one of its buttons may be what was pressed
        m_shown->hide();
        m_shown->deleteLater();
    }
    m_shown = new EmptyState(QStringLiteral("embedding"), title, sentence, this);
    layout()->addWidget(m_shown);
    int i = 0;
    for (auto& [text, does] : offers)
        m_shown->addAction(text, std::move(does))->setObjectName(m_name + QStringLiteral("Offer%1").arg(i++));
    m_shown->show();
}

} // namespace modalscope
