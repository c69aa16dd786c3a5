#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QHBoxLayout;
class QPushButton;

namespace modalscope {

/// What a view shows while it has nothing to show: an icon, a title, one sentence and what to do about it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(
        const QString& iconName, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    /// The first button is the main one.
    QPushButton* addAction(const QString& text, std::function<void()> action);
    void setSentence(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void updateIcon();

    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_sentence;
    QHBoxLayout* m_buttons;
};

} // namespace modalscope
