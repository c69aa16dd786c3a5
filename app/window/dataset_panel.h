#pragma once

#include "widgets/session/session.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace modalscope {

class SectionHeader;

/// The open datasets: a click makes one current, a double click shows it on the data page.
class DatasetPanel : public QWidget {
    Q_OBJECT
public:
    explicit DatasetPanel(Session& session, QWidget* parent = nullptr);

    void setOpenAction(QAction* open); ///< what the button and the empty list offer

private:
    void update();
    void showMenu(const QPoint& position);
    std::string pathAt(int row) const;

    Session& m_session;
    SectionHeader* m_header;
    QListWidget* m_list;
    QLabel* m_hint; // in the empty list
    QAction* m_open = nullptr;
};

} // namespace modalscope
