#pragma once

#include "app/pages/run_columns.h"

#include <QWidget>

#include <set>

class QLabel;
class QTimer;

namespace modalscope {

class RunNames;
class Session;
class TableView;

/// Every run of the workspace with every number it ended in; its selection is the session's.
class RunTablePanel : public QWidget {
    Q_OBJECT
public:
    explicit RunTablePanel(Session& session, QWidget* parent = nullptr);

    void refresh(); ///< rows anew; columns too when there are new metrics
    void refreshRun(
        const std::string& id); ///< one run has changed; several are shown together, ten times a second
    void showSelection();
    TableView* table() const { return m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    using Model = ColumnTableModel<RunRow>;
    void makeModel();
    bool hasNewMetrics() const;
    void showChanges();
    void showDifferences();
    void narrowDifferences();

    Session& m_session;
    RunNames& m_names;
    std::vector<RunRow> m_rows;
    std::vector<std::string> m_paths;
    std::set<std::shared_ptr<const std::vector<std::string>>> m_lists; // that m_paths was made from
    Model* m_model = nullptr;
    TableView* m_table;
    QLabel* m_count;
    QTimer* m_timer;
    std::set<std::string> m_stale; // ids whose rows are out of date
    bool m_selecting = false;
};

} // namespace modalscope
