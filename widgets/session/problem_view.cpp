#include "widgets/session/problem_view.h"

#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

#include <filesystem>

namespace modalscope {
namespace {

QIcon severityIcon(Problem::Severity severity)
{
    const auto colors = themeColors(QApplication::palette());
    return severity == Problem::Severity::Error ? icon(u"error", colors.danger)
                                                : icon(u"warning", colors.warning);
}

QString placeOf(const Session& session, const Problem& problem)
{
    if (const auto* run = session.run(problem.runId))
        return toQt(run->title());
    return problem.datasetPath.empty() ? QString()
                                       : toQt(std::filesystem::path(problem.datasetPath).filename().string());
}

} // namespace

ProblemView::ProblemView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_table(new TableView(this))
    , m_go(new QToolButton)
    , m_clear(new QToolButton)
{
    m_model = new ColumnTableModel<Problem>(
        {
            TableColumn<Problem>(tr("Time"),
                [](const Problem& problem) {
                    return QLocale().toString(
                        QDateTime::fromSecsSinceEpoch(problem.time).time(), QStringLiteral("HH:mm:ss"));
                })
                .sortedBy([](const Problem& problem) { return qlonglong(problem.time); }),
            TableColumn<Problem>(tr("Problem"), [](const Problem& problem) { return toQt(problem.text); })
                .decorated([](const Problem& problem) { return severityIcon(problem.severity); })
                .withToolTip([](const Problem& problem) { return toQt(problem.text); }),
            TableColumn<Problem>(
                tr("Where"), [&session](const Problem& problem) { return placeOf(session, problem); }),
        },
        this);
    m_model->setKey([](const Problem& problem) {
        return toQt(problem.runId + "\n" + problem.text + "\n" + std::to_string(problem.time));
    });
    m_table->setObjectName(QStringLiteral("problemTable"));
    m_table->setModel(m_model);
    m_table->setSearchShown(false);
    auto* header = m_table->table()->horizontalHeader();
    header->resizeSection(0, 76);
    header->resizeSection(1, 560);
    header->setStretchLastSection(true);

    m_go->setText(tr("Go there"));
    m_go->setToolTip(tr("Show the run or the dataset of this problem (Enter)"));
    m_go->setIcon(icon(u"next"));
    m_go->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_go->setObjectName(QStringLiteral("goToProblem"));
    m_clear->setText(tr("Clear"));
    m_clear->setIcon(icon(u"check"));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setObjectName(QStringLiteral("clearProblems"));

    auto* bar = new QHBoxLayout;
    bar->setSpacing(2);
    bar->addWidget(m_go);
    bar->addWidget(m_clear);
    bar->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_table);

    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<ProblemsChanged>(change))
            update();
    });
    connect(m_table, &TableView::rowActivated, this, &ProblemView::goThere);
    connect(m_table, &TableView::selectionChanged, this, [this] { m_go->setEnabled(selectedRow() >= 0); });
    connect(m_go, &QToolButton::clicked, this, [this] { goThere(selectedRow()); });
    connect(m_clear, &QToolButton::clicked, this, [this] { m_session.clearProblems(); });
    update();
}

void ProblemView::update()
{
    m_model->setRows(m_session.problems());
    m_go->setEnabled(selectedRow() >= 0);
    m_clear->setEnabled(count() > 0);
    Q_EMIT countChanged(count());
}

int ProblemView::selectedRow() const
{
    const auto rows = m_table->selectedRows();
    return rows.isEmpty() ? -1 : rows.last();
}

void ProblemView::goThere(int row)
{
    if (row >= 0 && row < count())
        m_session.goTo(m_model->row(row));
}

} // namespace modalscope
