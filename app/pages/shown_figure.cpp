#include "app/pages/shown_figure.h"

#include "widgets/plot/figure_view.h"

#include <QAction>
#include <QApplication>

namespace modalscope {

QList<QAction*> shownFigureActions(const QWidget* page)
{
    if (page == nullptr)
        return {};
    const FigureView* shown = nullptr;
    for (const auto* view : page->findChildren<FigureView*>()) {
        if (!view->isVisible() || view->figure().panels.empty())
            continue;
        const auto* focused = QApplication::focusWidget();
        if (shown == nullptr || (focused != nullptr && (view == focused || view->isAncestorOf(focused))))
            shown = view;
    }
    return shown != nullptr ? shown->figureActions() : QList<QAction*>();
}

} // namespace modalscope
