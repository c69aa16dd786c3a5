#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "widgets/tables/column_table_model.h"

#include <QWidget>

class QLabel;

namespace modalscope {

class FigureView;
class TableView;

/// What a checkpoint says beside its tensors: epoch, configuration, metadata; the history of training where
/// it lies in a run's folder.
class FactsPanel : public QWidget {
    Q_OBJECT
public:
    explicit FactsPanel(QWidget* parent = nullptr);

    void setCheckpoint(const CheckpointPtr& loaded);
    TableView* table() const { return m_table; }

private:
    ColumnTableModel<CheckpointFact>* m_model;
    QLabel* m_file;
    TableView* m_table;
    FigureView* m_history;
};

} // namespace modalscope
