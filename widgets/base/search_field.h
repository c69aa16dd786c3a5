#pragma once

#include <QLineEdit>

namespace modalscope {

/// A line edit with a magnifier and a cross; Escape clears it. `searched` follows typing after a pause of 120
/// ms.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

Q_SIGNALS:
    void searched(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace modalscope
