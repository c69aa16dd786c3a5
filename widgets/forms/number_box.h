#pragma once

#include <QDoubleSpinBox>

namespace modalscope {

/// A spin box for any number: shows the shortest text that reads back the same, takes scientific notation
/// ("1e-4"), and steps 1, 2, 5, 10 where the range spans many powers of ten.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT
public:
    NumberBox(double least, double most, bool whole, QWidget* parent = nullptr);

    void stepBy(int steps) override;
    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void fixup(QString& text) const override; ///< says why what was typed is not taken
    QSize sizeHint() const override { return {130, QDoubleSpinBox::sizeHint().height()}; }
    QSize minimumSizeHint() const override { return {80, QDoubleSpinBox::minimumSizeHint().height()}; }

protected:
    void wheelEvent(QWheelEvent* event) override; ///< only with focus: scrolling a form must not change it

private:
    bool m_whole;
};

} // namespace modalscope
