#include "app/pages/run_scope.h"

#include <QComboBox>
#include <QSignalBlocker>

namespace modalscope {

QComboBox* makeRunScope(const char* name, QWidget* parent)
{
    auto* scope = new QComboBox(parent);
    scope->setObjectName(QString::fromLatin1(name));
    scope->addItem(QComboBox::tr("one run"), false);
    scope->addItem(QComboBox::tr("selected seeds together"), true);
    scope->setToolTip(
        QComboBox::tr("One run, or the sum over all selected runs that differ from it in nothing "
                      "but the seed"));
    return scope;
}

void showScope(QComboBox& scope, int runs)
{
    const QSignalBlocker quiet(scope);
    scope.setItemText(1,
        runs > 1 ? QComboBox::tr("%1 selected seeds together").arg(runs)
                 : QComboBox::tr("selected seeds together"));
    scope.setEnabled(runs > 1);
}

bool isAllSeeds(const QComboBox& scope)
{
    return scope.isEnabled() && scope.currentData().toBool();
}

} // namespace modalscope
