#include "app/checkpoint/tensor_list_panel.h"

#include "app/checkpoint/checked_values.h"
#include "app/checkpoint/long_work.h"
#include "app/checkpoint/tone_label.h"
#include "app/pages/progress_row.h"
#include "core/base/text.h"
#include "widgets/base/icon.h"
#include "widgets/base/search_field.h"
#include "widgets/base/text.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

constexpr int kLeastNameWidth = 190;

} // namespace

TensorListPanel::TensorListPanel(QWidget* parent)
    : QWidget(parent)
    , m_search(new SearchField(tr("Search names, shapes, types, parts"), this))
    , m_list(new QCheckBox(tr("List"), this))
    , m_check(new QPushButton(icon(u"check"), tr("Check all values"), this))
    , m_view(new QTreeView(this))
    , m_model(new TensorTreeModel(this))
    , m_checked(new ToneLabel(this))
    , m_totals(new QLabel(this))
    , m_progress(new ProgressRow(QStringLiteral("checkpointCheck"), this))
    , m_work(new LongWork(this))
{
    m_search->setObjectName(QStringLiteral("tensorSearch"));
    m_list->setObjectName(QStringLiteral("tensorList"));
    m_list->setToolTip(tr("Whole names in a list that sorts, instead of a tree"));
    m_check->setObjectName(QStringLiteral("checkValues"));
    m_check->setToolTip(tr("Reads every tensor and looks for NaN and infinite values"));
    m_view->setObjectName(QStringLiteral("tensorTree"));
    m_view->setAccessibleName(tr("Tensors"));
    m_checked->setObjectName(QStringLiteral("checkedValues"));
    m_totals->setObjectName(QStringLiteral("tensorTotals"));
    m_totals->setWordWrap(true);
    m_totals->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_totals->setProperty("caption", true);
    layOut();
    connectParts();
}

void TensorListPanel::layOut()
{
    m_view->setModel(m_model);
    m_view->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_view->setUniformRowHeights(true); // else all 20,000 rows would be measured
    m_view->setAlternatingRowColors(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSortingEnabled(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* header = m_view->header();
    header->setStretchLastSection(false);
    header->setSortIndicator(-1, Qt::AscendingOrder); // lists begin in the order of the file
    header->resizeSection(TensorTreeModel::Name, kLeastNameWidth);
    const QFontMetrics metrics(m_view->font());
    for (const auto& [column, text] : {std::pair(TensorTreeModel::Shape, "[512, 512, 3, 3]"),
             std::pair(TensorTreeModel::Type, "bfloat16 "), std::pair(TensorTreeModel::Bytes, "999.9 MB "),
             std::pair(TensorTreeModel::Part, "optimiser "), std::pair(TensorTreeModel::Norm, "1.234×10⁻¹⁰"),
             std::pair(TensorTreeModel::NotFinite, "123456 NaN, 1 infinite")})
        header->resizeSection(column, metrics.horizontalAdvance(QString::fromUtf8(text)) + 14);
    for (const int column : {TensorTreeModel::Norm, TensorTreeModel::NotFinite})
        m_view->setColumnHidden(column, true);
    auto* row = new QHBoxLayout;
    row->addWidget(m_search, 1);
    row->addWidget(m_list);
    row->addWidget(m_check);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(5);
    layout->addLayout(row);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_checked);
    layout->addWidget(m_totals);
}

void TensorListPanel::connectParts()
{
    connect(m_view->header(), &QHeaderView::sectionResized, this, [this](int column) {
        if (!m_isFitting && column == TensorTreeModel::Name && m_view->isVisible())
            m_isNameMoved = true;
    });
    connect(m_search, &SearchField::searched, this, &TensorListPanel::search);
    connect(m_list, &QCheckBox::toggled, this, &TensorListPanel::setList);
    connect(m_check, &QPushButton::clicked, this, &TensorListPanel::checkValues);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        const int tensor = chosen();
        if (tensor != std::exchange(m_told, tensor))
            Q_EMIT tensorChosen(tensor);
    });
    auto* copy = new QAction(tr("Copy the name"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_view->addAction(copy);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, [this] {
        if (const int tensor = chosen(); tensor >= 0)
            QGuiApplication::clipboard()->setText(
                toQt(m_loaded->checkpoint.tensors[std::size_t(tensor)].name));
    });
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &LongWork::cancel);
    connect(m_work, &LongWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_work, &LongWork::failed, this, [this](const Error& error) {
        m_progress->end();
        m_check->setEnabled(true);
        Q_EMIT failed(error);
    });
}

int TensorListPanel::chosen() const
{
    return m_model->tensorAt(m_view->currentIndex());
}

void TensorListPanel::keepChosen(int tensor)
{
    const auto index = m_model->indexOf(tensor);
    if (!index.isValid())
        return;
    m_told = tensor;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void TensorListPanel::setCheckpoint(CheckpointPtr loaded)
{
    if (loaded == m_loaded)
        return;
    m_work->drop();
    m_progress->end();
    m_checked->say({});
    m_told = -1;
    // The same network again, such as another epoch: what was looked at stays chosen.
    const int before = chosen();
    if (before >= 0)
        m_wanted = m_loaded->checkpoint.tensors[std::size_t(before)].name;
    m_loaded = std::move(loaded);
    m_model->setCheckpoint(m_loaded);
    for (const int column : {TensorTreeModel::Norm, TensorTreeModel::NotFinite})
        m_view->setColumnHidden(column, true);
    m_check->setEnabled(m_loaded && !m_loaded->checkpoint.tensors.empty());
    showRest();
    if (!m_loaded)
        return Q_EMIT tensorChosen(-1);
    int next = -1;
    const auto& tensors = m_loaded->checkpoint.tensors;
    for (int tensor = 0; next < 0 && !m_wanted.empty() && tensor < int(tensors.size()); ++tensor)
        if (tensors[std::size_t(tensor)].name == m_wanted)
            next = tensor;
    if (next < 0 && m_model->rowCount() == 1)
        m_view->expand(m_model->index(0, 0));
    keepChosen(next);
    Q_EMIT tensorChosen(chosen());
}

void TensorListPanel::chooseTensor(int tensor)
{
    if (!m_model->indexOf(tensor).isValid()) {
        m_search->clear();
        search({});
    }
    m_view->setCurrentIndex(m_model->indexOf(tensor));
    m_view->scrollTo(m_view->currentIndex());
}

void TensorListPanel::search(const QString& text)
{
    const int before = chosen();
    m_model->setSearch(text);
    m_view->setRootIsDecorated(!m_model->isFlat());
    m_view->setSortingEnabled(m_model->isFlat());
    keepChosen(before);
    showRest();
}

void TensorListPanel::setList(bool isList)
{
    const int before = chosen();
    m_model->setList(isList);
    m_view->setRootIsDecorated(!m_model->isFlat());
    m_view->setSortingEnabled(m_model->isFlat());
    keepChosen(before);
}

void TensorListPanel::showRest()
{
    if (!m_loaded)
        return m_totals->clear();
    QStringList parts;
    for (const auto& choice : choices(CheckpointPart{})) {
        const auto& total = m_loaded->totals[std::size_t(choice.value)];
        if (total.tensors > 0)
            parts << tr("%1: %2, %3, %4")
                         .arg(toQt(choice.label), counted(total.tensors, tr("tensor"), tr("tensors")),
                             counted(total.values, tr("value"), tr("values")),
                             toQt(sizeText(double(total.bytes))));
    }
    auto text = parts.isEmpty() ? tr("This file holds no tensors.") : parts.join(QStringLiteral("  ·  "));
    if (!m_search->text().isEmpty())
        text = tr("%1 found  ·  ").arg(counted(m_model->shownTensors(), tr("tensor"), tr("tensors"))) + text;
    m_totals->setText(text);
}

void TensorListPanel::checkValues()
{
    if (!m_loaded)
        return;
    m_check->setEnabled(false);
    m_progress->begin(tr("Checking"));
    m_work->start<CheckedValues>(
        [loaded = m_loaded](const RunContext& context) { return checkValuesOf(*loaded, context); },
        [this](CheckedValues all) { takeChecked(std::move(all)); });
}

void TensorListPanel::takeChecked(CheckedValues summaries)
{
    m_progress->end();
    m_check->setEnabled(true);
    std::int64_t nan = 0, infinite = 0, tensors = 0, unknown = 0;
    for (const auto& summary : summaries) {
        unknown += summary ? 0 : 1;
        nan += summary ? summary->nan : 0;
        infinite += summary ? summary->infinite : 0;
        tensors += summary && summary->nan + summary->infinite > 0 ? 1 : 0;
    }
    const int before = chosen();
    m_model->setSummaries(std::move(summaries));
    keepChosen(before);
    for (const int column : {TensorTreeModel::Norm, TensorTreeModel::NotFinite})
        m_view->setColumnHidden(column, false);
    m_view->viewport()->update();
    auto text = tensors == 0 ? tr("All values are finite.")
                             : tr("Not finite: %1 NaN and %2 infinite values in %3.")
                                   .arg(nan)
                                   .arg(infinite)
                                   .arg(counted(tensors, tr("tensor"), tr("tensors")));
    if (unknown > 0)
        text += tr(" %1 of a type without statistics were not checked.")
                    .arg(counted(unknown, tr("tensor"), tr("tensors")));
    m_checked->say(text, tensors == 0 ? ToneLabel::Tone::Good : ToneLabel::Tone::Bad);
}

/// Names take the room that the other columns leave, until somebody moves a border.
void TensorListPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_isNameMoved)
        return;
    auto* header = m_view->header();
    int others = 0;
    for (int column = 1; column < TensorTreeModel::ColumnCount; ++column)
        others += header->isSectionHidden(column) ? 0 : header->sectionSize(column);
    m_isFitting = true;
    header->resizeSection(
        TensorTreeModel::Name, std::max(kLeastNameWidth, m_view->viewport()->width() - others));
    m_isFitting = false;
}

QJsonObject TensorListPanel::saveState() const
{
    const int tensor = chosen();
    return {{QStringLiteral("list"), m_list->isChecked()},
        {QStringLiteral("tensor"),
            tensor < 0 ? toQt(m_wanted) : toQt(m_loaded->checkpoint.tensors[std::size_t(tensor)].name)},
        {QStringLiteral("columns"),
            m_isNameMoved ? QString::fromLatin1(m_view->header()->saveState().toBase64()) : QString()}};
}

void TensorListPanel::restoreState(const QJsonObject& state)
{
    m_list->setChecked(state.value(QStringLiteral("list")).toBool());
    m_wanted = fromQt(state.value(QStringLiteral("tensor")).toString());
    const auto columns = state.value(QStringLiteral("columns")).toString();
    if (!columns.isEmpty())
        m_isNameMoved = m_view->header()->restoreState(QByteArray::fromBase64(columns.toLatin1()));
    for (const int column : {TensorTreeModel::Norm, TensorTreeModel::NotFinite})
        m_view->setColumnHidden(column, !m_model->hasSummaries());
}

} // namespace modalscope
