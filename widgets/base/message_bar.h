#pragma once

#include "core/base/error.h"

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;
class QPushButton;

namespace modalscope {

enum class Severity { Info, Success, Warning, Error };

/// One sentence above a page, with an optional button such as "Go there"; never modal, dismissed by its cross
/// or Escape. Hidden until something is shown. Success and information go by themselves after 8 seconds.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showMessage(Severity severity, const QString& sentence, const QString& actionText = {},
        std::function<void()> action = {});
    void showError(const Error& error, const QString& actionText = {}, std::function<void()> action = {});
    void dismiss();

    QString text() const;
    Severity severity() const { return m_severity; }

Q_SIGNALS:
    void dismissed();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void updateLook();

    Severity m_severity = Severity::Info;
    std::function<void()> m_action;
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_button;
    QToolButton* m_close;
    int m_timer = 0;
};

} // namespace modalscope
