#include "widgets/plot/figure_toolbar.h"

#include "widgets/base/icon.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

namespace modalscope {

FigureToolbar::FigureToolbar(QWidget* parent)
    : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(1);
    m_fit = add(QStringLiteral("fit"), QStringLiteral("fit"), tr("Fit"), tr("Show everything"), Qt::Key_F);
    m_pin = add(QStringLiteral("pin"), QStringLiteral("pin"), tr("Pin"),
        tr("Keep a copy in a window of its own that no longer changes"), Qt::Key_P);
    m_data = add(QStringLiteral("data"), QStringLiteral("table"), tr("Data…"),
        tr("Every number that is drawn, as a table"), Qt::Key_D);
    m_copy = add(QStringLiteral("copy"), QStringLiteral("copy"), tr("Copy"), tr("Copy as PNG and SVG"),
        QKeySequence::Copy);
    m_export = add(QStringLiteral("export"), QStringLiteral("export"), tr("Export…"),
        tr("PDF, SVG, PNG or CSV at the width of a journal's column"), Qt::CTRL | Qt::Key_E);
}

QAction* FigureToolbar::add(const QString& name, const QString& iconName, const QString& text,
    const QString& help, const QKeySequence& keys)
{
    auto* action = new QAction(icon(iconName), text, parentWidget());
    action->setObjectName(name + QStringLiteral("Action"));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(QStringLiteral("%1 (%2)").arg(help, keys.toString(QKeySequence::NativeText)));
    parentWidget()->addAction(action);
    auto* button = new QToolButton(this);
    button->setObjectName(name + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setIconSize({16, 16});
    button->setAccessibleName(text);
    layout()->addWidget(button);
    return action;
}

} // namespace modalscope
