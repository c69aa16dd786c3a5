#pragma once

#include "widgets/session/problem.h"
#include "widgets/tables/column_table_model.h"

#include <QWidget>

class QToolButton;

namespace modalscope {

class Session;
class TableView;

/// Everything a person should look at, newest last; a double click or "Go there" shows the run or the
/// dataset.
class ProblemView : public QWidget {
    Q_OBJECT
public:
    explicit ProblemView(Session& session, QWidget* parent = nullptr);

    int count() const { return m_model->rowCount(); }

Q_SIGNALS:
    void countChanged(int count);

private:
    void update();
    int selectedRow() const; // -1 = none
    void goThere(int row);

    Session& m_session;
    ColumnTableModel<Problem>* m_model;
    TableView* m_table;
    QToolButton* m_go;
    QToolButton* m_clear;
};

} // namespace modalscope
