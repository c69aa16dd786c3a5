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
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace modalscope {

AblationView::AblationView(Session& session, QWidget* parent)
    : ResultView(session, QStringLiteral("ablation"), parent)
    , m_work(makeAblation, [this](const AblationResult& made) { showResult(made); })
{
    auto* results = new QSplitter(Qt::Vertical, this);
    results->setChildrenCollapsible(false);
    results->setHandleWidth(10);
    m_table = addTable(QStringLiteral("ablationTable"), results);
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
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
    pages().addWidget(makeClosed());
}

AblationView::~AblationView() = default;

QWidget* AblationView::makeBuilder()
{
    auto* builder = new QWidget(this);
    m_base = addChoice("ablationBase", builder);
    m_rate = addChoice("ablationRate", builder);
    m_test = addChoice("ablationTest", builder);
    for (auto* box : {m_base, m_rate, m_test})
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
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
    fill([this] { fillComponents(); });
    connect(m_components, &QListWidget::itemChanged, this, [this] {
        if (!isFilling())
            ask();
    });
    connect(m_train, &QPushButton::clicked, this, &AblationView::trainMissing);
    return builder;
}

void AblationView::fillComponents()
{
    for (const auto& choice : choices(PairedTestKind()))
        m_test->addItem(toQt(choice.label), toQt(choice.text));
    for (const auto& component : ablationComponents()) {
        auto* item = new QListWidgetItem(toQt(component.label), m_components);
        item->setData(Qt::UserRole, toQt(component.key));
        item->setToolTip(toQt(component.help));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        const bool isUsual = component.key != "shuffled";
        item->setCheckState(isUsual ? Qt::Checked : Qt::Unchecked);
    }
}

QWidget* AblationView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("ablation"), tr("No MLA run to take apart"),
        tr("Train MLA over several seeds on the dataset that is open: its parts are taken away here one by "
           "one, each "
           "beside the full method with the same seeds."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
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
    const auto& runs = session().runs();
    const auto isMla
        = [](const RunEntry& entry) { return entry.run.experiment.method.kind == MethodKind::Mla; };
    if (const auto newest = std::find_if(runs.rbegin(), runs.rend(), isMla); newest != runs.rend())
        session().openDataset(datasetFile(newest->run));
}

std::vector<std::string> AblationView::ticked() const
{
    std::vector<std::string> keys;
    for (int i = 0; i < m_components->count(); ++i)
        if (m_components->item(i)->checkState() == Qt::Checked)
            keys.push_back(fromQt(m_components->item(i)->data(Qt::UserRole).toString()));
    return keys;
}

void AblationView::request()
{
    AblationRequest wanted;
    const auto* open = session().currentDataset();
    if (open != nullptr)
        wanted.dataset = open->dataset;
    auto runs = std::make_shared<std::vector<StoredRun>>();
    for (const auto& entry : session().runs()) {
        if (wanted.dataset && entry.run.origin.datasetFingerprint == wanted.dataset->fingerprint)
            runs->push_back(entry.run);
    }
    wanted.runs = std::move(runs);
    wanted.colors = groupColors();
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
    const auto* open = session().currentDataset();
    const bool isOpen = open != nullptr && open->dataset;
    const bool hasMla = std::any_of(session().runs().begin(), session().runs().end(),
        [](const RunEntry& entry) { return entry.run.experiment.method.kind == MethodKind::Mla; });
    pages().setCurrentIndex(!result.base.empty() ? 1 : hasMla && !isOpen ? 2 : 0);
    fill([&] { offerAll(result); });
    sayMissing(result);
    m_table->setTable(result.table);
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.differences.note));
    m_figure->setFigure(result.differences);
    Q_EMIT drawn();
}

void AblationView::offerAll(const AblationResult& result)
{
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
}

void AblationView::sayMissing(const AblationResult& result)
{
    const auto waiting = std::count_if(result.toTrain.begin(), result.toTrain.end(),
        [this](const StudyRun& run) { return isQueued(run.id); });
    const auto missing = qsizetype(result.toTrain.size()) - waiting;
    m_missing->setText(missing > 0 ? tr("%1 of the table not trained yet.").arg(runCount(missing))
            : waiting > 0          ? tr("%1 of the table queued or running.").arg(runCount(waiting))
                                   : tr("Every run of the table has finished."));
    m_train->setEnabled(missing > 0);
}

bool AblationView::isQueued(const std::string& id) const
{
    const auto* queued = session().queue().run(id);
    return queued != nullptr && !isDone(queued->state);
}

void AblationView::trainMissing()
{
    std::vector<Experiment> experiments;
    const auto* open = session().currentDataset();
    for (const auto& run : m_result.toTrain) {
        if (isQueued(run.id))
            continue;
        experiments.push_back(run.experiment);
        if (open != nullptr)
            experiments.back().dataset = open->path;
    }
    m_train->setEnabled(false); // until the queue has them
    session().enqueue(experiments, "ablation page");
    messages().showMessage(Severity::Success, tr("%1 queued.").arg(runCount(qsizetype(experiments.size()))));
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
    fill([&] {
        for (int i = 0; i < m_components->count(); ++i) {
            auto* item = m_components->item(i);
            item->setCheckState(
                keys.contains(item->data(Qt::UserRole).toString()) ? Qt::Checked : Qt::Unchecked);
        }
    });
    ask();
}

} // namespace modalscope
