#include "app/actions/named_action.h"

#include "widgets/base/icon.h"

namespace modalscope {

QAction* addNamed(QMenu& menu, const char* name, QStringView iconName, const QString& text,
    const QKeySequence& keys, std::function<void()> does)
{
    auto* action = menu.addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(keys);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    QObject::connect(action, &QAction::triggered, action, [does = std::move(does)] { does(); });
    return action;
}

} // namespace modalscope
