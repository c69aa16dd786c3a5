#pragma once

#include "core/figure/table.h"
#include "core/store/workspace.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace modalscope {

class FigureView;
class TablePanel;

/// Methods by themselves, with adapters and trained anew, side by side for every set of modalities.
class AdaptedMethodsPanel : public QWidget {
    Q_OBJECT
public:
    using Runs = std::shared_ptr<const std::vector<StoredRun>>;

    explicit AdaptedMethodsPanel(QWidget* parent = nullptr);

    /// Finished runs of one dataset; reads their adapters on another thread.
    void setRuns(const Runs& runs);
    TablePanel* table() const { return m_table; }
    FigureView* figure() const { return m_figure; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Made {
        Table table;
        Figure figure;
    };
    static Made make(const Runs& runs);
    void ask();

    Runs m_runs, m_asked;
    TablePanel* m_table;
    FigureView* m_figure;
    NewestWork<Runs, Made> m_work; // last: its thread ends first
};

} // namespace modalscope
