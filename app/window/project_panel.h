#pragma once

#include <QWidget>

namespace modalscope {

class DatasetPanel;
class RunTable;
class Session;

/// What the left dock shows: open datasets above the runs of the workspace.
class ProjectPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProjectPanel(Session& session, QWidget* parent = nullptr);

    DatasetPanel& datasets() { return *m_datasets; }
    RunTable& runs() { return *m_runs; }

private:
    DatasetPanel* m_datasets;
    RunTable* m_runs;
};

} // namespace modalscope
