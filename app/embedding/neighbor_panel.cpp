#include "app/embedding/neighbor_panel.h"

#include "app/embedding/sample_table_model.h"
#include "core/analysis/sample_columns.h"
#include "core/analysis/sample_places.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {

NeighborPanel::NeighborPanel(Session& session, QWidget* parent)
    : SamplePanel(session, parent)
    , m_title(new QLabel(this))
    , m_modality(new QComboBox(this))
    , m_metric(new QComboBox(this))
    , m_count(new QSpinBox(this))
    , m_select(new QPushButton(tr("Select these"), this))
    , m_model(new ColumnTableModel<Line>(
          {TableColumn<Line>(tr("nearest"), [](const Line& line) { return QString::number(line.rank); })
                  .sortedBy([](const Line& line) { return line.rank; })
                  .alignedRight(),
              TableColumn<Line>(tr("row"), [](const Line& line) { return QString::number(line.row); })
                  .sortedBy([](const Line& line) { return qlonglong(line.row); })
                  .alignedRight(),
              TableColumn<Line>(
                  tr("distance"), [](const Line& line) { return QString::number(line.distance, 'g', 4); })
                  .sortedBy([](const Line& line) { return line.distance; })
                  .alignedRight(),
              TableColumn<Line>(tr("class"), [](const Line& line) { return line.truth; }),
              TableColumn<Line>(tr("prediction"), [](const Line& line) { return line.predicted; })},
          this))
    , m_table(new TableView(this))
    , m_work(&NeighborPanel::find, [this](const Made& made) { take(made); })
{
    m_title->setObjectName(QStringLiteral("neighborsTitle"));
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_table->setObjectName(QStringLiteral("neighborTable"));
    m_table->setSearchShown(false);
    m_table->setModel(m_model);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    auto* controls = new FlowLayout;
    controls->setSpacing(6);
    for (auto* widget : std::initializer_list<QWidget*>{m_modality, m_metric, m_count, m_select})
        controls->addWidget(widget);
    layout->addLayout(controls);
    layout->addWidget(m_title);
    layout->addWidget(m_table, 1);
    makeControls();
    connect(m_table->table(), &QAbstractItemView::clicked, this, [this] {
        if (const int row = m_table->currentRow(); row >= 0)
            goTo(m_model->row(row).row);
    });
    connect(m_table, &TableView::rowActivated, this, [this](int row) { goTo(m_model->row(row).row); });
}

NeighborPanel::~NeighborPanel() = default;

void NeighborPanel::makeControls()
{
    m_modality->setObjectName(QStringLiteral("neighborsModality"));
    m_modality->setAccessibleName(tr("Features"));
    m_modality->setToolTip(tr("The features in which distances are measured"));
    m_metric->setObjectName(QStringLiteral("neighborsMetric"));
    m_metric->setAccessibleName(tr("Metric"));
    m_metric->addItem(tr("Euclidean"), int(Metric::Euclidean));
    m_metric->addItem(tr("cosine"), int(Metric::Cosine));
    m_count->setObjectName(QStringLiteral("neighborsCount"));
    m_count->setAccessibleName(tr("Number of neighbours"));
    m_count->setRange(1, 500);
    m_count->setValue(15);
    m_count->setSuffix(tr(" nearest"));
    m_select->setObjectName(QStringLiteral("neighborsSelect"));
    m_select->setToolTip(tr("Selects the sample and these neighbours"));
    for (auto* choice : {m_modality, m_metric})
        connect(choice, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_isFilling)
                refreshSoon();
        });
    connect(m_count, &QSpinBox::valueChanged, this, [this] { refreshSoon(); });
    connect(m_select, &QPushButton::clicked, this, &NeighborPanel::selectAll);
}

void NeighborPanel::offerModalities()
{
    const auto names = samples() ? samples()->features.names : std::vector<std::string>();
    if (names == m_offered && m_modality->count() > 0)
        return;
    m_offered = names;
    m_isFilling = true;
    const auto before = m_modality->currentData().toString();
    m_modality->clear();
    if (names.size() != 1)
        m_modality->addItem(tr("all modalities side by side"), QString());
    for (const auto& name : names)
        m_modality->addItem(toQt(name), toQt(name));
    m_modality->setCurrentIndex(std::max(0, m_modality->findData(before)));
    m_isFilling = false;
}

void NeighborPanel::refresh()
{
    offerModalities();
    const auto row = currentRow();
    Request request{.samples = samples(), .wanted = {}};
    request.wanted.sample = samples() ? placeOfRow(samples()->features.rows, row) : -1;
    request.wanted.modality = fromQt(m_modality->currentData().toString());
    request.wanted.metric = Metric(m_metric->currentData().toInt());
    request.wanted.k = m_count->value();
    m_work.request(std::move(request));
}

NeighborPanel::Made NeighborPanel::find(const Request& request)
{
    Made made{.samples = request.samples, .sample = request.wanted.sample, .neighbors = {}, .problem = {}};
    if (!request.samples || request.wanted.sample < 0)
        return made;
    auto found = nearestSamples(request.samples->features, request.wanted);
    if (found)
        made.neighbors = std::move(found).value();
    else
        made.problem = found.error().message;
    return made;
}

void NeighborPanel::take(const Made& made)
{
    if (made.samples != samples())
        return; // others are shown by now
    std::vector<Line> lines;
    m_listedRow
        = made.samples && made.sample >= 0 ? made.samples->features.rows[std::size_t(made.sample)] : -1;
    if (made.samples) {
        const auto* truth = findColumn(made.samples->columns, "class");
        const auto* predicted = findColumn(made.samples->columns, "prediction");
        for (const auto& neighbor : made.neighbors) {
            const auto place = std::size_t(neighbor.sample);
            lines.push_back({int(lines.size()) + 1, made.samples->features.rows[place], neighbor.distance,
                truth != nullptr ? sampleText(*truth, place) : QString(),
                predicted != nullptr ? sampleText(*predicted, place) : QString()});
        }
    }
    m_title->setText(m_listedRow < 0 ? tr("Click a point or a row of the table to see what lies near it.")
            : !made.problem.empty()  ? toQt(made.problem)
                                     : tr("Nearest to row %1, in the features themselves").arg(m_listedRow));
    m_select->setEnabled(!lines.empty());
    m_model->setRows(std::move(lines));
    Q_EMIT listed();
}

void NeighborPanel::selectAll()
{
    if (!samples() || m_listedRow < 0)
        return;
    SelectionMask chosen(samples()->features.rows.size());
    const auto add = [&](std::int64_t row) {
        if (const auto place = placeOfRow(samples()->features.rows, row); place >= 0)
            chosen.add(std::size_t(place));
    };
    add(m_listedRow);
    for (const auto& line : m_model->rows())
        add(line.row);
    session().selectSamples({samples()->dataset, samples()->split,
        std::make_shared<const SelectionMask>(selectedRows(chosen, samples()->features))});
}

} // namespace modalscope
