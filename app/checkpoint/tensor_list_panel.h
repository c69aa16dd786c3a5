#pragma once

#include "app/checkpoint/tensor_tree_model.h"

#include <QJsonObject>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QTreeView;

namespace modalscope {

class LongWork;
class ProgressRow;
class SearchField;
class ToneLabel;

/// Every tensor of a checkpoint as a tree or a list, with a search; below it totals by part. Checks all
/// values for NaN and infinite ones when it is told to.
class TensorListPanel : public QWidget {
    Q_OBJECT
public:
    explicit TensorListPanel(QWidget* parent = nullptr);

    void setCheckpoint(CheckpointPtr loaded);
    void chooseTensor(int tensor); ///< shows it, also where a search hid it
    void checkValues(); ///< of every tensor
    QTreeView* view() const { return m_view; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void tensorChosen(int tensor); ///< which of Checkpoint::tensors; -1 = none
    void failed(const modalscope::Error& error);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void layOut();
    void connectParts();
    void search(const QString& text);
    void setList(bool isList);
    void showRest();
    void takeChecked(CheckedValues summaries);
    int chosen() const;
    void keepChosen(int tensor);

    CheckpointPtr m_loaded;
    SearchField* m_search;
    QCheckBox* m_list;
    QPushButton* m_check;
    QTreeView* m_view;
    TensorTreeModel* m_model;
    ToneLabel* m_checked;
    QLabel* m_totals;
    ProgressRow* m_progress;
    std::string m_wanted; // name of the tensor that was looked at last
    bool m_isFitting = false, m_isNameMoved = false; // the border behind the names
    int m_told = -1; // the tensor that was told last
    LongWork* m_work; // last: its thread ends first
};

} // namespace modalscope
