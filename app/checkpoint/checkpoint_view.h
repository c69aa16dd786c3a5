#pragma once

#include "app/checkpoint/checkpoint_shelf.h"

#include <QJsonObject>
#include <QWidget>

#include <set>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace modalscope {

class BranchPanel;
class CheckpointBar;
class CheckpointComparison;
class CodePanel;
class DiffPanel;
class EmptyState;
class FactsPanel;
class MatrixPanel;
class MessageBar;
class TensorListPanel;
class TensorPanel;

/// Files of weights: what is in them, what their tensors look like, how they differ. Reads nothing itself.
class CheckpointView : public QWidget {
    Q_OBJECT
public:
    explicit CheckpointView(Session& session, QWidget* parent = nullptr);
    ~CheckpointView() override;

    void openFiles(); ///< dialog
    void openPath(const QString& path);
    void closeCurrent();
    void compareWith(const QString& path); ///< empty = nothing
    void saveTensor();
    void checkValues();
    MessageBar& messages() const { return *m_messages; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeTabs();
    QWidget* makeTensorTab();
    void layOut();
    void connectBar();
    void connectPanels();
    void refresh();
    void showContents(const ShelfPlace& place);
    void takeLoaded(const QString& path);
    void takeError(const Error& error);
    void tellLost(const QString& path, const Error& error);

    Session& m_session;
    CheckpointShelf* m_shelf;
    CheckpointComparison* m_comparison;
    std::string m_reference; // path of the one that is compared with
    std::string m_current, m_before; // looked at now, and before that
    std::set<std::string> m_quiet; // come back from the last start: nothing is offered for them
    MessageBar* m_messages;
    CheckpointBar* m_bar;
    QStackedWidget* m_pages;
    QLabel* m_reading;
    EmptyState* m_problem;
    QTabWidget* m_tabs;
    QSplitter* m_splitter;
    TensorListPanel* m_list;
    TensorPanel* m_tensor;
    BranchPanel* m_branches;
    DiffPanel* m_diff;
    MatrixPanel* m_matrix;
    FactsPanel* m_facts;
    CodePanel* m_code;
    CheckpointPtr m_shown;
};

} // namespace modalscope
