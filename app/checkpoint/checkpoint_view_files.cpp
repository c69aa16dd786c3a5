#include "app/checkpoint/checkpoint_view.h"
#include "app/checkpoint/dropped_checkpoints.h"
#include "app/checkpoint/tensor_list_panel.h"
#include "app/checkpoint/tensor_panel.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QJsonArray>
#include <QSplitter>
#include <QTabWidget>

namespace modalscope {

void CheckpointView::openFiles()
{
    const auto paths = FileDialog::openFiles(this, tr("Open checkpoints"),
        tr("Checkpoints (*.safetensors *.pt *.pth *.ckpt *.bin *.th *.torch *.npz *.npy *.h5 *.hdf5);;All "
           "files "
           "(*)"));
    for (const auto& path : paths)
        openPath(path);
}

void CheckpointView::openPath(const QString& path)
{
    const auto whole = fromQt(QFileInfo(path).absoluteFilePath());
    const auto* known = m_shelf->find(whole);
    m_session.openCheckpoint(whole);
    if (known != nullptr && known->error)
        m_shelf->reload(whole); // it was asked for anew
}

QJsonObject CheckpointView::saveState() const
{
    QJsonArray paths;
    for (const auto& path : m_session.checkpoints())
        paths << toQt(path);
    return {{QStringLiteral("open"), paths}, {QStringLiteral("current"), toQt(m_current)},
        {QStringLiteral("reference"), toQt(m_reference)}, {QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())},
        {QStringLiteral("list"), m_list->saveState()}, {QStringLiteral("tensor"), m_tensor->saveState()}};
}

/// What somebody opened before the page was shown stays current.
void CheckpointView::restoreState(const QJsonObject& state)
{
    const auto asked = m_session.currentCheckpoint();
    m_list->restoreState(state.value(QStringLiteral("list")).toObject());
    m_tensor->restoreState(state.value(QStringLiteral("tensor")).toObject());
    const auto paths = state.value(QStringLiteral("open")).toArray();
    for (const auto& path : paths) {
        const auto whole = fromQt(path.toString());
        if (whole.empty() || m_shelf->find(whole) != nullptr)
            continue;
        m_quiet.insert(whole);
        m_session.openCheckpoint(whole);
    }
    m_session.setCurrentCheckpoint(
        asked.empty() ? fromQt(state.value(QStringLiteral("current")).toString()) : asked);
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
    compareWith(state.value(QStringLiteral("reference")).toString());
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
}

void CheckpointView::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedCheckpoints(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void CheckpointView::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    for (const auto& path : droppedCheckpoints(*event->mimeData()))
        openPath(path);
}

} // namespace modalscope
