#include "app/pages/placement_panel.h"

#include "app/pages/form_label.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/placement_model.h"
#include "core/base/text.h"
#include "core/config/json_options.h"
#include "widgets/base/text.h"
#include "widgets/tables/table_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace modalscope {
namespace {

PlacementMade makePlacement(const PlacementRequest& request)
{
    PlacementMade made{{}, request.leaveOut, request.adapt.options.adapter.kind, {}};
    const auto engine = request.engine();
    const auto placement
        = engine ? engine.value()->placement(request.adapt) : Result<AdapterPlacement>(engine.error());
    if (placement)
        made.placement = placement.value();
    else
        made.problem = placement.error().message;
    return made;
}

} // namespace

PlacementPanel::PlacementPanel(QWidget* parent)
    : QWidget(parent)
    , m_set(new QComboBox(this))
    , m_kinds(new QComboBox(this))
    , m_sum(sentenceLabel({}, this))
    , m_model(new PlacementModel(this))
    , m_table(new TableView(this))
    , m_open(new QPushButton(tr("Open the dataset"), this))
    , m_on(new QPushButton(tr("Tick selected"), this))
    , m_off(new QPushButton(tr("Untick selected"), this))
    , m_work(makePlacement, [this](const PlacementMade& made) { showMade(made); })
{
    m_set->setObjectName(QStringLiteral("placementSet"));
    m_kinds->setObjectName(QStringLiteral("placementKind"));
    m_sum->setObjectName(QStringLiteral("placementSum"));
    m_table->setObjectName(QStringLiteral("placementTable"));
    m_open->setObjectName(QStringLiteral("placementOpen"));
    m_open->hide();
    m_on->setObjectName(QStringLiteral("placementOn"));
    m_off->setObjectName(QStringLiteral("placementOff"));
    m_table->setModel(m_model);
    m_table->table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* top = new QWidget(this);
    flowLabelledChoices(top, {{tr("Available"), m_set}, {tr("Option"), m_kinds}});
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_sum, 1);
    buttons->addWidget(m_open);
    buttons->addWidget(m_on);
    buttons->addWidget(m_off);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(top);
    layout->addLayout(buttons);
    layout->addWidget(m_table, 1);
    for (auto* box : {m_set, m_kinds})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                ask();
        });
    connect(m_model, &PlacementModel::edited, this, [this] {
        Q_EMIT leaveOutChanged(m_model->leaveOut());
        sum();
    });
    connect(m_open, &QPushButton::clicked, this, &PlacementPanel::openRequested);
    connect(m_on, &QPushButton::clicked, this, [this] { tickSelected(true); });
    connect(m_off, &QPushButton::clicked, this, [this] { tickSelected(false); });
}

PlacementPanel::~PlacementPanel() = default;

void PlacementPanel::offer(
    const std::vector<std::vector<std::string>>& sets, const std::vector<AdapterKind>& kinds)
{
    std::vector<std::pair<std::string, std::string>> names, labels;
    for (const auto& set : sets)
        names.emplace_back(joinText(set, "+"), joinText(set, " + "));
    for (const auto kind : kinds)
        labels.emplace_back(toText(kind), labelOf(kind));
    m_filling = true;
    offerChoices(*m_set, names);
    offerChoices(*m_kinds, labels);
    m_filling = false;
}

void PlacementPanel::setRequest(EngineLoader engine, AdaptRequest request, const std::string& problem)
{
    auto leaveOut = std::exchange(request.options.adapter.leaveOut, {});
    const bool isOther = leaveOut != m_wanted.leaveOut;
    m_wanted = {std::move(engine), std::move(request), std::move(leaveOut)};
    m_problem = problem;
    if (isOther && m_model->leaveOut() != m_wanted.leaveOut) {
        m_model->setLeaveOut(m_wanted.leaveOut);
        sum();
    }
    ask();
}

void PlacementPanel::setCanOpen(bool can)
{
    m_open->setVisible(can);
}

void PlacementPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

/// Another placement when it is one and somebody sees it.
void PlacementPanel::ask()
{
    if (!isVisible())
        return;
    auto wanted = m_wanted;
    auto& options = wanted.adapt.options;
    const auto kind = fromText<AdapterKind>(fromQt(m_kinds->currentData().toString()));
    const bool canAsk = m_problem.empty() && m_set->count() > 0 && kind && wanted.adapt.dataset;
    if (!canAsk) {
        m_asked.clear();
        return showMade({{}, {}, AdapterKind::Ssf,
            m_problem.empty() ? "Tick modalities that may be missing, and an option." : m_problem});
    }
    options.present = splitText(fromQt(m_set->currentData().toString()), '+');
    options.adapter.kind = *kind;
    const auto asked = wanted.adapt.folder.string() + toText(options.input) + joinText(options.present, "+")
        + toJson(options.adapter).dump();
    if (std::exchange(m_asked, asked) == asked)
        return;
    m_sum->setText(tr("Reading the layers of the network."));
    m_work.request(std::move(wanted));
}

void PlacementPanel::showMade(const PlacementMade& made)
{
    m_kind = made.kind;
    m_model->setPlacement(made.placement, m_wanted.leaveOut);
    m_table->table()->resizeColumnsToContents();
    const bool hasLayers = !made.placement.layers.empty();
    m_table->setVisible(hasLayers);
    m_on->setVisible(hasLayers);
    m_off->setVisible(hasLayers);
    if (made.problem.empty())
        sum();
    else
        m_sum->setText(toQt(made.problem));
}

void PlacementPanel::sum()
{
    const auto& placement = m_model->placement();
    if (placement.layers.empty())
        return;
    const bool isWhole = m_kind == AdapterKind::Full;
    const auto learned = isWhole ? placement.total : m_model->learned();
    const auto number = [](std::int64_t value) { return QLocale().toString(qlonglong(value)); };
    m_sum->setText(tr("%1 of %2 parameters are learned (%3 %), in %4 of %5 layers.")
                       .arg(number(learned), number(placement.total),
                           QString::number(100.0 * double(learned) / double(placement.total), 'f', 3),
                           number(isWhole ? int(placement.layers.size()) : m_model->adapted()),
                           number(int(placement.layers.size()))));
    Q_EMIT counted(m_kind, learned);
}

void PlacementPanel::tickSelected(bool on)
{
    QModelIndexList rows;
    for (const int row : m_table->selectedRows())
        rows << m_model->index(row, 0);
    m_model->tick(rows, on);
}

} // namespace modalscope
