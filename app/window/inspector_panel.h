#pragma once

#include "widgets/session/session.h"

#include <QTimer>
#include <QWidget>

#include <set>

class QCheckBox;
class QLabel;
class QTreeWidget;

namespace modalscope {

class RunNames;

/// What the right dock shows: everything known about the selected runs, side by side, on demand only what
/// differs.
class InspectorPanel : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPanel(Session& session, QWidget* parent = nullptr);

    void showOnlyDifferences(bool only);

protected:
    void changeEvent(QEvent* event) override;

private:
    void update();
    void layOutColumns(int runs);
    QString titleOf(const std::string& id) const;
    void fillTitle(const std::vector<std::string>& shown);
    void copySelection() const;

    Session& m_session;
    RunNames& m_names;
    QLabel* m_title;
    QCheckBox* m_onlyDifferences;
    QTreeWidget* m_tree;
    std::set<QString> m_closed; // titles of sections that the user has folded
    QTimer m_update;
    QTimer m_layout; // columns of another width wrap otherwise
};

} // namespace modalscope
