#pragma once

#include <QSplitter>

namespace modalscope {

/// A main part with something beside it, which takes a third of the width until somebody moves the border:
/// what comes into the side never makes it wider.
class SideSplitter : public QSplitter {
    Q_OBJECT
public:
    explicit SideSplitter(QWidget* parent = nullptr);

    void setParts(QWidget* main, QWidget* side);
    QString state() const; ///< empty while nobody has moved the border
    void setState(const QString& state);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    bool m_isMoved = false;
};

} // namespace modalscope
