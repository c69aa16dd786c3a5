#pragma once

#include "app/checkpoint/loaded_checkpoint.h"

#include <QWidget>

namespace modalscope {

class CheckpointComparison;
class FigureView;
class LongWork;
class ProgressRow;
class TablePanel;
class ToneLabel;

/// Parts of the network: how large each is and, beside another checkpoint, how far each moved. Values are
/// read once the panel is seen.
class BranchPanel : public QWidget {
    Q_OBJECT
public:
    explicit BranchPanel(CheckpointComparison& comparison, QWidget* parent = nullptr);

    void setCheckpoint(CheckpointPtr loaded);
    FigureView* figure() const { return m_figure; }
    TablePanel* table() const { return m_table; }

Q_SIGNALS:
    void failed(const modalscope::Error& error);
    void said(const QString& sentence);
    void warned(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Sums {
        std::weak_ptr<const LoadedCheckpoint> of;
        std::vector<BranchSize> sizes;
    };

    void layOut();
    void ask();
    void fill(const std::vector<BranchSize>& sizes);
    const std::vector<BranchSize>* known() const;
    void takeError(const Error& error);
    void showBusy();

    CheckpointComparison& m_comparison;
    CheckpointPtr m_loaded;
    std::vector<Sums> m_sums; // of checkpoints that are still open
    bool m_isRefused = false; // by an error or a cancel, until something else is chosen
    ToneLabel* m_flags;
    FigureView* m_figure;
    TablePanel* m_table;
    ProgressRow* m_progress;
    LongWork* m_work; // last: its thread ends first
};

} // namespace modalscope
