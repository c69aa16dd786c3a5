#pragma once

#include "app/window/run_line.h"
#include "widgets/session/session.h"
#include "widgets/tables/column_table_model.h"

#include <QTimer>
#include <QWidget>

class QToolButton;

namespace modalscope {

class RunNames;
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

protected:
    void changeEvent(QEvent* event) override;

private:
    std::vector<TableColumn<RunLine>> columns() const;
    void updateSoon();
    void update();
    void showSelection();
    void takeSelection();

    Session& m_session;
    RunNames& m_names;
    ColumnTableModel<RunLine>* m_model;
    TableView* m_table;
    QToolButton* m_groupButton;
    QList<QAction*> m_actions;
    bool m_grouped = false;
    bool m_following = false; // the session's selection is being shown: do not answer it
    QTimer m_update;
};

} // namespace modalscope
