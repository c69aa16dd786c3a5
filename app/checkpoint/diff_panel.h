#pragma once

#include "app/checkpoint/diff_model.h"
#include "widgets/runs/background_line.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace modalscope {

class CheckpointComparison;
class EmptyState;
class ProgressRow;
class SearchField;
class ToneLabel;

/// What differs between the checkpoint and the one that it is compared with, tensor by tensor.
class DiffPanel : public QWidget {
    Q_OBJECT
public:
    explicit DiffPanel(CheckpointComparison& comparison, QWidget* parent = nullptr);

    QTreeView* view() const { return m_view; }
    void exportDiff(); ///< dialog

Q_SIGNALS:
    void tensorActivated(int tensor); ///< of the checkpoint that is looked at: double click or Enter
    void said(const QString& sentence);
    void failed(const modalscope::Error& error);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void layOut();
    void refresh();
    void takeError(const Error& error);
    QString summary() const;

    CheckpointComparison& m_comparison;
    QStackedWidget* m_pages;
    EmptyState* m_nothing;
    QLabel* m_title;
    QLabel* m_recognised;
    ToneLabel* m_problem;
    SearchField* m_search;
    QCheckBox* m_equal;
    QPushButton* m_export;
    QTreeView* m_view;
    DiffModel* m_model;
    ProgressRow* m_progress;
    bool m_isRefused = false;
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
