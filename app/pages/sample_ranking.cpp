#include "app/pages/sample_ranking.h"

#include "app/pages/labelled_row.h"
#include "widgets/base/icon.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr int kLossColumn = 4, kGainColumn = 5;

QString shareText(double share, bool isDifference)
{
    if (std::isnan(share))
        return QStringLiteral("–");
    auto text = QString::number(100 * share, 'f', 1).replace(QLatin1Char('-'), QStringLiteral("−"));
    return isDifference && share > 0 ? QLatin1Char('+') + text : text;
}

/// Those without a value come last when the largest is first.
QVariant shareKey(double value)
{
    return std::isnan(value) ? std::numeric_limits<double>::lowest() : value;
}

} // namespace

SampleRanking::SampleRanking(QWidget* steps, QWidget* parent)
    : QWidget(parent)
    , m_model(new ColumnTableModel<Row>(columns(), this))
    , m_table(new TableView(this))
{
    m_table->setObjectName(QStringLiteral("segmentationSamples"));
    m_table->setModel(m_model);
    m_table->setSearchShown(false);
    m_table->table()->setSelectionMode(QAbstractItemView::SingleSelection);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_table);
    makeSteps(steps);
    connect(m_table->table()->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &SampleRanking::takeCurrent);
    connect(m_table->table()->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this] {
        if (m_filling)
            return;
        const QSignalBlocker quiet(m_order);
        m_order->setCurrentIndex(-1); // an order of its own
        sayPlace();
    });
    applyOrder();
}

std::vector<TableColumn<SampleRanking::Row>> SampleRanking::columns() const
{
    using ShareColumn = TableColumn<Row>;
    const auto share = [](const QString& title, auto value, bool isDifference) {
        return ShareColumn(title, [value, isDifference](const Row& row) {
            return shareText(value(row), isDifference);
        }).sortedBy([value](const Row& row) {
              return shareKey(value(row));
          }).alignedRight();
    };
    const auto miou = [&](const QString& title, Prediction which) {
        return share(
            title, [which](const Row& row) { return row.miou[std::size_t(which)]; }, false);
    };
    return {ShareColumn(tr("sample"), [](const Row& row) { return QString::number(row.sample); })
                .sortedBy([](const Row& row) { return qlonglong(row.sample); })
                .decorated([this](const Row& row) {
                    return m_inFigure.contains(row.sample) ? QVariant(icon(u"pin")) : QVariant();
                })
                .withToolTip([this](const Row& row) {
                    return m_inFigure.contains(row.sample) ? tr("in the figure") : QString();
                })
                .alignedRight(),
        miou(tr("complete"), Prediction::Complete).explained(tr("mIoU in percent with every modality")),
        miou(tr("missing"), Prediction::Missing)
            .explained(tr("mIoU in percent without the missing ones, network as it was trained")),
        miou(tr("adapted"), Prediction::Adapted)
            .explained(tr("mIoU in percent without the missing ones, with the adapters")),
        share(
            tr("loss"), [](const Row& row) { return row.loss; }, true)
            .explained(tr("complete less missing, in points")),
        share(
            tr("gain"), [](const Row& row) { return row.gain; }, true)
            .explained(tr("adapted less missing, in points"))};
}

void SampleRanking::makeSteps(QWidget* parent)
{
    m_order = new QComboBox(parent);
    m_order->setObjectName(QStringLiteral("segmentationOrder"));
    m_order->setPlaceholderText(tr("as the list"));
    m_order->addItem(tr("largest loss first"), QStringLiteral("loss"));
    m_order->addItem(tr("largest gain first"), QStringLiteral("gain"));
    m_order->addItem(tr("as in the dataset"), QStringLiteral("dataset"));
    m_order->setCurrentIndex(0);
    auto* row = labelledRow(parent, {{tr("Order"), m_order}});
    row->setContentsMargins(0, 0, 0, 0);
    const auto makeButton = [&](const char* name, QStringView iconName, const QString& help, Qt::Key key) {
        auto* button = new QToolButton(parent);
        const QKeySequence keys(QKeyCombination(Qt::AltModifier, key));
        button->setObjectName(QString::fromLatin1(name));
        button->setIcon(icon(iconName));
        button->setToolTip(tr("%1 (%2)").arg(help, keys.toString()));
        button->setAccessibleName(help);
        button->setShortcut(keys);
        button->setAutoRepeat(true);
        row->addWidget(button);
        return button;
    };
    m_previous
        = makeButton("segmentationPrevious", u"previous", tr("Previous sample in this order"), Qt::Key_Left);
    m_number = new QSpinBox(parent);
    m_number->setObjectName(QStringLiteral("segmentationNumber"));
    m_number->setAccessibleName(tr("Sample"));
    m_number->setToolTip(tr("Samples are numbered from 0, as in the file"));
    m_number->setKeyboardTracking(false);
    m_number->setMinimumWidth(80);
    m_number->setRange(0, 0);
    row->addWidget(m_number);
    m_next = makeButton("segmentationNext", u"next", tr("Next sample in this order"), Qt::Key_Right);
    m_place = new QLabel(parent);
    m_place->setObjectName(QStringLiteral("segmentationPlace"));
    m_place->setProperty("caption", true);
    row->addWidget(m_place);
    parent->setLayout(row);
    connect(m_order, &QComboBox::currentIndexChanged, this, &SampleRanking::applyOrder);
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_number, &QSpinBox::valueChanged, this, [this](int sample) { showSample(sample); });
}

std::vector<SampleRanking::Row> SampleRanking::rowsOf(const SegmentationResult& result)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto loss = result.loss(), gain = result.gain();
    std::vector<Row> rows;
    for (std::int64_t sample = 0; result.truth && sample < result.truth->maps.samples(); ++sample) {
        const auto at = std::size_t(sample);
        Row row{sample, {}, loss.empty() ? none : loss[at], gain.empty() ? none : gain[at]};
        for (const auto which : kPredictions) {
            const auto& maps = result.part(which).maps;
            row.miou[std::size_t(which)] = maps ? maps->scores.samples[at].miou() : none;
        }
        rows.push_back(row);
    }
    return rows;
}

void SampleRanking::setResult(std::shared_ptr<const SegmentationResult> result)
{
    const bool isSameSplit = m_result && result && m_result->request.dataset == result->request.dataset
        && m_result->request.split == result->request.split;
    m_result = std::move(result);
    m_filling = true;
    m_model->setRows(m_result ? rowsOf(*m_result) : std::vector<Row>());
    const auto* header = m_table->table()->horizontalHeader(); // rows that are all new are not sorted yet
    m_table->sortBy(header->sortIndicatorSection(), header->sortIndicatorOrder());
    const int count = m_model->rowCount();
    m_table->hideColumn(kLossColumn, !m_result || m_result->loss().empty());
    m_table->hideColumn(kGainColumn, !m_result || m_result->gain().empty());
    {
        const QSignalBlocker quiet(m_number);
        m_number->setRange(0, std::max(0, count - 1));
    }
    m_filling = false;
    const auto wanted = std::exchange(m_sample, -1);
    if (count == 0)
        return sayPlace();
    if (isSameSplit && wanted >= 0 && wanted < count)
        showSample(wanted);
    else
        m_table->table()->setCurrentIndex(m_table->table()->model()->index(0, 0));
}

void SampleRanking::showSample(std::int64_t sample)
{
    const auto* shown = m_table->table()->model();
    for (int row = 0; row < shown->rowCount(); ++row)
        if (const auto index = shown->index(row, 0); index.data(SortRole).toLongLong() == sample) {
            m_table->table()->setCurrentIndex(index);
            return;
        }
}

void SampleRanking::setInFigure(const std::vector<std::int64_t>& samples)
{
    m_inFigure = {samples.begin(), samples.end()};
    m_table->table()->viewport()->update();
}

void SampleRanking::step(int by)
{
    auto* table = m_table->table();
    const int row = table->currentIndex().row() + by;
    if (row >= 0 && row < table->model()->rowCount())
        table->setCurrentIndex(table->model()->index(row, 0));
}

void SampleRanking::takeCurrent()
{
    const int row = m_table->currentRow();
    if (m_filling || row < 0 || row >= m_model->rowCount())
        return;
    const auto before = std::exchange(m_sample, m_model->row(row).sample);
    {
        const QSignalBlocker quiet(m_number);
        m_number->setValue(int(m_sample));
    }
    sayPlace();
    if (before != m_sample)
        Q_EMIT sampleChosen(m_sample);
}

void SampleRanking::sayPlace()
{
    const int count = m_model->rowCount(), row = m_table->table()->currentIndex().row();
    m_place->setText(count == 0 ? QString() : tr("%1 of %2 in this order").arg(row + 1).arg(count));
    m_previous->setEnabled(count > 0 && row > 0);
    m_next->setEnabled(count > 0 && row + 1 < count);
    m_number->setEnabled(count > 0);
}

void SampleRanking::applyOrder()
{
    const auto order = this->order();
    m_filling = true;
    if (order == QStringLiteral("dataset"))
        m_table->sortBy(0, Qt::AscendingOrder);
    else if (!order.isEmpty())
        m_table->sortBy(order == QStringLiteral("gain") ? kGainColumn : kLossColumn, Qt::DescendingOrder);
    m_filling = false;
    sayPlace();
}

QString SampleRanking::order() const
{
    return m_order->currentData().toString();
}

void SampleRanking::setOrder(const QString& order)
{
    if (const int index = m_order->findData(order); index >= 0)
        m_order->setCurrentIndex(index);
}

} // namespace modalscope
