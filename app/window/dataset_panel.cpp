#include "app/window/dataset_panel.h"

#include "app/window/section_header.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kPathRole = Qt::UserRole;

QString contentsOf(const OpenDataset& dataset)
{
    if (dataset.state == OpenDataset::State::Failed)
        return QObject::tr("cannot be read");
    if (!dataset.dataset) {
        const auto& progress = dataset.progress;
        return progress.total > 0 ? QObject::tr("opening, %1 %").arg(100 * progress.done / progress.total)
                                  : QObject::tr("opening…");
    }
    std::int64_t samples = 0;
    for (const auto& split : dataset.dataset->splits)
        samples += split.size;
    return counted(qlonglong(dataset.dataset->modalities.size()), QObject::tr("modality"),
               QObject::tr("modalities"))
        + QStringLiteral(" · ") + counted(samples, QObject::tr("sample"), QObject::tr("samples"));
}

} // namespace

DatasetPanel::DatasetPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new SectionHeader(tr("Datasets")))
    , m_list(new QListWidget)
    , m_hint(new QLabel(tr("Drop an HDF5 file here, or open one with +.")))
{
    m_list->setObjectName(QStringLiteral("datasetList"));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setIconSize({16, 16});
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_hint->setProperty("caption", true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* inList = new QVBoxLayout(m_list->viewport());
    inList->addWidget(m_hint);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_header);
    layout->addWidget(m_list);

    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<DatasetsChanged>(change))
            update();
    });
    connect(m_list, &QListWidget::itemSelectionChanged, this, [this] {
        if (const auto* item = m_list->currentItem(); item != nullptr && item->isSelected())
            m_session.setCurrentDataset(pathAt(m_list->row(item)));
    });
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        m_session.setCurrentDataset(pathAt(m_list->row(item)));
        m_session.requestPage("data");
    });
    connect(m_list, &QListWidget::customContextMenuRequested, this, &DatasetPanel::showMenu);
    update();
}

void DatasetPanel::setOpenAction(QAction* open)
{
    m_open = open;
    auto* button = m_header->addButton(u"add", open->text(), "openDatasetButton");
    connect(button, &QToolButton::clicked, open, &QAction::trigger);
}

std::string DatasetPanel::pathAt(int row) const
{
    return m_list->item(row)->data(kPathRole).toString().toStdString();
}

void DatasetPanel::update()
{
    const QSignalBlocker quiet(m_list);
    const auto& datasets = m_session.datasets();
    while (m_list->count() > int(datasets.size()))
        delete m_list->takeItem(m_list->count() - 1);
    while (m_list->count() < int(datasets.size()))
        m_list->addItem(new QListWidgetItem);
    const auto colors = themeColors(palette());
    const auto* current = m_session.currentDataset();
    for (int row = 0; row < m_list->count(); ++row) {
        const auto& dataset = datasets[std::size_t(row)];
        auto* item = m_list->item(row);
        const bool failed = dataset.state == OpenDataset::State::Failed;
        item->setData(kPathRole, toQt(dataset.path));
        item->setText(toQt(dataset.title()) + QLatin1Char('\n') + contentsOf(dataset));
        item->setIcon(failed      ? icon(u"error", colors.danger)
                : dataset.dataset ? icon(u"data")
                                  : icon(u"clock"));
        item->setToolTip(item->text() + QLatin1Char('\n') + toQt(failed ? dataset.error : dataset.path));
        if (current != nullptr && current->path == dataset.path)
            m_list->setCurrentItem(item);
    }
    m_hint->setVisible(datasets.empty());
}

void DatasetPanel::showMenu(const QPoint& position)
{
    QMenu menu;
    if (const auto* item = m_list->itemAt(position)) {
        const auto path = pathAt(m_list->row(item));
        menu.addAction(icon(u"data"), tr("Show data"), this, [this, path] {
            m_session.setCurrentDataset(path);
            m_session.requestPage("data");
        });
        menu.addAction(icon(u"experiment"), tr("New experiment with this dataset"), this, [this, path] {
            Experiment draft = m_session.draft();
            draft.dataset = path;
            draft.modalities.clear();
            draft.encoders.clear();
            m_session.setDraft(draft);
            m_session.requestPage("experiment");
        });
        menu.addAction(icon(u"folder"), tr("Reveal in folder"), this,
            [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(toQt(path)).absolutePath())); });
        menu.addAction(
            icon(u"refresh"), tr("Open again"), this, [this, path] { m_session.openDataset(path); });
        menu.addSeparator();
        menu.addAction(icon(u"close"), tr("Close"), this, [this, path] { m_session.closeDataset(path); });
    } else if (m_open != nullptr) {
        menu.addAction(m_open);
    }
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

} // namespace modalscope
