#pragma once

#include "widgets/session/session.h"
#include "widgets/tables/column_table_model.h"

#include <QTimer>
#include <QWidget>

class QToolButton;

namespace modalscope {

class TableView;

/// The runs of the workspace: one line each, or one for all seeds of the same settings. Its selection is the
/// session's.
class RunTable : public QWidget {
    Q_OBJECT
public:
    explicit RunTable(Session& session, QWidget* parent = nullptr);

    void setRowActions(QList<QAction*> actions); ///< commands for the selected runs, shown by a right click
    bool isGrouped() const { return m_grouped; }
    void setGrouped(bool grouped); ///< by everything but the seed
    void focusSearch();

private:
    /// One line: a run, or the runs of a group.
    struct Row {
        QString key, title, state, progress, timeLeft, seeds, dataset;
        std::vector<std::string> ids;
        QColor color, stateColor;
        bool pinned = false;
        double fraction = -1;
        double secondsLeft = -1;
        double accuracy = 0; ///< test, fused, mean of the line's runs; NaN when unknown
        qint64 started = 0;
    };

    std::vector<TableColumn<Row>> columns() const;
    std::vector<Row> rows() const;
    static void addTo(Row& row, const RunEntry& entry);
    void updateSoon();
    void update();
    void showStateWhenItSaysSomething();
    void showSelection();
    void takeSelection();

    Session& m_session;
    ColumnTableModel<Row>* m_model;
    TableView* m_table;
    QToolButton* m_groupButton;
    QList<QAction*> m_actions;
    bool m_grouped = false;
    bool m_stateSays = true; // some run has another state than finished
    bool m_following = false; // the session's selection is being shown: do not answer it
    QTimer m_update;
};

} // namespace modalscope
