#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QLineEdit;

namespace modalscope {

class FlowLayout;

/// Values beside each other, each with a cross that removes it, and behind them a field where more are typed.
class AxisChips : public QWidget {
    Q_OBJECT
public:
    explicit AxisChips(QWidget* parent = nullptr);

    /// One chip is called "chip:TEXT", its cross "remove:TEXT". Of very many only the first are shown.
    void setTexts(const QStringList& texts, const QStringList& toolTips = {});
    QLineEdit* input() const { return m_input; } ///< "axisInput"
    void setInputShown(bool shown);

Q_SIGNALS:
    void removed(int index);
    void entered(const QString& text); ///< Enter, or the field was left with a text in it

private:
    QWidget* makeChip(const QString& text, const QString& toolTip, int index);

    FlowLayout* m_layout;
    QLineEdit* m_input;
    std::vector<QWidget*> m_chips;
};

} // namespace modalscope
