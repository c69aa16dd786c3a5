#include "app/pages/ablation_view.h"

#include "app/pages/offer_choices.h"
#include "app/pages/run_count.h"
#include "core/experiment/ablation_study.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/icon.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace modalscope {

AblationView::AblationView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_timer(new QTimer(this))
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_work(makeAblation, [this](const AblationResult& made) { showResult(made); })
{
    setObjectName(QStringLiteral("ablationView"));
    m_messages->setObjectName(QStringLiteral("ablationMessages"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(30);
    auto* results = new QSplitter(Qt::Vertical, this);
    results->setChildrenCollapsible(false);
    results->setHandleWidth(10);
    m_table = new TablePanel(results);
    m_table->setObjectName(QStringLiteral("ablationTable"));
    m_figure = new FigureView(results);
    m_figure->setObjectName(QStringLiteral("ablationFigure"));
    m_figure->setMinimumHeight(200);
    results->addWidget(m_table);
    results->addWidget(m_figure);
    results->setSizes({360, 300});
    auto* inside = new QSplitter(this);
    inside->setChildrenCollapsible(false);
    inside->setHandleWidth(12);
    inside->addWidget(makeBuilder());
    inside->addWidget(results);
    inside->setStretchFactor(1, 1);
    inside->setSizes({230, 520});
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(inside);
    m_stack->addWidget(makeClosed());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    connect(m_timer, &QTimer::timeout, this, &AblationView::request);
    connect(&m_session, &Session::changed, this, &AblationView::react);
    connect(m_table, &TablePanel::runsRequested, this,
        [this](const std::vector<std::string>& ids) { m_session.selectRuns(ids); });
    connect(m_table, &TablePanel::said, this,
        [this](const QString& text) { m_messages->showMessage(Severity::Success, text); });
    connect(m_table, &TablePanel::failed, this,
        [this](const QString& text) { m_messages->showMessage(Severity::Error, text); });
}

AblationView::~AblationView() = default;

QWidget* AblationView::makeBuilder()
{
    auto* builder = new QWidget(this);
    const auto add = [&](const char* name) {
        auto* box = new QComboBox(builder);
        box->setObjectName(QString::fromLatin1(name));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                ask();
        });
        return box;
    };
    m_base = add("ablationBase");
    m_rate = add("ablationRate");
    m_test = add("ablationTest");
    m_filling = true;
    for (const auto& choice : choices(PairedTestKind()))
        m_test->addItem(toQt(choice.label), toQt(choice.text));
    m_filling = false;
    m_components = new QListWidget(builder);
    m_components->setObjectName(QStringLiteral("ablationComponents"));
    m_components->setWordWrap(true);
    m_components->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_missing = new QLabel(builder);
    m_missing->setObjectName(QStringLiteral("ablationMissing"));
    m_missing->setWordWrap(true);
    m_missing->setProperty("caption", true);
    m_train = new QPushButton(icon(u"play"), tr("&Train what is missing"), builder);
    m_train->setObjectName(QStringLiteral("ablationTrain"));
    auto* form = new QFormLayout;
    form->addRow(tr("Full method"), m_base);
    form->addRow(tr("Tested"), m_rate);
    form->addRow(tr("Paired test"), m_test);
    auto* layout = new QVBoxLayout(builder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(form);
    layout->addWidget(new QLabel(tr("Take away, or compare with"), builder));
    layout->addWidget(m_components, 1);
    layout->addWidget(m_missing);
    layout->addWidget(m_train);
    fillComponents();
    connect(m_components, &QListWidget::itemChanged, this, [this] {
        if (!m_filling)
            ask();
    });
    connect(m_train, &QPushButton::clicked, this, &AblationView::trainMissing);
    return builder;
}

void AblationView::fillComponents()
{
    m_filling = true;
    for (const auto& component : ablationComponents()) {
        auto* item = new QListWidgetItem(toQt(component.label), m_components);
        item->setData(Qt::UserRole, toQt(component.key));
        item->setToolTip(toQt(component.help));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        const bool isUsual = component.key != "shuffled";
        item->setCheckState(isUsual ? Qt::Checked : Qt::Unchecked);
    }
    m_filling = false;
}

QWidget* AblationView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("ablation"), tr("No MLA run to take apart"),
        tr("Train MLA over several seeds on the dataset that is open: its parts are taken away here one by "
           "one, each "
           "beside the full method with the same seeds."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { m_session.requestPage("experiment"); });
    return empty;
}

QWidget* AblationView::makeClosed()
{
    auto* closed = new EmptyState(QStringLiteral("data"), tr("The dataset is not open"),
        tr("Which runs belong to an ablation is decided by the contents of their dataset."), this);
    closed->addAction(tr("Open the dataset of the newest MLA run"), [this] { openDataset(); })
        ->setObjectName(QStringLiteral("ablationOpenDataset"));
    return closed;
}

void AblationView::openDataset()
{
    const auto& runs = m_session.runs();
    const auto isMla
        = [](const RunEntry& entry) { return entry.run.experiment.method.kind == MethodKind::Mla; };
    if (const auto newest = std::find_if(runs.rbegin(), runs.rend(), isMla); newest != runs.rend())
        m_session.openDataset(datasetFile(newest->run));
}

std::vector<std::string> AblationView::ticked() const
{
    std::vector<std::string> keys;
    for (int i = 0; i < m_components->count(); ++i)
        if (m_components->item(i)->checkState() == Qt::Checked)
            keys.push_back(fromQt(m_components->item(i)->data(Qt::UserRole).toString()));
    return keys;
}

void AblationView::react(const SessionChange& change)
{
    if (std::holds_alternative<RunsChanged>(change) || std::holds_alternative<WorkspaceChanged>(change)
        || std::holds_alternative<DatasetsChanged>(change) || std::holds_alternative<LooksChanged>(change)
        || std::holds_alternative<RunUpdated>(change))
        ask();
}

void AblationView::ask()
{
    if (isVisible() && !m_timer->isActive())
        m_timer->start();
}

void AblationView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

void AblationView::request()
{
    AblationRequest wanted;
    const auto* open = m_session.currentDataset();
    if (open != nullptr)
        wanted.dataset = open->dataset;
    auto runs = std::make_shared<std::vector<StoredRun>>();
    for (const auto& entry : m_session.runs()) {
        if (wanted.dataset && entry.run.origin.datasetFingerprint == wanted.dataset->fingerprint)
            runs->push_back(entry.run);
        wanted.colors[entry.group()] = entry.color;
    }
    wanted.runs = std::move(runs);
    wanted.base = fromQt(m_base->currentData().toString());
    wanted.components = ticked();
    if (const auto rate = fromQt(m_rate->currentData().toString()); !rate.empty())
        wanted.split = "test/rates/" + rate;
    wanted.test = fromText<PairedTestKind>(fromQt(m_test->currentData().toString())).value_or(wanted.test);
    m_work.request(std::move(wanted));
}

void AblationView::showResult(const AblationResult& result)
{
    m_result = result;
    const auto* open = m_session.currentDataset();
    const bool isOpen = open != nullptr && open->dataset;
    const bool hasMla = std::any_of(m_session.runs().begin(), m_session.runs().end(),
        [](const RunEntry& entry) { return entry.run.experiment.method.kind == MethodKind::Mla; });
    m_stack->setCurrentIndex(!result.base.empty() ? 1 : hasMla && !isOpen ? 2 : 0);
    m_filling = true;
    offerChoices(*m_base, result.bases);
    m_base->setCurrentIndex(std::max(0, m_base->findData(toQt(result.base))));
    std::vector<std::pair<std::string, std::string>> rates{{"", "as trained"}};
    for (const auto& rate : result.rates)
        rates.emplace_back(rate, "missing rate " + rate);
    offerChoices(*m_rate, rates);
    for (int i = 0; i < m_components->count(); ++i) {
        auto* item = m_components->item(i);
        const auto key = fromQt(item->data(Qt::UserRole).toString());
        const auto state = result.components.find(key);
        for (const auto& component : ablationComponents())
            if (component.key == key)
                item->setText(state == result.components.end() || state->second.expected == 0
                        ? toQt(component.label)
                        : tr("%1   (%2 of %3)")
                              .arg(toQt(component.label))
                              .arg(state->second.finished)
                              .arg(state->second.expected));
    }
    m_filling = false;
    const auto waiting = std::count_if(result.toTrain.begin(), result.toTrain.end(),
        [this](const StudyRun& run) { return isQueued(run.id); });
    const auto missing = qsizetype(result.toTrain.size()) - waiting;
    m_missing->setText(missing > 0 ? tr("%1 of the table not trained yet.").arg(runCount(missing))
            : waiting > 0          ? tr("%1 of the table queued or running.").arg(runCount(waiting))
                                   : tr("Every run of the table has finished."));
    m_train->setEnabled(missing > 0);
    m_table->setTable(result.table);
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.differences.note));
    m_figure->setFigure(result.differences);
    Q_EMIT drawn();
}

bool AblationView::isQueued(const std::string& id) const
{
    const auto* queued = m_session.queue().run(id);
    return queued != nullptr && !isDone(queued->state);
}

void AblationView::trainMissing()
{
    std::vector<Experiment> experiments;
    const auto* open = m_session.currentDataset();
    for (const auto& run : m_result.toTrain) {
        if (isQueued(run.id))
            continue;
        experiments.push_back(run.experiment);
        if (open != nullptr)
            experiments.back().dataset = open->path;
    }
    m_train->setEnabled(false); // until the queue has them
    m_session.enqueue(experiments, "ablation page");
    m_messages->showMessage(Severity::Success, tr("%1 queued.").arg(runCount(qsizetype(experiments.size()))));
}

QJsonObject AblationView::saveState() const
{
    QJsonArray keys;
    for (const auto& key : ticked())
        keys.append(toQt(key));
    return {{QStringLiteral("components"), keys}};
}

void AblationView::restoreState(const QJsonObject& state)
{
    const auto stored = state.value(QStringLiteral("components"));
    if (!stored.isArray())
        return;
    std::set<QString> keys;
    for (const auto& key : stored.toArray())
        keys.insert(key.toString());
    m_filling = true;
    for (int i = 0; i < m_components->count(); ++i) {
        auto* item = m_components->item(i);
        item->setCheckState(keys.contains(item->data(Qt::UserRole).toString()) ? Qt::Checked : Qt::Unchecked);
    }
    m_filling = false;
    ask();
}

} // namespace modalscope
