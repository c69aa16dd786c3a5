#include "app/pages/config_diff_panel.h"

#include "widgets/base/text.h"
#include "widgets/tables/table_view.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostRuns = 8;

} // namespace

ConfigDiffPanel::ConfigDiffPanel(QWidget* parent)
    : QWidget(parent)
    , m_onlyDifferences(new QCheckBox(tr("Only differences"), this))
    , m_note(new QLabel(this))
    , m_table(new TableView(this))
{
    m_onlyDifferences->setObjectName(QStringLiteral("onlyDifferences"));
    m_onlyDifferences->setChecked(true);
    m_note->setObjectName(QStringLiteral("diffNote"));
    m_note->setProperty("caption", true);
    m_note->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("diffTable"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_onlyDifferences);
    row->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_table, 1);
    connect(m_onlyDifferences, &QCheckBox::toggled, this, &ConfigDiffPanel::fill);
    fill();
}

const std::vector<ConfigRow>& ConfigDiffPanel::rows() const
{
    return m_model->rows();
}

void ConfigDiffPanel::setRuns(const RunSnapshots& runs)
{
    m_selected = runs.size();
    m_runs.assign(runs.begin(), runs.begin() + std::ptrdiff_t(std::min(runs.size(), kMostRuns)));
    fill();
}

void ConfigDiffPanel::fill()
{
    using OptionColumn = TableColumn<ConfigRow>;
    const auto series = seriesOf(m_runs);
    const bool differencesOnly = m_onlyDifferences->isChecked() && m_runs.size() > 1;
    auto rows = differencesOnly ? configDiff(series) : configTable(series);
    std::vector<OptionColumn> columns{
        OptionColumn(tr("option"), [](const ConfigRow& row) { return toQt(row.path); })};
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const auto& run = m_runs[i]->run;
        columns.push_back(OptionColumn(
            QStringLiteral("%1 · s%2").arg(toQt(methodLabel(run.experiment.method))).arg(run.experiment.seed),
            [i](const ConfigRow& row) {
                return i < row.values.size() ? toQt(row.values[i]) : QString();
            }).explained(toQt(run.origin.id)));
    }
    auto* old = m_model;
    m_model = new Model(std::move(columns), this);
    m_model->setRows(std::move(rows));
    m_table->setModel(m_model);
    m_table->table()->resizeColumnsToContents();
    delete old;
    m_onlyDifferences->setEnabled(m_runs.size() > 1);
    if (m_runs.empty())
        m_note->setText(tr("Select runs above to see what they have in common and what not."));
    else if (m_runs.size() == 1)
        m_note->setText(tr("Every option of the selected run; select a second one to compare."));
    else if (m_model->rows().empty())
        m_note->setText(tr("The selected runs differ in nothing."));
    else if (m_selected > kMostRuns)
        m_note->setText(tr("The first %1 of %2 selected runs.").arg(kMostRuns).arg(m_selected));
    else
        m_note->setText(tr("%1 runs side by side.").arg(m_runs.size()));
}

} // namespace modalscope
