#include "app/pages/experiment_form.h"

#include "app/pages/axis_list.h"
#include "app/pages/experiment_data.h"
#include "app/pages/experiment_methods.h"
#include "app/pages/experiment_sections.h"
#include "app/pages/form_label.h"
#include "app/pages/method_list.h"
#include "core/experiment/usual_training.h"
#include "widgets/base/text.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

enum Tab { DataTab, MethodTab, EncoderTab, TrainTab, EvaluateTab, AxisTab };

} // namespace

ExperimentForm::ExperimentForm(Session& session, QWidget* parent)
    : QTabWidget(parent)
    , m_data(new ExperimentData(session, this))
    , m_methods(new ExperimentMethods(this))
    , m_axes(new AxisList(this))
    , m_encoders(new OptionForm(optionModel<EncoderSection>(), this))
    , m_train(new OptionForm(optionModel<TrainSection>(), this))
    , m_evaluate(new OptionForm(optionModel<EvaluateSection>(), this))
{
    setObjectName(QStringLiteral("experimentTabs"));
    setDocumentMode(true);
    setMinimumWidth(440); // for the longest form with its frames
    QStringList selections;
    for (const auto select : {SelectEpoch::Valid, SelectEpoch::Last, SelectEpoch::BestOnTest})
        selections << toQt(toText(select)); // the other one is said of imported runs
    m_evaluate->setChoices(QStringLiteral("evaluate.select"), selections);
    m_encoders->setObjectName(QStringLiteral("encoderForm"));
    m_train->setObjectName(QStringLiteral("trainForm"));
    m_evaluate->setObjectName(QStringLiteral("evaluateForm"));
    addScrolled(m_data, tr("Data"));
    addScrolled(m_methods, tr("Methods"));
    addScrolled(makeFormTab(m_encoders,
                    tr("“automatic” takes an MLP for features, a GRU for sequences, a small CNN for images "
                       "and video.")),
        tr("Encoders"));
    addScrolled(makeFormTab(m_train, tr("The same for every method of the comparison.")), tr("Training"));
    addScrolled(makeEvaluateTab(), tr("Evaluation"));
    addScrolled(makeAxisTab(), tr("Axes"));
    connect(m_data, &ExperimentData::datasetTaken, this, &ExperimentForm::takeDataset);
    connect(m_data, &ExperimentData::changed, this, &ExperimentForm::change);
    connect(m_methods, &ExperimentMethods::changed, this, &ExperimentForm::change);
    connect(m_axes, &AxisList::changed, this, &ExperimentForm::change);
    m_data->refresh();
}

ExperimentForm::~ExperimentForm() = default;

void ExperimentForm::addScrolled(QWidget* page, const QString& title)
{
    auto* area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    addTab(area, title);
}

QWidget* ExperimentForm::makeAxisTab()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(m_axes);
    layout->addStretch();
    return page;
}

QWidget* ExperimentForm::makeFormTab(OptionForm* form, const QString& sentence)
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(sentenceLabel(sentence, page));
    layout->addWidget(form);
    layout->addStretch();
    connect(form, &OptionForm::changed, this, &ExperimentForm::change);
    return page;
}

QWidget* ExperimentForm::makeEvaluateTab()
{
    auto* page = makeFormTab(m_evaluate, {});
    m_protocol = page->findChild<QLabel*>(QString(), Qt::FindDirectChildrenOnly);
    m_protocol->setObjectName(QStringLiteral("protocolNote"));
    return page;
}

const std::shared_ptr<const Dataset>& ExperimentForm::dataset() const
{
    return m_data->dataset();
}

const MethodOptions* ExperimentForm::currentMethod() const
{
    return m_methods->list()->current();
}

QString ExperimentForm::datasetNote() const
{
    return m_data->note();
}

Result<RunGrid> ExperimentForm::filledGrid() const
{
    RunGrid made;
    if (dataset())
        made.base.dataset = dataset()->path;
    made.base.modalities = m_data->modalities();
    made.base.method = m_variantStart;
    auto seeds = m_methods->seeds();
    if (!seeds)
        return seeds.error();
    made.seeds = std::move(seeds).value();
    made.methods = m_methods->list()->methods();
    made.alone = m_methods->alone();
    made.axes = m_axes->axes();
    made.variants = m_axes->variants();
    const auto encoders = fromJson<EncoderSection>(m_encoders->values());
    const auto train = fromJson<TrainSection>(m_train->values());
    const auto evaluate = fromJson<EvaluateSection>(m_evaluate->values());
    if (!encoders)
        return encoders.error();
    if (!train)
        return train.error();
    if (!evaluate)
        return evaluate.error();
    made.base.encoders = encoders.value().encoders;
    std::erase_if(made.base.encoders, [&](const auto& entry) { // of a modality that is not ticked
        return entry.first != "*"
            && std::find(made.base.modalities.begin(), made.base.modalities.end(), entry.first)
            == made.base.modalities.end();
    });
    made.base.train = train.value().train;
    made.base.evaluate = evaluate.value().evaluate;
    made.base.missing = evaluate.value().missing;
    return made;
}

Result<RunGrid> ExperimentForm::grid() const
{
    auto made = filledGrid();
    if (made && made.value().base.modalities.empty())
        return Error{ErrorKind::InvalidInput, "modalities: none is ticked; tick at least one"};
    return made;
}

Result<void> ExperimentForm::finishTyping()
{
    return m_axes->finishTyping();
}

void ExperimentForm::setGrid(const RunGrid& grid)
{
    const bool isOther = !dataset() || grid.base.dataset != dataset()->path; // not a preset of this form
    m_ownTraining = m_ownTraining || isOther;
    restoreGrid(grid);
    m_data->choose(grid.base.dataset);
    change();
}

void ExperimentForm::restoreGrid(const RunGrid& grid)
{
    m_filling = true;
    m_untouched = false;
    m_ownTraining = m_ownTraining || toJson(grid.base.train) != toJson(m_suggested);
    m_variantStart = grid.base.method;
    m_data->wantModalities(grid.base.modalities, grid.base.dataset);
    m_methods->list()->setMethods(grid.methods);
    m_methods->setSeeds(grid.seeds);
    m_methods->setAlone(grid.alone);
    m_axes->setAxes(grid.axes, grid.variants);
    EncoderSection encoders;
    if (!grid.base.encoders.empty())
        encoders.encoders = grid.base.encoders;
    m_encoders->setValues(toJson(encoders));
    m_train->setValues(toJson(TrainSection{grid.base.train}));
    m_evaluate->setValues(toJson(EvaluateSection{grid.base.evaluate, grid.base.missing}));
    m_filling = false;
    change();
}

void ExperimentForm::takeDataset()
{
    const auto& modalities = dataset()->modalities;
    QStringList keys{QStringLiteral("*")};
    for (const auto& modality : modalities)
        keys << toQt(modality.name);
    m_encoders->setMapKeys(QStringLiteral("encoders"), keys);
    suggestTraining();
    const auto presets = gridPresets(int(modalities.size()), dataset()->task);
    if (m_untouched && !presets.empty()) {
        m_methods->list()->setMethods(presets.front().methods);
        m_methods->setAlone(presets.front().alone);
    }
    m_untouched = false;
}

/// Training as suits the dataset, until the user has changed it.
void ExperimentForm::suggestTraining()
{
    const auto suggested = usualTraining(*dataset());
    if (m_ownTraining || m_train->values() != toJson(TrainSection{m_suggested}))
        return;
    m_suggested = suggested;
    m_train->setValues(toJson(TrainSection{suggested}));
}

void ExperimentForm::change()
{
    if (m_filling)
        return;
    m_data->setAlternates(std::ranges::any_of(
        m_methods->list()->methods(), [](const auto& method) { return method.kind == MethodKind::Mla; }));
    m_methods->list()->setModalities(
        m_data->modalities(), dataset() ? dataset()->task : Task::Classification);
    m_methods->refresh();
    if (const auto filled = filledGrid())
        m_axes->setVaried(filled.value());
    showProtocol();
    Q_EMIT changed();
}

void ExperimentForm::showProtocol()
{
    const auto evaluate = fromJson<EvaluateSection>(m_evaluate->values());
    if (!evaluate)
        return;
    const auto select = evaluate.value().evaluate.select;
    m_protocol->setText(select == SelectEpoch::BestOnTest
            ? tr("<b>BEST ON TEST</b>: the epoch is chosen by test accuracy, as published code does. "
                 "Such numbers are too good and are labelled so wherever they are shown.")
            : select == SelectEpoch::Last
            ? tr("The last epoch is kept; test data are looked at once.")
            : tr("The epoch with the best accuracy on valid is kept; test data are looked at once, for "
                 "that epoch."));
}

void ExperimentForm::goTo(OptionForm* form, int tab, const Error& error)
{
    setCurrentIndex(tab);
    form->showError(error);
    auto* area = qobject_cast<QScrollArea*>(widget(tab));
    if (form->focusError(error) && area != nullptr && form->focusWidget() != nullptr)
        area->ensureWidgetVisible(form->focusWidget());
}

void ExperimentForm::markError(const Error& error)
{
    clearErrors();
    const auto names = [&](const char* path) { return error.message.starts_with(path); };
    if (names("encoders"))
        m_encoders->showError(error);
    else if (names("train"))
        m_train->showError(error);
    else if (names("evaluate") || names("missing"))
        m_evaluate->showError(error);
}

void ExperimentForm::clearErrors()
{
    for (auto* form : {m_encoders, m_train, m_evaluate})
        form->clearError();
}

void ExperimentForm::showError(const Error& error)
{
    const auto names = [&](const char* path) { return error.message.starts_with(path); };
    if (m_axes->showError(error)) {
        setCurrentIndex(AxisTab);
    } else if (names("seeds")) {
        setCurrentIndex(MethodTab);
        m_methods->focusSeeds();
    } else if (names("modalities") || names("the dataset")) {
        setCurrentIndex(DataTab);
    } else if (names("method")) {
        setCurrentIndex(MethodTab);
        m_methods->list()->showError(error);
    } else if (names("encoders")) {
        goTo(m_encoders, EncoderTab, error);
    } else if (names("train")) {
        goTo(m_train, TrainTab, error);
    } else if (names("evaluate") || names("missing")) {
        goTo(m_evaluate, EvaluateTab, error);
    } else if (names("axes") || names("variant") || names("the study")) {
        setCurrentIndex(AxisTab);
    }
}

} // namespace modalscope
