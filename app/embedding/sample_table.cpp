#include "app/embedding/sample_table.h"

#include "widgets/base/text.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

constexpr int kRowsThatSetSampleWidths = 40;
constexpr int kMostCopied = 10'000; // rows; whoever wants more exports them

} // namespace

SampleTable::SampleTable(Session& session, QWidget* parent)
    : SamplePanel(session, parent)
    , m_which(new QComboBox(this))
    , m_count(new QLabel(this))
    , m_table(new QTableView(this))
    , m_model(new SampleTableModel(this))
    , m_work([sorter = std::make_shared<SampleSorter>()](
                 const SampleOrderRequest& request) { return sorter->order(request); },
          [this](const SampleOrder& order) { takeOrder(order); })
{
    m_which->setObjectName(QStringLiteral("samplesWhich"));
    m_which->setAccessibleName(tr("Samples in the table"));
    m_which->addItem(tr("selected samples"), true);
    m_which->addItem(tr("all samples"), false);
    m_count->setObjectName(QStringLiteral("samplesCount"));
    m_count->setProperty("caption", true);
    m_table->setObjectName(QStringLiteral("sampleTable"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 9);
    auto* header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setResizeContentsPrecision(kRowsThatSetSampleWidths);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_which);
    top->addWidget(m_count, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    auto* copy = new QAction(tr("Copy"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(copy);
    connect(copy, &QAction::triggered, this, &SampleTable::copyRows);
    connect(m_which, &QComboBox::currentIndexChanged, this, [this] { refreshSoon(); });
    connect(m_model, &SampleTableModel::sortRequested, this, [this](int column, bool isDescending) {
        m_column = column;
        m_isDescending = isDescending;
        refreshSoon();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& index) {
            if (!m_isMarking && index.isValid())
                goTo(m_model->sampleRow(index.row()));
        });
}

SampleTable::~SampleTable() = default;

void SampleTable::refresh()
{
    const bool onlySelected = m_which->currentData().toBool();
    SampleOrderRequest wanted{.samples = samples(),
        .selection = onlySelected ? selection() : nullptr,
        .column = m_column,
        .isDescending = m_isDescending};
    if (onlySelected && !wanted.selection && samples())
        wanted.selection = std::make_shared<SelectionMask>(); // nothing is selected
    const bool isSame = wanted.samples == m_asked.samples && wanted.column == m_asked.column
        && wanted.isDescending == m_asked.isDescending
        && (wanted.selection == m_asked.selection
            || (wanted.selection && m_asked.selection && wanted.selection->size() == 0
                && m_asked.selection->size() == 0));
    if (isSame) {
        markCurrent();
        return;
    }
    m_asked = wanted;
    m_work.request(std::move(wanted));
}

void SampleTable::takeOrder(const SampleOrder& order)
{
    if (order.samples != samples())
        return; // others are shown by now; their order follows
    const bool hasOtherColumns = order.samples != m_model->shown().samples;
    m_isMarking = true;
    m_model->setOrder(order);
    m_isMarking = false;
    if (hasOtherColumns)
        m_table->resizeColumnsToContents();
    const auto shown = qlonglong(order.places.size());
    const auto all = order.samples ? qlonglong(order.samples->features.samples()) : 0;
    m_count->setText(shown == 0 && all > 0
            ? tr("Nothing is selected: draw around points, or search above.")
            : tr("%1 of %2").arg(QLocale().toString(shown), QLocale().toString(all)));
    markCurrent();
    Q_EMIT listed();
}

void SampleTable::markCurrent()
{
    const int row = m_model->tableRowOf(currentRow());
    if (row < 0 || row == m_table->currentIndex().row())
        return;
    const bool before = std::exchange(m_isMarking, true);
    m_table->setCurrentIndex(m_model->index(row, 0));
    m_isMarking = before;
}

void SampleTable::copyRows()
{
    auto chosen = m_table->selectionModel()->selectedRows();
    std::ranges::sort(chosen, {}, &QModelIndex::row);
    QStringList lines, cells;
    for (int column = 0; column < m_model->columnCount(); ++column)
        cells << m_model->headerData(column, Qt::Horizontal).toString();
    lines << cells.join(u'\t');
    for (const auto& index : chosen.first(std::min<qsizetype>(chosen.size(), kMostCopied))) {
        cells.clear();
        for (int column = 0; column < m_model->columnCount(); ++column)
            cells << index.siblingAtColumn(column).data().toString();
        lines << cells.join(u'\t');
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n') + u'\n');
}

} // namespace modalscope
