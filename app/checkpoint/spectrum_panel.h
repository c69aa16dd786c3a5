#pragma once

#include "app/checkpoint/loaded_checkpoint.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace modalscope {

class FigureView;
class LongWork;
class ProgressRow;

/// Singular values of a matrix with its effective rank. Small ones are computed when the panel is seen, large
/// ones when they are asked for.
class SpectrumPanel : public QWidget {
    Q_OBJECT
public:
    explicit SpectrumPanel(QWidget* parent = nullptr);

    void setTensor(CheckpointPtr loaded, int tensor);
    FigureView* figure() const { return m_figure; }

Q_SIGNALS:
    void failed(const modalscope::Error& error); ///< the file has changed or cannot be read

protected:
    void showEvent(QShowEvent* event) override;

private:
    void begin();
    void askWhenSmall();
    void takeError(const Error& error);

    CheckpointPtr m_loaded;
    int m_tensor = -1;
    bool m_isStale = false;
    QLabel* m_rank;
    QPushButton* m_compute;
    ProgressRow* m_progress;
    FigureView* m_figure;
    LongWork* m_work; // last: its thread ends first
};

} // namespace modalscope
