#pragma once

#include <QJsonObject>
#include <QWidget>

#include <memory>
#include <string>

class QComboBox;
class QLabel;
class QProgressBar;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace modalscope {

class BackgroundLine;
class DatasetOverview;
class EmptyState;
class MessageBar;
class SampleBrowser;
class Session;
struct Dataset;

/// The data page: the open datasets, one of them shown.
class DataView : public QWidget {
    Q_OBJECT
public:
    explicit DataView(Session& session, QWidget* parent = nullptr);

    void chooseFile(); ///< dialog
    QJsonObject saveState() const; ///< which tab is in front
    void restoreState(const QJsonObject& state);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeTop();
    QWidget* makeOpening();
    void refresh();
    void showDataset(const std::shared_ptr<const Dataset>& dataset);

    Session& m_session;
    std::shared_ptr<const Dataset> m_shown;
    std::string m_reportedError; // path of the last one said, so that it is said once
    MessageBar* m_messages;
    QComboBox* m_datasets;
    QToolButton* m_close;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QLabel* m_openingText;
    QProgressBar* m_openingBar;
    QTabWidget* m_tabs;
    DatasetOverview* m_overview;
    SampleBrowser* m_samples;
    BackgroundLine* m_line;
};

} // namespace modalscope
