#pragma once

#include "core/analysis/gap_shift_report.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

class QLabel;
class QPushButton;

namespace modalscope {

class EngineWork;
class FigureView;
class ProgressRow;
class Session;
class TablePanel;

/// Whose features a shift experiment is to move.
struct GapShiftChoice {
    std::shared_ptr<const std::vector<StoredRun>> runs = {}; ///< finished ones, never null
    std::string split = {};
    std::string pair = {}; ///< gapPairKey(); empty = there is none yet
    std::map<std::string, int> colors = {}; ///< by group id

    QString key() const; ///< equal for choices of the same experiment
};

/// What the runs' heads say after features of two modalities were moved along the gap between them. Nothing
/// is computed until somebody asks for it.
class GapShiftPanel : public QWidget {
    Q_OBJECT
public:
    /// `choice` says what is chosen now; `addTable` makes the table, a child of its argument.
    GapShiftPanel(Session& session, std::function<GapShiftChoice()> choice,
        const std::function<TablePanel*(QWidget*)>& addTable, QWidget* parent = nullptr);

    void showState(); ///< what is chosen has changed
    void showReport(); ///< colours have
    FigureView* figureView() const { return m_figure; }

Q_SIGNALS:
    void ended(); ///< an experiment, well or not

private:
    void start();

    std::function<GapShiftChoice()> m_choice;
    QString m_shownKey; // of the experiment that is shown
    QString m_problem; // of the last experiment
    std::shared_ptr<const GapShiftReport> m_report;
    QPushButton* m_button;
    ProgressRow* m_progress;
    QLabel* m_said;
    FigureView* m_figure;
    TablePanel* m_table;
    Session& m_session;
    EngineWork* m_work;
};

} // namespace modalscope
