#include "app/pages/run_table_panel.h"

#include "app/pages/run_count.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QEvent>
#include <QLabel>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kWidestDifference = 260; // pixels; the rest is in the tool tip

} // namespace

RunTablePanel::RunTablePanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_names(RunNames::of(session))
    , m_table(new TableView(this))
    , m_count(new QLabel(this))
    , m_timer(new QTimer(this))
{
    m_table->setObjectName(QStringLiteral("compareTable"));
    m_count->setObjectName(QStringLiteral("compareCount"));
    m_count->setProperty("caption", true);
    m_count->setWordWrap(true);
    m_timer->setSingleShot(true);
    m_timer->setInterval(100);
    connect(m_timer, &QTimer::timeout, this, &RunTablePanel::showChanges);
    connect(&m_names, &RunNames::changed, this, &RunTablePanel::showDifferences);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_count);
    connect(m_table, &TableView::selectionChanged, this, [this] {
        if (m_selecting)
            return;
        std::vector<std::string> ids;
        for (const int row : m_table->selectedRows())
            ids.push_back(m_model->row(row).id);
        m_selecting = true;
        m_session.selectRuns(ids);
        m_selecting = false;
    });
    refresh();
}

bool RunTablePanel::hasNewMetrics() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [this](const RunRow& row) {
        if (row.metrics.isNull() || m_lists.contains(row.metrics.sharedPaths()))
            return false; // thousands of runs share a few lists
        const auto paths = row.metrics.paths();
        return std::any_of(paths.begin(), paths.end(), [this](const auto& path) {
            return std::find(m_paths.begin(), m_paths.end(), path) == m_paths.end();
        });
    });
}

void RunTablePanel::makeModel()
{
    std::set<std::string> known;
    m_lists.clear();
    for (const auto& row : m_rows)
        if (!row.metrics.isNull() && m_lists.insert(row.metrics.sharedPaths()).second)
            for (const auto& path : row.metrics.paths())
                known.insert(path);
    m_paths.assign(known.begin(), known.end());
    std::stable_partition(m_paths.begin(), m_paths.end(), isUsualMetric);
    std::stable_partition(
        m_paths.begin(), m_paths.end(), [](const auto& path) { return path == "test/fused/accuracy"; });
    auto* old = m_model;
    m_model = new Model(runColumns(m_paths, isDark(palette())), this);
    m_model->setKey([](const RunRow& row) { return toQt(row.id); });
    m_model->setRows(m_rows);
    m_selecting = true; // a new model forgets the selection
    QList<int> hidden;
    for (std::size_t i = 0; i < m_paths.size(); ++i)
        if (!isUsualMetric(m_paths[i]))
            hidden << runColumnsBeforeMetrics() + int(i);
    m_table->setModel(m_model, hidden);
    narrowDifferences();
    m_selecting = false;
    delete old;
}

void RunTablePanel::narrowDifferences()
{
    m_table->table()->resizeColumnToContents(kDifferenceColumn);
    if (m_table->table()->columnWidth(kDifferenceColumn) > kWidestDifference)
        m_table->table()->setColumnWidth(kDifferenceColumn, kWidestDifference);
}

void RunTablePanel::showDifferences()
{
    refresh();
    narrowDifferences();
}

void RunTablePanel::refresh()
{
    m_rows.clear();
    m_stale.clear();
    for (const auto& entry : m_session.runs())
        m_rows.push_back(runRow(entry, m_names));
    if (m_model == nullptr || hasNewMetrics())
        makeModel();
    else
        m_model->setRows(m_rows);
    m_count->setText(tr("%1. A click on a title sorts, a right click on it chooses columns.")
                         .arg(runCount(qsizetype(m_rows.size()))));
    showSelection();
}

void RunTablePanel::refreshRun(const std::string& id)
{
    m_stale.insert(id);
    if (!m_timer->isActive())
        m_timer->start();
}

void RunTablePanel::showChanges()
{
    for (const auto& id : m_stale) {
        const auto* entry = m_session.run(id);
        const auto place
            = std::find_if(m_rows.begin(), m_rows.end(), [&](const RunRow& row) { return row.id == id; });
        if (entry == nullptr || place == m_rows.end())
            return refresh();
        *place = runRow(*entry, m_names);
    }
    m_stale.clear();
    if (hasNewMetrics())
        makeModel();
    else
        m_model->setRows(m_rows);
}

void RunTablePanel::showSelection()
{
    if (m_selecting)
        return;
    QList<int> rows;
    for (const auto& id : m_session.selectedRuns()) {
        const auto place
            = std::find_if(m_rows.begin(), m_rows.end(), [&](const RunRow& row) { return row.id == id; });
        if (place != m_rows.end())
            rows << int(place - m_rows.begin());
    }
    m_selecting = true;
    m_table->selectRows(rows);
    m_selecting = false;
}

void RunTablePanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && m_model != nullptr)
        makeModel(); // its swatches follow the theme
    QWidget::changeEvent(event);
}

} // namespace modalscope
