#include "app/pages/experiment_form.h"

#include "app/pages/experiment_sections.h"
#include "app/pages/method_list.h"
#include "app/pages/modality_list.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"
#include "widgets/session/session.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace modalscope {
namespace {

enum Tab { DataTab, MethodTab, EncoderTab, TrainTab, EvaluateTab };

QLabel* sentenceLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    return label;
}

QLabel* headLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

/// Three seeds are a start that gives an interval.
const std::vector<std::uint64_t> kFirstSeeds{0, 1, 2};

} // namespace

ExperimentForm::ExperimentForm(Session& session, QWidget* parent)
    : QTabWidget(parent)
    , m_session(session)
    , m_encoders(new OptionForm(optionModel<EncoderSection>(), this))
    , m_train(new OptionForm(optionModel<TrainSection>(), this))
    , m_evaluate(new OptionForm(optionModel<EvaluateSection>(), this))
{
    setObjectName(QStringLiteral("experimentTabs"));
    setDocumentMode(true);
    setMinimumWidth(440); // for the longest form with its frames
    m_encoders->setObjectName(QStringLiteral("encoderForm"));
    m_train->setObjectName(QStringLiteral("trainForm"));
    m_evaluate->setObjectName(QStringLiteral("evaluateForm"));
    addScrolled(makeDataTab(), tr("Data"));
    addScrolled(makeMethodTab(), tr("Methods"));
    addScrolled(makeFormTab(m_encoders,
                    tr("“automatic” takes an MLP for features, a GRU for sequences, a small CNN for images "
                       "and video.")),
        tr("Encoders"));
    addScrolled(makeFormTab(m_train, tr("The same for every method of the comparison.")), tr("Training"));
    addScrolled(makeEvaluateTab(), tr("Evaluation"));
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<DatasetsChanged>(change)
            || std::holds_alternative<WorkspaceChanged>(change))
            refreshDatasets();
    });
    refreshDatasets();
}

ExperimentForm::~ExperimentForm() = default;

void ExperimentForm::addScrolled(QWidget* page, const QString& title)
{
    auto* area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    addTab(area, title);
}

QWidget* ExperimentForm::makeDataTab()
{
    auto* page = new QWidget(this);
    m_datasets = new QComboBox(page);
    m_datasets->setObjectName(QStringLiteral("experimentDataset"));
    m_datasets->setAccessibleName(tr("Dataset"));
    auto* open = new QPushButton(icon(u"open"), tr("Open…"), page);
    auto* row = new QHBoxLayout;
    row->addWidget(m_datasets, 1);
    row->addWidget(open);
    m_datasetNote = sentenceLabel({}, page);
    m_datasetNote->setObjectName(QStringLiteral("experimentDatasetNote"));
    m_modalities = new ModalityList(page);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(headLabel(tr("Dataset"), page));
    layout->addLayout(row);
    layout->addWidget(m_datasetNote);
    layout->addSpacing(8);
    layout->addWidget(headLabel(tr("Modalities"), page));
    layout->addWidget(sentenceLabel(
        tr("In the order in which MLA alternates; drag or use the arrows to change it."), page));
    layout->addWidget(m_modalities);
    layout->addStretch();
    connect(open, &QPushButton::clicked, this, [this] {
        const auto files = FileDialog::openFiles(
            this, tr("Open dataset"), tr("HDF5 datasets (*.h5 *.hdf5);;All files (*)"));
        for (const auto& file : files)
            m_session.openDataset(fromQt(file));
    });
    connect(m_datasets, &QComboBox::activated, this,
        [this](int index) { m_session.setCurrentDataset(fromQt(m_datasets->itemData(index).toString())); });
    connect(m_modalities, &ModalityList::changed, this, &ExperimentForm::change);
    return page;
}

QWidget* ExperimentForm::makeMethodTab()
{
    auto* page = new QWidget(this);
    m_methods = new MethodList(page);
    m_seeds = new QLineEdit(toQt(seedsToText(kFirstSeeds)), page);
    m_seeds->setObjectName(QStringLiteral("seeds"));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setPlaceholderText(tr("0-4"));
    m_seeds->setToolTip(tr("Such as 0-4 or 0, 1, 7. Every method runs once with each."));
    m_seedNote = sentenceLabel({}, page);
    m_seedNote->setObjectName(QStringLiteral("seedNote"));
    m_seedNote->setFont(captionFont());
    m_alone = new QCheckBox(tr("Add the encoders trained alone"), page);
    m_alone->setObjectName(QStringLiteral("addAlone"));
    m_alone->setChecked(true);
    m_alone->setToolTip(tr("One unimodal run per modality and seed. Without it laziness has no reference."));
    auto* seeds = new QHBoxLayout;
    seeds->addWidget(headLabel(tr("Seeds"), page));
    seeds->addWidget(m_seeds, 1);
    auto* layout = new QVBoxLayout(page);
    layout->addLayout(seeds);
    layout->addWidget(m_seedNote);
    layout->addWidget(m_alone);
    layout->addSpacing(8);
    layout->addWidget(headLabel(tr("Methods"), page));
    layout->addWidget(m_methods);
    layout->addStretch();
    connect(m_seeds, &QLineEdit::textChanged, this, &ExperimentForm::change);
    connect(m_alone, &QCheckBox::toggled, this, &ExperimentForm::change);
    connect(m_methods, &MethodList::changed, this, &ExperimentForm::change);
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

const MethodOptions* ExperimentForm::currentMethod() const
{
    return m_methods->current();
}

QString ExperimentForm::datasetNote() const
{
    return m_datasetNote->text();
}

Result<RunGrid> ExperimentForm::grid() const
{
    RunGrid made;
    if (m_dataset)
        made.base.dataset = m_dataset->path;
    made.base.modalities = m_modalities->chosen();
    auto seeds = seedsFromText(fromQt(m_seeds->text()));
    if (!seeds)
        return seeds.error();
    made.seeds = std::move(seeds).value();
    made.methods = m_methods->methods();
    made.alone = m_alone->isChecked();
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
    if (made.base.modalities.empty())
        return Error{ErrorKind::InvalidInput, "modalities: none is ticked; tick at least one"};
    return made;
}

void ExperimentForm::setGrid(const RunGrid& grid)
{
    restoreGrid(grid);
    m_wantedFrom.clear();
    if (!grid.base.dataset.empty() && (!m_dataset || m_dataset->path != grid.base.dataset)) {
        if (m_session.dataset(grid.base.dataset) != nullptr)
            m_session.setCurrentDataset(grid.base.dataset);
        else
            m_session.openDataset(grid.base.dataset);
    } else if (m_dataset) {
        takeDataset(m_dataset);
    }
    change();
}

void ExperimentForm::restoreGrid(const RunGrid& grid)
{
    m_filling = true;
    m_untouched = false;
    m_wantedModalities = grid.base.modalities;
    m_wantedFrom = grid.base.dataset;
    m_methods->setMethods(grid.methods);
    m_seeds->setText(toQt(seedsToText(grid.seeds)));
    m_alone->setChecked(grid.alone);
    EncoderSection encoders;
    if (!grid.base.encoders.empty())
        encoders.encoders = grid.base.encoders;
    m_encoders->setValues(toJson(encoders));
    m_train->setValues(toJson(TrainSection{grid.base.train}));
    m_evaluate->setValues(toJson(EvaluateSection{grid.base.evaluate, grid.base.missing}));
    m_filling = false;
    change();
}

void ExperimentForm::refreshDatasets()
{
    const auto* current = m_session.currentDataset();
    {
        const QSignalBlocker quiet(m_datasets);
        m_datasets->clear();
        for (const auto& open : m_session.datasets()) {
            m_datasets->addItem(toQt(open.title()), toQt(open.path));
            if (current != nullptr && current->path == open.path)
                m_datasets->setCurrentIndex(m_datasets->count() - 1);
        }
    }
    m_datasets->setEnabled(m_datasets->count() > 0);
    if (current == nullptr)
        m_datasetNote->setText(tr("No dataset is open. Open one to choose modalities and methods."));
    else if (current->state == OpenDataset::State::Opening)
        m_datasetNote->setText(tr("Opening %1…").arg(toQt(current->title())));
    else if (current->state == OpenDataset::State::Failed)
        m_datasetNote->setText(toQt(current->error));
    const auto dataset = current == nullptr ? nullptr : current->dataset;
    if (dataset == m_dataset)
        return;
    takeDataset(dataset);
    change();
}

void ExperimentForm::takeDataset(std::shared_ptr<const Dataset> dataset)
{
    m_dataset = std::move(dataset);
    m_modalities->setModalities(m_dataset ? m_dataset->modalities : std::vector<Modality>());
    if (!m_dataset)
        return;
    if (m_wantedFrom.empty() || m_wantedFrom == m_dataset->path) {
        m_modalities->setChosen(m_wantedModalities);
        m_wantedModalities.clear();
        m_wantedFrom.clear();
    }
    QStringList keys{QStringLiteral("*")};
    for (const auto& modality : m_dataset->modalities)
        keys << toQt(modality.name);
    m_encoders->setMapKeys(QStringLiteral("encoders"), keys);
    QStringList sizes;
    for (const auto& split : m_dataset->splits)
        sizes << QStringLiteral("%1 %2").arg(toQt(split.name)).arg(split.size);
    m_datasetNote->setText(
        QStringLiteral("%1, %2; %3")
            .arg(toQt(labelOf(m_dataset->task)), counted(m_dataset->classCount(), tr("class"), tr("classes")),
                sizes.join(QStringLiteral(", "))));
    if (m_untouched && m_dataset->modalities.size() > 1)
        m_methods->setMethods(gridPresets(int(m_dataset->modalities.size())).front().methods);
    m_untouched = false;
}

void ExperimentForm::change()
{
    if (m_filling)
        return;
    m_methods->setModalities(m_modalities->chosen());
    const auto seeds = seedsFromText(fromQt(m_seeds->text()));
    m_seedNote->setText(!seeds          ? toQt(seeds.error().message)
            : seeds.value().size() == 1 ? tr("One seed says nothing about the spread: no intervals.")
                                        : tr("%n seeds: means come with a 95 % interval over seeds.", nullptr,
                                            int(seeds.value().size())));
    const auto evaluate = fromJson<EvaluateSection>(m_evaluate->values());
    if (evaluate)
        m_protocol->setText(evaluate.value().evaluate.select == SelectEpoch::BestOnTest
                ? tr("<b>BEST ON TEST</b>: the epoch is chosen by test accuracy, as published code does. "
                     "Such numbers are too "
                     "good and are labelled so wherever they are shown.")
                : evaluate.value().evaluate.select == SelectEpoch::Last
                ? tr("The last epoch is kept; test data are looked at once.")
                : tr("The epoch with the best accuracy on valid is kept; test data are looked at once, for "
                     "that epoch."));
    Q_EMIT changed();
}

void ExperimentForm::showError(const Error& error)
{
    const auto names = [&](const char* path) { return error.message.starts_with(path); };
    if (names("seeds")) {
        setCurrentIndex(MethodTab);
        m_seeds->setFocus();
    } else if (names("modalities") || names("the dataset")) {
        setCurrentIndex(DataTab);
    } else if (names("method")) {
        setCurrentIndex(MethodTab);
        m_methods->showError(error);
    } else if (names("encoders")) {
        setCurrentIndex(EncoderTab);
        m_encoders->showError(error);
    } else if (names("train")) {
        setCurrentIndex(TrainTab);
        m_train->showError(error);
    } else if (names("evaluate") || names("missing")) {
        setCurrentIndex(EvaluateTab);
        m_evaluate->showError(error);
    }
}

} // namespace modalscope
