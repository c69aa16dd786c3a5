#include "app/pages/segmentation_nothing.h"

#include "widgets/base/empty_state.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace modalscope {

SegmentationNothing::SegmentationNothing(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void SegmentationNothing::say(const QString& title, const QString& sentence, Offer offer)
{
    if (m_shown != nullptr) { // one of its buttons may be what was pressed
        m_shown->hide();
        m_shown->deleteLater();
    }
    m_shown = new EmptyState(QStringLiteral("segmentation"), title, sentence, this);
    layout()->addWidget(m_shown);
    if (offer == Offer::Open)
        m_shown->addAction(tr("Open the dataset"), [this] { openDataset(m_closed); })
            ->setObjectName(QStringLiteral("segmentationOpen"));
    if (offer == Offer::Try)
        m_shown->addAction(tr("Try again"), [this] { Q_EMIT tryRequested(); })
            ->setObjectName(QStringLiteral("segmentationTry"));
    m_shown->show();
    Q_EMIT said();
}

void SegmentationNothing::sayWorking(const QString& title, const QString& sentence)
{
    say(title, sentence, Offer::Nothing);
}

void SegmentationNothing::sayProblem(const QString& sentence)
{
    say(tr("Nothing to show"), sentence, Offer::Try);
}

void SegmentationNothing::sayClosed(const SegmentationRequest& wanted)
{
    m_closed = wanted.run;
    const auto name = toQt(wanted.run.origin.datasetName);
    const auto file = m_opened.first == wanted.run.id() ? m_opened.second : std::string();
    const auto* opened = m_session.dataset(file);
    const auto title = tr("The dataset is not open");
    if (opened != nullptr && opened->state == OpenDataset::State::Opening)
        sayWorking(tr("Opening the dataset"), tr("The dataset of this run, %1, is being opened.").arg(name));
    else if (opened != nullptr && opened->state == OpenDataset::State::Failed)
        say(title, toQt(opened->error), Offer::Open);
    else if (opened != nullptr)
        say(title,
            tr("%1 is not the dataset of this run any more: the run was trained on %2 with "
               "fingerprint %3; bring that file back and open it.")
                .arg(toQt(file), name, toQt(wanted.run.origin.datasetFingerprint.substr(0, 12))),
            Offer::Open);
    else
        say(title, tr("The dataset of this run, %1, is not open; its maps are shown once it is.").arg(name),
            Offer::Open);
}

void SegmentationNothing::openDataset(const StoredRun& run)
{
    m_opened = {run.id(), datasetFile(run)};
    m_session.openDataset(m_opened.second);
}

} // namespace modalscope
