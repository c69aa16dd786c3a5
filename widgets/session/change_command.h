#pragma once

#include <QUndoCommand>

#include <functional>

namespace modalscope {

/// An undoable step made of two functions.
class ChangeCommand : public QUndoCommand {
public:
    ChangeCommand(const QString& text, std::function<void()> redoIt, std::function<void()> undoIt)
        : QUndoCommand(text)
        , m_redo(std::move(redoIt))
        , m_undo(std::move(undoIt))
    { }

    void redo() override { m_redo(); }
    void undo() override { m_undo(); }

private:
    std::function<void()> m_redo;
    std::function<void()> m_undo;
};

} // namespace modalscope
