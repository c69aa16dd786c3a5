#include "app/checkpoint/diff_panel.h"

#include "app/checkpoint/checkpoint_comparison.h"
#include "app/checkpoint/tone_label.h"
#include "app/pages/progress_row.h"
#include "core/base/atomic_file.h"
#include "core/figure/branch_figures.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/search_field.h"
#include "widgets/base/text.h"
#include "widgets/tables/export_folder.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>

namespace modalscope {
namespace {

constexpr int kLeastLayerWidth = 260;

} // namespace

DiffPanel::DiffPanel(CheckpointComparison& comparison, QWidget* parent)
    : QWidget(parent)
    , m_comparison(comparison)
    , m_pages(new QStackedWidget(this))
    , m_nothing(new EmptyState(QStringLiteral("compare"), tr("Nothing to compare with"),
          tr("Open a second checkpoint, or drop it anywhere on the window, and choose it above under "
             "Compared with."),
          this))
    , m_title(new QLabel(this))
    , m_recognised(new QLabel(this))
    , m_problem(new ToneLabel(this))
    , m_search(new SearchField(tr("Search layers"), this))
    , m_equal(new QCheckBox(tr("Show equal ones"), this))
    , m_export(new QPushButton(icon(u"export"), tr("Export CSV…"), this))
    , m_view(new QTreeView(this))
    , m_model(new DiffModel(this))
    , m_progress(new ProgressRow(QStringLiteral("comparison"), this))
{
    m_title->setObjectName(QStringLiteral("diffSummary"));
    m_recognised->setObjectName(QStringLiteral("diffRecognised"));
    m_problem->setObjectName(QStringLiteral("diffProblem"));
    m_search->setObjectName(QStringLiteral("diffSearch"));
    m_equal->setObjectName(QStringLiteral("diffEqual"));
    m_export->setObjectName(QStringLiteral("exportDiff"));
    m_view->setObjectName(QStringLiteral("diffTable"));
    m_view->setAccessibleName(tr("Differences by tensor"));
    m_equal->setChecked(true);
    layOut();
    connect(m_search, &SearchField::searched, m_model, &DiffModel::setSearch);
    connect(m_equal, &QCheckBox::toggled, m_model, &DiffModel::setEqualShown);
    connect(m_export, &QPushButton::clicked, this, &DiffPanel::exportDiff);
    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (const auto tensor = m_model->diffAt(index.row()).second)
            Q_EMIT tensorActivated(int(*tensor));
    });
    connect(m_progress, &ProgressRow::cancelRequested, &m_comparison, &CheckpointComparison::cancel);
    connect(&m_comparison, &CheckpointComparison::progressed, m_progress, &ProgressRow::showProgress);
    connect(&m_comparison, &CheckpointComparison::failed, this, &DiffPanel::takeError);
    connect(&m_comparison, &CheckpointComparison::changed, this, [this] {
        m_isRefused = m_isRefused && m_comparison.isWorking();
        refresh();
    });
    refresh();
}

void DiffPanel::layOut()
{
    for (auto* label : {m_title, m_recognised}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto font = m_recognised->font();
    font.setBold(true);
    m_recognised->setFont(font);
    m_view->setModel(m_model);
    m_view->setRootIsDecorated(false);
    m_view->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    m_view->header()->resizeSection(DiffModel::Layer, kLeastLayerWidth);
    auto* inside = new QWidget(this);
    auto* row = new QHBoxLayout;
    row->addWidget(m_search, 1);
    row->addWidget(m_equal);
    row->addWidget(m_export);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(m_recognised);
    column->addWidget(m_title);
    column->addWidget(m_problem);
    column->addWidget(m_progress);
    column->addLayout(row);
    column->addWidget(m_view, 1);
    m_pages->addWidget(m_nothing);
    m_pages->addWidget(inside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_pages);
}

void DiffPanel::refresh()
{
    const bool hasPair = m_comparison.hasPair();
    m_pages->setCurrentIndex(hasPair ? 1 : 0);
    if (!hasPair)
        return m_model->setDiff(nullptr, nullptr, nullptr);
    const bool isNeeded = isVisible() && !m_comparison.diff() && !m_comparison.isWorking() && !m_isRefused;
    if (isNeeded)
        return m_comparison.want(); // says that it has changed
    const auto diff = m_comparison.diff();
    if (m_comparison.isWorking() && m_progress->isHidden())
        m_progress->begin(tr("Comparing"));
    else if (!m_comparison.isWorking())
        m_progress->end();
    if (!m_isRefused)
        m_problem->say({});
    m_model->setDiff(m_comparison.first(), m_comparison.second(), diff);
    m_title->setText(summary());
    m_recognised->setText(diff ? toQt(diff->recognised) : QString());
    m_recognised->setVisible(diff && !diff->recognised.empty());
    m_export->setEnabled(diff != nullptr);
}

QString DiffPanel::summary() const
{
    const auto between = tr("%1 compared with %2")
                             .arg(toQt(m_comparison.second()->title), toQt(m_comparison.first()->title));
    const auto diff = m_comparison.diff();
    if (!diff)
        return between + u'.';
    std::array<qlonglong, 8> counts{};
    for (const auto& one : diff->tensors)
        ++counts[std::size_t(one.change)];
    QStringList parts;
    for (const auto& choice : choices(TensorChange{}))
        if (counts[std::size_t(choice.value)] > 0)
            parts << QStringLiteral("%1: %2").arg(toQt(choice.label)).arg(counts[std::size_t(choice.value)]);
    return parts.isEmpty() ? tr("%1: neither has weights.").arg(between)
                           : tr("%1. Tensors: %2.").arg(between, parts.join(QStringLiteral(", ")));
}

void DiffPanel::takeError(const Error& error)
{
    m_isRefused = true;
    m_progress->end();
    m_problem->say(error.kind == ErrorKind::Cancelled
            ? tr("The comparison was cancelled; show another tab and this one again to compare.")
            : toQt(error.message),
        error.kind == ErrorKind::Cancelled ? ToneLabel::Tone::Plain : ToneLabel::Tone::Bad);
    if (error.kind != ErrorKind::Cancelled)
        Q_EMIT failed(error);
}

void DiffPanel::exportDiff()
{
    const auto diff = m_comparison.diff();
    if (!diff)
        return Q_EMIT said(tr("There is no comparison to export yet."));
    const auto path = FileDialog::saveFile(this, tr("Export the differences"),
        ExportFolder::placeFor(QStringLiteral("checkpoint-differences.csv")), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    ExportFolder::keepFolderOf(path);
    m_disk.add(
        [diff, first = m_comparison.first(), second = m_comparison.second(), file = fromQt(path)](
            const RunContext&) {
            return writeFileAtomically(file, tableCsv(diffTable(*diff, first->title, second->title)));
        },
        [this, path](const std::optional<Error>& error) {
            if (error)
                Q_EMIT failed(*error);
            else
                Q_EMIT said(tr("Written: %1").arg(path));
        });
}

void DiffPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_isRefused = false;
    refresh();
}

} // namespace modalscope
