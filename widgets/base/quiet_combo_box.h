#pragma once

#include <QComboBox>
#include <QWheelEvent>

namespace modalscope {

/// A combo box that lets the wheel scroll the form unless it has the focus.
class QuietComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

} // namespace modalscope
