#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "core/inspect/checkpoint_diff.h"

#include <QWidget>

class QComboBox;

namespace modalscope {

class FigureView;
class LongWork;
class ProgressRow;

/// Distances between all open checkpoints, as a heat map of one branch: epochs of a run, seeds.
class MatrixPanel : public QWidget {
    Q_OBJECT
public:
    explicit MatrixPanel(QWidget* parent = nullptr);

    /// Read once the panel is seen. `names`: one for each.
    void setCheckpoints(std::vector<CheckpointPtr> loaded, std::vector<std::string> names);
    FigureView* figure() const { return m_figure; }

Q_SIGNALS:
    void failed(const modalscope::Error& error);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void draw();

    std::vector<CheckpointPtr> m_loaded;
    std::vector<std::string> m_names;
    std::shared_ptr<const CheckpointMatrix> m_matrix;
    bool m_isStale = false;
    QComboBox* m_branch;
    QComboBox* m_measure;
    FigureView* m_figure;
    ProgressRow* m_progress;
    LongWork* m_work; // last: its thread ends first
};

} // namespace modalscope
