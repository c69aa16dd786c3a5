#include "app/checkpoint/checkpoint_view.h"

#include "app/checkpoint/branch_panel.h"
#include "app/checkpoint/checkpoint_bar.h"
#include "app/checkpoint/checkpoint_comparison.h"
#include "app/checkpoint/code_panel.h"
#include "app/checkpoint/diff_panel.h"
#include "app/checkpoint/facts_panel.h"
#include "app/checkpoint/matrix_panel.h"
#include "app/checkpoint/tensor_list_panel.h"
#include "app/checkpoint/tensor_panel.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {
namespace {

enum CheckpointPages { NothingOpen, BeingRead, NotReadable, Contents };

} // namespace

CheckpointView::CheckpointView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_shelf(new CheckpointShelf(session, this))
    , m_comparison(new CheckpointComparison(this))
    , m_messages(new MessageBar(this))
    , m_bar(new CheckpointBar(this))
    , m_pages(new QStackedWidget(this))
    , m_reading(new QLabel(this))
    , m_problem(new EmptyState(QStringLiteral("warning"), tr("This checkpoint cannot be shown"), {}, this))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(QStringLiteral("checkpointView"));
    setAcceptDrops(true);
    makeTabs();
    layOut();
    connectBar();
    connectPanels();
    connect(m_shelf, &CheckpointShelf::changed, this, &CheckpointView::refresh);
    connect(m_shelf, &CheckpointShelf::loaded, this, &CheckpointView::takeLoaded);
    connect(m_shelf, &CheckpointShelf::lost, this, &CheckpointView::tellLost);
    refresh();
}

CheckpointView::~CheckpointView() = default;

void CheckpointView::makeTabs()
{
    m_tabs->setObjectName(QStringLiteral("checkpointTabs"));
    m_tabs->setDocumentMode(true);
    m_branches = new BranchPanel(*m_comparison, m_tabs);
    m_diff = new DiffPanel(*m_comparison, m_tabs);
    m_matrix = new MatrixPanel(m_tabs);
    m_facts = new FactsPanel(m_tabs);
    m_code = new CodePanel(m_tabs);
    m_tabs->addTab(makeTensorTab(), tr("Tensors"));
    m_tabs->addTab(m_branches, tr("Branches"));
    m_tabs->addTab(m_diff, tr("Differences"));
    m_tabs->addTab(m_matrix, tr("Matrix"));
    m_tabs->addTab(m_facts, tr("Facts"));
    m_tabs->addTab(m_code, tr("Code"));
}

QWidget* CheckpointView::makeTensorTab()
{
    m_splitter = new QSplitter(Qt::Horizontal, m_tabs);
    m_splitter->setObjectName(QStringLiteral("checkpointSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_list = new TensorListPanel(m_splitter);
    m_tensor = new TensorPanel(m_splitter);
    for (QWidget* part : {static_cast<QWidget*>(m_list), static_cast<QWidget*>(m_tensor)}) {
        m_splitter->addWidget(part);
        part->setMinimumWidth(220); // in place of what their contents ask for
    }
    m_splitter->setSizes({500, 500});
    return m_splitter;
}

void CheckpointView::layOut()
{
    auto* empty = new EmptyState(QStringLiteral("checkpoint"), tr("No checkpoint is open"),
        tr("Drop a file of weights anywhere on the window (.safetensors, .pt, .pth, .ckpt, .npz, .h5), or "
           "open "
           "one. Nothing in it is run: only tensors, containers and numbers are read."),
        this);
    empty->addAction(tr("Open a checkpoint…"), [this] { openFiles(); });
    m_problem->addAction(tr("Try again"), [this] { m_shelf->reload(m_session.currentCheckpoint()); });
    m_problem->addAction(tr("Close it"), [this] { closeCurrent(); });
    m_problem->setObjectName(QStringLiteral("checkpointProblem"));
    m_reading->setAlignment(Qt::AlignCenter);
    m_reading->setWordWrap(true);
    m_pages->setObjectName(QStringLiteral("checkpointPages"));
    for (auto* page : {static_cast<QWidget*>(empty), static_cast<QWidget*>(m_reading),
             static_cast<QWidget*>(m_problem), static_cast<QWidget*>(m_tabs)})
        m_pages->addWidget(page);
    m_messages->setObjectName(QStringLiteral("checkpointMessages"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addWidget(m_bar);
    layout->addWidget(m_pages, 1);
}

void CheckpointView::connectBar()
{
    connect(m_bar, &CheckpointBar::openRequested, this, &CheckpointView::openFiles);
    connect(m_bar, &CheckpointBar::pathRequested, this, &CheckpointView::openPath);
    connect(m_bar, &CheckpointBar::chosen, this,
        [this](const QString& path) { m_session.setCurrentCheckpoint(fromQt(path)); });
    connect(m_bar, &CheckpointBar::referenceChosen, this, &CheckpointView::compareWith);
    connect(m_bar, &CheckpointBar::closeRequested, this, &CheckpointView::closeCurrent);
    connect(m_bar, &CheckpointBar::reloadRequested, this,
        [this] { m_shelf->reload(m_session.currentCheckpoint()); });
}

void CheckpointView::connectPanels()
{
    const auto say
        = [this](const QString& sentence) { m_messages->showMessage(Severity::Success, sentence); };
    connect(m_list, &TensorListPanel::tensorChosen, this,
        [this](int tensor) { m_tensor->setTensor(m_shown, tensor); });
    connect(m_list, &TensorListPanel::failed, this, &CheckpointView::takeError);
    connect(m_tensor, &TensorPanel::failed, this, &CheckpointView::takeError);
    connect(m_tensor, &TensorPanel::said, this, say);
    connect(m_branches, &BranchPanel::failed, this, &CheckpointView::takeError);
    connect(m_branches, &BranchPanel::said, this, say);
    connect(m_branches, &BranchPanel::warned, this,
        [this](const QString& sentence) { m_messages->showMessage(Severity::Warning, sentence); });
    connect(m_diff, &DiffPanel::failed, this, &CheckpointView::takeError);
    connect(m_diff, &DiffPanel::said, this, say);
    connect(m_diff, &DiffPanel::tensorActivated, this, [this](int tensor) {
        m_tabs->setCurrentWidget(m_splitter);
        m_list->chooseTensor(tensor);
    });
    connect(m_matrix, &MatrixPanel::failed, this, &CheckpointView::takeError);
}

void CheckpointView::refresh()
{
    std::vector<std::pair<std::string, std::string>> places;
    std::vector<CheckpointPtr> loaded;
    std::vector<std::string> names;
    for (const auto& place : m_shelf->places()) {
        auto title = fromQt(m_shelf->title(place));
        if (place.loaded) {
            loaded.push_back(place.loaded);
            names.push_back(title);
            if (place.error)
                title += fromQt(tr(" (not as it was)"));
        } else {
            title += fromQt(place.reading != 0 ? tr(" (reading)") : tr(" (not readable)"));
        }
        places.emplace_back(place.path, std::move(title));
    }
    if (m_shelf->find(m_reference) == nullptr)
        m_reference.clear();
    if (m_session.currentCheckpoint() != m_current)
        m_before = std::exchange(m_current, m_session.currentCheckpoint());
    m_bar->setPlaces(places, m_current, m_reference);
    m_matrix->setCheckpoints(std::move(loaded), std::move(names));
    const auto* current = m_shelf->current();
    if (current == nullptr)
        showContents({});
    else
        showContents(*current);
}

void CheckpointView::showContents(const ShelfPlace& place)
{
    const bool isOther = std::exchange(m_shown, place.loaded) != place.loaded;
    const auto* reference = m_shelf->find(m_reference);
    const bool isCompared = reference != nullptr && m_reference != m_current;
    m_comparison->setPair(isCompared ? reference->loaded : nullptr, m_shown);
    m_list->setCheckpoint(m_shown);
    m_branches->setCheckpoint(m_shown);
    if (isOther) {
        m_facts->setCheckpoint(m_shown);
        m_code->setCheckpoint(m_shown);
    }
    m_tabs->setTabVisible(m_tabs->indexOf(m_code), CodePanel::hasCode(m_shown));
    if (place.error && !place.loaded)
        m_problem->setSentence(toQt(place.error->message));
    m_reading->setText(tr("Reading %1").arg(toQt(place.path)));
    m_pages->setCurrentIndex(place.path.empty() ? NothingOpen
            : place.loaded                      ? Contents
            : place.reading != 0                ? BeingRead
                                                : NotReadable);
}

void CheckpointView::takeLoaded(const QString& path)
{
    CheckpointBar::remember(path);
    const auto key = fromQt(path);
    const bool isQuiet = m_quiet.erase(key) > 0;
    if (isQuiet || key != m_current || key == m_reference || !m_reference.empty())
        return;
    const ShelfPlace* other = m_shelf->find(m_before);
    for (const auto& place : m_shelf->places())
        if ((other == nullptr || !other->loaded || other->path == key) && place.path != key && place.loaded)
            other = &place;
    if (other == nullptr || !other->loaded || other->path == key)
        return;
    m_messages->showMessage(Severity::Info,
        tr("%1 is open. It can be compared with %2.")
            .arg(m_shelf->title(*m_shelf->find(key)), m_shelf->title(*other)),
        tr("Compare"), [this, path = other->path] {
            compareWith(toQt(path));
            m_tabs->setCurrentWidget(m_diff);
        });
}

void CheckpointView::compareWith(const QString& path)
{
    m_reference = fromQt(path);
    if (m_messages->isVisible() && m_messages->severity() == Severity::Info)
        m_messages->dismiss(); // the offer to compare
    refresh();
}

void CheckpointView::takeError(const Error& error)
{
    const bool isLost = error.kind == ErrorKind::NotFound || error.kind == ErrorKind::InvalidInput;
    if (isLost && m_shown)
        return tellLost(toQt(m_shown->path), error);
    m_messages->showError(error);
}

void CheckpointView::tellLost(const QString& path, const Error& error)
{
    m_messages->showMessage(Severity::Warning, toQt(error.message), tr("Open again"),
        [this, path = fromQt(path)] { m_shelf->reload(path); });
}

void CheckpointView::closeCurrent()
{
    m_session.closeCheckpoint(m_session.currentCheckpoint());
}

void CheckpointView::saveTensor()
{
    m_tensor->saveTensor();
}

void CheckpointView::checkValues()
{
    m_tabs->setCurrentWidget(m_splitter);
    m_list->checkValues();
}

void CheckpointView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_shelf->setWatching(true);
}

void CheckpointView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_shelf->setWatching(false);
}

} // namespace modalscope
