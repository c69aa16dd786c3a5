#include "app/pages/experiment_data.h"

#include "app/pages/form_label.h"
#include "app/pages/modality_list.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace modalscope {

ExperimentData::ExperimentData(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_datasets(new QComboBox(this))
    , m_note(sentenceLabel({}, this))
    , m_order(sentenceLabel({}, this))
    , m_modalities(new ModalityList(this))
{
    m_datasets->setObjectName(QStringLiteral("experimentDataset"));
    m_datasets->setAccessibleName(tr("Dataset"));
    m_note->setObjectName(QStringLiteral("experimentDatasetNote"));
    m_datasets->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a long name is cut
    m_datasets->setMinimumContentsLength(12);
    m_order->setObjectName(QStringLiteral("modalityOrderNote"));
    setAlternates(true);
    auto* open = new QPushButton(icon(u"open"), tr("Open…"), this);
    open->setObjectName(QStringLiteral("openExperimentDataset"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_datasets, 1);
    row->addWidget(open);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(headLabel(tr("Dataset"), this));
    layout->addLayout(row);
    layout->addWidget(m_note);
    layout->addSpacing(8);
    layout->addWidget(headLabel(tr("Modalities"), this));
    layout->addWidget(m_order);
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
    connect(m_modalities, &ModalityList::changed, this, &ExperimentData::changed);
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<DatasetsChanged>(change)
            || std::holds_alternative<WorkspaceChanged>(change))
            refresh();
    });
}

void ExperimentData::setAlternates(bool alternates)
{
    m_order->setText(alternates
            ? tr("In the order in which MLA alternates; drag or use the arrows to change it.")
            : tr("Tick those that the runs use; drag or use the arrows to change their order."));
}

QString ExperimentData::note() const
{
    return m_note->text();
}

std::vector<std::string> ExperimentData::modalities() const
{
    return m_modalities->chosen();
}

void ExperimentData::wantModalities(const std::vector<std::string>& names, const std::string& path)
{
    m_wanted = names;
    m_wantedFrom = path;
}

void ExperimentData::choose(const std::string& path)
{
    m_wantedFrom.clear();
    if (!path.empty() && (!m_dataset || m_dataset->path != path)) {
        if (m_session.dataset(path) != nullptr)
            m_session.setCurrentDataset(path);
        else
            m_session.openDataset(path);
    } else if (m_dataset) {
        take(m_dataset);
    }
}

void ExperimentData::fillDatasets()
{
    const QSignalBlocker quiet(m_datasets);
    const auto* current = m_session.currentDataset();
    m_datasets->clear();
    for (const auto& open : m_session.datasets()) {
        m_datasets->addItem(toQt(open.title()), toQt(open.path));
        if (current != nullptr && current->path == open.path)
            m_datasets->setCurrentIndex(m_datasets->count() - 1);
    }
    m_datasets->setEnabled(m_datasets->count() > 0);
}

void ExperimentData::refresh()
{
    fillDatasets();
    const auto* current = m_session.currentDataset();
    if (current == nullptr)
        m_note->setText(tr("No dataset is open. Open one to choose modalities and methods."));
    else if (current->state == OpenDataset::State::Opening)
        m_note->setText(tr("Opening %1…").arg(toQt(current->title())));
    else if (current->state == OpenDataset::State::Failed)
        m_note->setText(toQt(current->error));
    const auto dataset = current == nullptr ? nullptr : current->dataset;
    if (dataset == m_dataset)
        return;
    take(dataset);
    Q_EMIT changed();
}

void ExperimentData::take(std::shared_ptr<const Dataset> dataset)
{
    m_dataset = std::move(dataset);
    m_modalities->setModalities(m_dataset ? m_dataset->modalities : std::vector<Modality>());
    if (!m_dataset)
        return;
    if (m_wantedFrom.empty() || m_wantedFrom == m_dataset->path) {
        m_modalities->setChosen(m_wanted);
        m_wanted.clear();
        m_wantedFrom.clear();
    }
    QStringList sizes;
    for (const auto& split : m_dataset->splits)
        sizes << QStringLiteral("%1 %2").arg(toQt(split.name)).arg(split.size);
    m_note->setText(
        QStringLiteral("%1, %2; %3")
            .arg(toQt(labelOf(m_dataset->task)), counted(m_dataset->classCount(), tr("class"), tr("classes")),
                sizes.join(QStringLiteral(", "))));
    Q_EMIT datasetTaken();
}

} // namespace modalscope
