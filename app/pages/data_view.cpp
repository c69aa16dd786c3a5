#include "app/pages/data_view.h"

#include "app/pages/dataset_overview.h"
#include "app/pages/sample_browser.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/runs/background_line.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace modalscope {

DataView::DataView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_overview(new DatasetOverview(this))
    , m_samples(new SampleBrowser(this))
    , m_line(new BackgroundLine(this))
{
    setObjectName(QStringLiteral("dataView"));
    m_messages->setObjectName(QStringLiteral("dataMessages"));
    setAcceptDrops(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(makeTop());
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    m_empty = new EmptyState(QStringLiteral("data"), tr("No dataset is open"),
        tr("Open an HDF5 file with one group per split, or drop it here. The help shows how five lines of "
           "h5py write one."),
        this);
    m_empty->addAction(tr("Open dataset…"), [this] { chooseFile(); })
        ->setObjectName(QStringLiteral("emptyOpenDataset"));
    m_empty->addAction(tr("Dataset format"), [this] {
        m_session.requestPage("help/dataset");
        m_session.requestPage("help");
    });
    m_tabs->setObjectName(QStringLiteral("dataTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_overview, tr("Overview"));
    m_tabs->addTab(m_samples, tr("Samples"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeOpening());
    m_stack->addWidget(m_tabs);

    connect(m_overview, &DatasetOverview::sampleChosen, this, [this](const QString& split, qint64 sample) {
        m_tabs->setCurrentWidget(m_samples);
        m_samples->showSample(split, sample);
    });
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<DatasetsChanged>(change)
            || std::holds_alternative<WorkspaceChanged>(change))
            refresh();
    });
    refresh();
}

QWidget* DataView::makeTop()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_datasets = new QComboBox(bar);
    m_datasets->setObjectName(QStringLiteral("datasetChoice"));
    m_datasets->setAccessibleName(tr("Open datasets"));
    m_datasets->setMinimumWidth(220);
    m_datasets->setMaximumWidth(420);
    m_datasets->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_close = new QToolButton(bar);
    m_close->setObjectName(QStringLiteral("closeDataset"));
    m_close->setIcon(icon(u"close"));
    m_close->setToolTip(tr("Close this dataset; the file stays"));
    auto* open = new QPushButton(icon(u"open"), tr("&Open dataset…"), bar);
    open->setObjectName(QStringLiteral("openDataset"));
    row->addWidget(m_datasets);
    row->addWidget(m_close);
    row->addStretch();
    row->addWidget(open);
    connect(open, &QPushButton::clicked, this, [this] { chooseFile(); });
    connect(m_close, &QToolButton::clicked, this,
        [this] { m_session.closeDataset(fromQt(m_datasets->currentData().toString())); });
    connect(m_datasets, &QComboBox::activated, this,
        [this](int index) { m_session.setCurrentDataset(fromQt(m_datasets->itemData(index).toString())); });
    return bar;
}

QWidget* DataView::makeOpening()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    m_openingText = new QLabel(page);
    m_openingText->setObjectName(QStringLiteral("openingText"));
    m_openingText->setAlignment(Qt::AlignCenter);
    m_openingText->setWordWrap(true);
    m_openingBar = new QProgressBar(page);
    m_openingBar->setMaximumWidth(360);
    layout->addStretch();
    layout->addWidget(m_openingText);
    layout->addWidget(m_openingBar, 0, Qt::AlignHCenter);
    auto* cancel = new QPushButton(tr("Cancel"), page);
    cancel->setObjectName(QStringLiteral("cancelOpening"));
    layout->addWidget(cancel, 0, Qt::AlignHCenter);
    connect(cancel, &QPushButton::clicked, this, [this] {
        if (const auto* current = m_session.currentDataset())
            m_session.closeDataset(current->path);
    });
    layout->addStretch();
    return page;
}

void DataView::chooseFile()
{
    const auto files
        = FileDialog::openFiles(this, tr("Open dataset"), tr("HDF5 datasets (*.h5 *.hdf5);;All files (*)"));
    for (const auto& file : files)
        m_session.openDataset(fromQt(file));
}

QJsonObject DataView::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentIndex()}};
}

void DataView::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
}

void DataView::refresh()
{
    const auto* current = m_session.currentDataset();
    {
        const QSignalBlocker quiet(m_datasets);
        m_datasets->clear();
        for (const auto& open : m_session.datasets()) {
            m_datasets->addItem(toQt(open.title()), toQt(open.path));
            m_datasets->setItemData(m_datasets->count() - 1, toQt(open.path), Qt::ToolTipRole);
            if (current != nullptr && open.path == current->path)
                m_datasets->setCurrentIndex(m_datasets->count() - 1);
        }
    }
    m_datasets->setVisible(m_datasets->count() > 0);
    m_close->setVisible(m_datasets->count() > 0);
    const bool hasFailed = current != nullptr && current->state == OpenDataset::State::Failed;
    if (!hasFailed && !m_reportedError.empty()) { // another one is shown now, or it could be read after all
        m_reportedError.clear();
        m_messages->dismiss();
    }
    if (current == nullptr) {
        showDataset(nullptr);
        m_stack->setCurrentIndex(0);
        return;
    }
    if (hasFailed && m_reportedError != current->path) {
        m_reportedError = current->path;
        m_messages->showMessage(Severity::Error, toQt(current->error), tr("Try again"),
            [this, path = current->path] { m_session.openDataset(path); });
    }
    if (current->state == OpenDataset::State::Opening) {
        const auto& progress = current->progress;
        m_openingText->setText(
            tr("Opening %1: %2")
                .arg(toQt(current->title()), progress.stage.empty() ? tr("reading") : toQt(progress.stage)));
        m_openingBar->setRange(0, progress.total > 0 ? 1000 : 0);
        if (progress.total > 0)
            m_openingBar->setValue(int(1000 * progress.done / progress.total));
        m_stack->setCurrentIndex(1);
        return;
    }
    showDataset(current->dataset);
    if (!current->dataset)
        m_stack->setCurrentIndex(0);
}

void DataView::showDataset(const std::shared_ptr<const Dataset>& dataset)
{
    if (dataset == m_shown) {
        if (dataset)
            m_stack->setCurrentIndex(2);
        return;
    }
    m_shown = dataset;
    m_samples->setDataset(dataset);
    if (!dataset)
        return;
    auto summary = std::make_shared<DatasetSummary>();
    m_line->add(
        [summary, dataset](const RunContext&) -> Result<void> {
            *summary = summarizeDataset(dataset);
            return {};
        },
        [this, summary, dataset](const std::optional<Error>&) {
            if (m_shown != dataset)
                return;
            m_overview->setSummary(std::move(*summary));
            m_stack->setCurrentIndex(2);
        });
}

void DataView::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void DataView::dropEvent(QDropEvent* event)
{
    for (const auto& url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            m_session.openDataset(fromQt(url.toLocalFile()));
        else
            m_messages->showMessage(Severity::Warning,
                tr("%1: only files of this machine can be opened; download it first").arg(url.toString()));
    }
    event->acceptProposedAction();
}

} // namespace modalscope
