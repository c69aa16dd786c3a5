#pragma once

#include "core/experiment/study.h"

#include <QWidget>

class QLineEdit;
class QMenu;

namespace modalscope {

class MessageBar;
class Session;

/// The name of a study, and its way into the workspace's folder and back. What cannot be done is said in
/// `messages`.
class StudyBar : public QWidget {
    Q_OBJECT
public:
    StudyBar(Session& session, MessageBar& messages, QWidget* parent = nullptr);

    QString name() const; ///< as typed, without spaces around it
    void setName(const QString& name);

    /// Writes it under its name; asks before another study of that name is replaced.
    void store(const Study& study, bool replace = false);
    void openFile(); ///< dialog

Q_SIGNALS:
    void storeRequested(); ///< answer with store()
    void opened(const modalscope::Study& study);

private:
    void fillMenu();

    Session& m_session;
    MessageBar& m_messages;
    QLineEdit* m_name;
    QMenu* m_menu;
};

} // namespace modalscope
