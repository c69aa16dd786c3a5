#include "app/pages/column_chooser.h"

#include "app/pages/check_list.h"
#include "app/pages/run_columns.h"
#include "widgets/base/text.h"

#include <QMenu>
#include <QWidgetAction>

#include <algorithm>

namespace modalscope {
namespace {

bool isShownAtFirst(const ParallelColumn& column)
{
    return !column.isMetric
        || (column.path.starts_with("test/modalities/") && column.path.ends_with("/accuracy"));
}

} // namespace

ColumnChooser::ColumnChooser(QWidget* parent)
    : QToolButton(parent)
    , m_list(new CheckList)
{
    setText(tr("Columns"));
    setToolTip(tr("Which options and metrics parallel coordinates show"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    m_list->setObjectName(QStringLiteral("columnList"));
    m_list->setAccessibleName(tr("Columns"));
    m_list->setMinimumSize(280, 260);
    auto* menu = new QMenu(this);
    auto* whole = new QWidgetAction(menu);
    whole->setDefaultWidget(m_list);
    menu->addAction(whole);
    setMenu(menu);
    connect(m_list, &CheckList::changed, this, &ColumnChooser::changed);
}

void ColumnChooser::offer(const std::vector<ParallelColumn>& columns)
{
    m_columns = columns;
    auto hidden = m_list->hidden();
    std::vector<CheckItem> items;
    for (const auto& column : columns) {
        if (m_known.insert(column.path).second && !isShownAtFirst(column))
            hidden.insert(column.path);
        const auto text = column.isMetric ? metricTitle(column.path) : toQt(column.path);
        items.push_back({column.path, text, text, {}, false});
    }
    m_list->setItems(items);
    m_list->setHidden(std::move(hidden));
}

std::vector<ParallelColumn> ColumnChooser::chosen() const
{
    const auto ticked = m_list->checked();
    std::vector<ParallelColumn> columns;
    std::ranges::copy_if(m_columns, std::back_inserter(columns),
        [&](const ParallelColumn& column) { return std::ranges::find(ticked, column.path) != ticked.end(); });
    return columns;
}

} // namespace modalscope
