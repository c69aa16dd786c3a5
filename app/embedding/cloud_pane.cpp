#include "app/embedding/cloud_pane.h"

#include "app/embedding/layout_controls.h"
#include "app/embedding/layout_words.h"
#include "app/embedding/pane_nothing.h"
#include "app/embedding/source_choices.h"
#include "app/pages/progress_row.h"
#include "core/base/text.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {

CloudPane::CloudPane(
    Session& session, const QString& name, std::shared_ptr<EmbeddingMemory> memory, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_name(name)
    , m_title(new QLabel(this))
    , m_toggle(new QToolButton(this))
    , m_choices(new QWidget(this))
    , m_sources(new SourceChoices(session, name, m_choices))
    , m_controls(new LayoutControls(name, m_choices))
    , m_progress(new ProgressRow(name, this))
    , m_pages(new QStackedWidget(this))
    , m_nothing(new PaneNothing(name, m_pages))
    , m_canvas(new CloudCanvas(m_pages))
    , m_mark(new QLabel(m_canvas))
    , m_note(new QLabel(this))
    , m_measure(new QPushButton(tr("Measure quality"), this))
    , m_quality(new QLabel(this))
    , m_work(new PaneWork(std::move(memory), this))
{
    makeLayoutOfParts();
    connect(m_toggle, &QToolButton::toggled, m_choices, &QWidget::setVisible);
    connect(m_sources, &SourceChoices::changed, this, [this] {
        m_only.clear();
        read();
    });
    connect(m_sources, &SourceChoices::arraysChanged, this, &CloudPane::layOut);
    connect(m_controls, &LayoutControls::changed, this, &CloudPane::layOut);
    connect(m_controls, &LayoutControls::computeRequested, this, &CloudPane::compute);
    connect(m_progress, &ProgressRow::cancelRequested, this, &CloudPane::cancel);
    connect(m_work, &PaneWork::samplesRead, this, &CloudPane::takeReading);
    connect(m_work, &PaneWork::layoutShown, this, &CloudPane::takeLayout);
    connect(m_work, &PaneWork::measured, this, &CloudPane::takeQuality);
    connect(m_work, &PaneWork::progressed, this, [this](Progress progress) {
        if (progress.stage == "neighbours" || progress.stage == "graph" || progress.stage == "start")
            progress.stage = "UMAP: " + progress.stage;
        else if (progress.total > 0)
            progress.stage
                += ": epoch " + std::to_string(progress.done) + " of " + std::to_string(progress.total);
        if (progress.secondsLeft >= 0)
            progress.stage += ", about " + durationText(progress.secondsLeft) + " left";
        m_progress->showProgress(progress);
    });
    connect(m_work, &PaneWork::workingChanged, this, [this](bool isWorking) {
        if (isWorking)
            m_progress->begin(tr("one moment"));
        else
            m_progress->end();
        m_measure->setEnabled(!isWorking && canMeasure());
    });
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_shown)
            m_work->measure(m_shown);
    });
    connect(m_canvas, &CloudCanvas::selectionChanged, this, &CloudPane::selectInSession);
    connect(m_canvas, &CloudCanvas::pointActivated, this, [this](qint64 point) {
        if (!m_shown)
            return;
        const auto& samples = *m_shown->request.samples;
        m_session.setCurrentSample({samples.dataset, samples.split,
            samples.features.rows[m_canvas->data()->samples[std::size_t(point)]]});
    });
    connect(m_canvas, &CloudCanvas::cameraChanged, this, [this] { m_isMoved = m_isMoved || !m_isFitting; });
    connect(m_canvas, &CloudCanvas::drawn, this, [this] {
        placeMark();
        if (std::exchange(m_fitsNext, false)) // later: the canvas is still taking the picture
            QMetaObject::invokeMethod(this, &CloudPane::showAllUnlessMoved, Qt::QueuedConnection);
    });
    sayNothingYet();
    updateTexts();
}

CloudPane::~CloudPane() = default;

void CloudPane::makeLayoutOfParts()
{
    setObjectName(m_name + QStringLiteral("Pane"));
    m_title->setObjectName(m_name + QStringLiteral("Title"));
    m_title->setWordWrap(true);
    auto bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_toggle->setObjectName(m_name + QStringLiteral("Choices"));
    m_toggle->setIcon(icon(u"settings"));
    m_toggle->setCheckable(true);
    m_toggle->setChecked(true);
    m_toggle->setToolTip(tr("Show or hide what this picture is made of"));
    m_toggle->setAccessibleName(tr("Choices of this picture"));
    m_canvas->setObjectName(m_name + QStringLiteral("Canvas"));
    m_canvas->installEventFilter(this);
    m_mark->setObjectName(m_name + QStringLiteral("Mark"));
    m_mark->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_mark->setProperty("caption", true);
    m_mark->hide();
    m_note->setObjectName(m_name + QStringLiteral("Note"));
    m_note->setProperty("caption", true);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_measure->setObjectName(m_name + QStringLiteral("Measure"));
    m_measure->setToolTip(
        tr("How far the picture keeps who is near whom: trustworthiness, continuity, overlap of neighbours, "
           "and whether neighbours have the same class"));
    m_quality->setObjectName(m_name + QStringLiteral("Quality"));
    m_quality->setProperty("caption", true);
    m_quality->setWordWrap(true);
    m_quality->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_measure);
    head->addWidget(m_toggle);
    auto* rows = new QVBoxLayout(m_choices);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_sources);
    rows->addWidget(m_controls);
    m_pages->addWidget(m_nothing);
    m_pages->addWidget(m_canvas);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_choices);
    layout->addWidget(m_progress);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_quality);
}

bool CloudPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas && event->type() == QEvent::Resize)
        placeMark();
    return QWidget::eventFilter(watched, event);
}

void CloudPane::placeMark()
{
    m_mark->adjustSize();
    const auto space = m_canvas->space();
    m_mark->move(int(space.right()) - m_mark->width() - 6, int(space.bottom()) - m_mark->height() - 4);
}

void CloudPane::setControlsShown(bool areShown)
{
    m_toggle->setChecked(areShown);
}

bool CloudPane::areControlsShown() const
{
    return m_toggle->isChecked();
}

QString CloudPane::title() const
{
    if (!m_shown)
        return m_sources->source().kind == EmbeddingKind::None
            ? tr("No features")
            : m_sources->findChild<QComboBox*>(m_name + QStringLiteral("Source"))->currentText();
    const auto& source = m_reading.request.source;
    auto text = m_sources->findChild<QComboBox*>(m_name + QStringLiteral("Source"))->currentText();
    if (source.kind != EmbeddingKind::File)
        text += QStringLiteral(" · ") + toQt(source.split);
    if (const auto at = m_shown->request.samples->features.source.find("epoch "); at != std::string::npos)
        text += QStringLiteral(" · ")
            + toQt(m_shown->request.samples->features.source).mid(int(at)).section(QLatin1Char(','), 0, 0);
    return text + QStringLiteral(" · ") + layoutTitle(*m_shown);
}

QString CloudPane::note() const
{
    if (!m_shown)
        return {};
    const auto mark = layoutMark(*m_shown);
    const auto note = layoutNote(*m_shown);
    return mark.isEmpty() ? note
                          : note + QLatin1Char(' ') + mark.left(1).toUpper() + mark.mid(1) + QLatin1Char('.');
}

void CloudPane::showAllUnlessMoved()
{
    if (m_isMoved)
        return;
    m_isFitting = true;
    m_canvas->showAll();
    m_isFitting = false;
}

bool CloudPane::canMeasure() const
{
    return m_shown && (m_shown->isFinished || m_shown->isStopped) && m_shown->points >= 3;
}

void CloudPane::updateTexts()
{
    const bool isShown = m_shown && m_pages->currentWidget() == m_canvas;
    m_title->setText(title());
    m_note->setText(note());
    m_note->setVisible(isShown);
    m_mark->setText(isShown ? layoutMark(*m_shown) : QString());
    m_mark->setVisible(!m_mark->text().isEmpty());
    placeMark();
    m_measure->setVisible(isShown);
    m_measure->setEnabled(isShown && !m_work->isWorking() && canMeasure());
    m_quality->setVisible(isShown && !m_quality->text().isEmpty());
    m_canvas->setAccessibleName(m_title->text());
}

} // namespace modalscope
