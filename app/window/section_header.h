#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace modalscope {

/// The line above a part of a dock: its title, a muted note, and small buttons on the right.
class SectionHeader : public QWidget {
    Q_OBJECT
public:
    explicit SectionHeader(const QString& title, QWidget* parent = nullptr);

    void setNote(const QString& note);
    QToolButton* addButton(QStringView icon, const QString& explanation, const char* name);

private:
    QLabel* m_note;
    QHBoxLayout* m_layout;
};

} // namespace modalscope
