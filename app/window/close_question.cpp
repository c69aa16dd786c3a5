#include "app/window/close_question.h"

#include "widgets/session/session.h"

#include <QMessageBox>
#include <QPushButton>

namespace modalscope {
namespace {

QString laterSentence(const RunQueue& queue)
{
    bool goesOn = false, beginsAnew = false;
    for (int i = 0; i < queue.size(); ++i)
        if (const auto& job = queue.at(i); isActive(job.state))
            (job.goesOn() ? goesOn : beginsAnew) = true;
    QStringList sentences;
    if (goesOn)
        sentences << QObject::tr(
            "Stopped runs go on from their last complete epoch when you continue them at the next start.");
    if (beginsAnew)
        sentences << QObject::tr(
            "Adapters and tests that are stopped begin anew when you resume them in the queue.");
    return sentences.join(QLatin1Char(' '));
}

} // namespace

void askToClose(QWidget& window, Session& session, std::function<void(bool stop)> answer)
{
    const auto& queue = session.queue();
    const int working = queue.count(QueueState::Running) + queue.count(QueueState::Paused)
        + queue.count(QueueState::Stopping);
    auto* box = new QMessageBox(&window);
    box->setObjectName(QStringLiteral("closeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setText(
        working == 1 ? QObject::tr("One run is working.") : QObject::tr("%1 runs are working.").arg(working));
    box->setInformativeText(laterSentence(queue));
    auto* stop = box->addButton(QObject::tr("Stop and close"), QMessageBox::AcceptRole);
    auto* stay = box->addButton(QObject::tr("Keep running"), QMessageBox::RejectRole);
    stop->setObjectName(QStringLiteral("stopAndClose"));
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    QObject::connect(box, &QMessageBox::finished, &window,
        [box, stop, answer = std::move(answer)] { answer(box->clickedButton() == stop); });
    box->open();
}

} // namespace modalscope
