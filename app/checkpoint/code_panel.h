#pragma once

#include "app/checkpoint/loaded_checkpoint.h"

#include <QWidget>

class QComboBox;
class QPlainTextEdit;

namespace modalscope {

class LongWork;

/// The code of a TorchScript archive as text. It is never run.
class CodePanel : public QWidget {
    Q_OBJECT
public:
    explicit CodePanel(QWidget* parent = nullptr);

    void setCheckpoint(CheckpointPtr loaded);
    static bool hasCode(const CheckpointPtr& loaded);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void read();

    CheckpointPtr m_loaded;
    bool m_isStale = false;
    QComboBox* m_files;
    QPlainTextEdit* m_text;
    LongWork* m_work; // last: its thread ends first
};

} // namespace modalscope
