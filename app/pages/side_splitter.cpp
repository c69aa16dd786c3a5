#include "app/pages/side_splitter.h"

namespace modalscope {
namespace {

constexpr int kLeastSide = 200;
constexpr double kSideShare = 0.34;

} // namespace

SideSplitter::SideSplitter(QWidget* parent)
    : QSplitter(parent)
{
    setChildrenCollapsible(false);
    setHandleWidth(12);
    connect(this, &QSplitter::splitterMoved, this, [this] { m_isMoved = true; });
}

void SideSplitter::setParts(QWidget* main, QWidget* side)
{
    addWidget(main);
    addWidget(side);
    for (auto* part : {main, side})
        part->setMinimumWidth(kLeastSide); // in place of what their contents ask for
}

QString SideSplitter::state() const
{
    return m_isMoved ? QString::fromLatin1(saveState().toBase64()) : QString();
}

void SideSplitter::setState(const QString& state)
{
    if (!state.isEmpty() && restoreState(QByteArray::fromBase64(state.toLatin1())))
        m_isMoved = true;
}

void SideSplitter::resizeEvent(QResizeEvent* event)
{
    QSplitter::resizeEvent(event);
    if (m_isMoved || count() < 2)
        return;
    const int side = qRound((width() - handleWidth()) * kSideShare);
    setSizes({width() - handleWidth() - side, side});
}

} // namespace modalscope
