#pragma once

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace modalscope {

/// A titled surface that holds one subject of a page.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title, QWidget* parent = nullptr);

    QVBoxLayout* content() const { return m_content; }
    void setTitle(const QString& title);
    void setCaption(const QString& text); ///< one quiet line below the title; empty hides it
    void addTitleWidget(QWidget* widget); ///< to the right of the title

protected:
    void changeEvent(QEvent* event) override;

private:
    void updateLook();

    QLabel* m_title;
    QLabel* m_caption;
    QVBoxLayout* m_content;
};

} // namespace modalscope
