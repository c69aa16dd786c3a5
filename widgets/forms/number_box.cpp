#include "widgets/forms/number_box.h"

#include "core/base/text.h"
#include "widgets/base/text.h"

#include <QRegularExpression>
#include <QToolTip>
#include <QWheelEvent>

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kDecimals = 40; // so that the spin box rounds nothing away
constexpr double kLargest = 9.007e15; // beyond it a spin box would lose whole numbers

/// The next of ..., 0.1, 0.2, 0.5, 1, 2, 5, ... above or below.
double neighbour(double value, bool up)
{
    constexpr std::array kSteps{1.0, 2.0, 5.0, 10.0};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    const double mantissa = value / power;
    constexpr double kSame = 1e-9;
    if (up) {
        for (const double step : kSteps)
            if (step > mantissa * (1 + kSame))
                return step * power;
        return 20 * power;
    }
    for (auto step = kSteps.rbegin(); step != kSteps.rend(); ++step)
        if (*step < mantissa * (1 - kSame))
            return *step * power;
    return 0.5 * power;
}

} // namespace

NumberBox::NumberBox(double least, double most, bool whole, QWidget* parent)
    : QDoubleSpinBox(parent)
    , m_whole(whole)
{
    setDecimals(whole ? 0 : kDecimals);
    setRange(std::max(least, -kLargest), std::min(most, kLargest));
    setKeyboardTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void NumberBox::stepBy(int steps)
{
    const double range = maximum() - minimum();
    const bool spansPowers = range > 20 || minimum() > 0 || (value() > 0 && value() < 0.02 * range);
    if (m_whole && value() + steps < 100) {
        setValue(value() + steps);
    } else if (!spansPowers) {
        const double step = range <= 1 ? 0.05 : 0.5;
        setValue(std::round((value() + steps * step) * 1e6) / 1e6);
    } else {
        double next = value();
        for (int i = 0; i < std::abs(steps); ++i)
            next = next > 0 ? neighbour(next, steps > 0) : next + (m_whole ? 1 : 0.1) * (steps > 0 ? 1 : -1);
        setValue(numberFromText(numberText(std::stod(QString::number(next, 'g', 12).toStdString()))));
    }
    selectAll();
}

QString NumberBox::textFromValue(double value) const
{
    auto text = toQt(numberText(value));
    return text.replace(QStringLiteral("e-0"), QStringLiteral("e-"))
        .replace(QStringLiteral("e+0"), QStringLiteral("e"));
}

double NumberBox::valueFromText(const QString& text) const
{
    const double value = numberFromText(fromQt(text.trimmed()));
    return std::isfinite(value) ? value : minimum();
}

QValidator::State NumberBox::validate(QString& text, int&) const
{
    static const QRegularExpression begun(QStringLiteral("^\\s*[+-]?\\d*\\.?\\d*([eE][+-]?\\d*)?\\s*$"));
    if (!begun.match(text).hasMatch())
        return QValidator::Invalid;
    const double value = numberFromText(fromQt(text.trimmed()));
    if (!std::isfinite(value) || value < minimum() || value > maximum()
        || (m_whole && value != std::floor(value)))
        return QValidator::Intermediate;
    return QValidator::Acceptable;
}

void NumberBox::fixup(QString& text) const
{
    const auto bounds = maximum() < kLargest
        ? tr("between %1 and %2").arg(textFromValue(minimum()), textFromValue(maximum()))
        : tr("at least %1").arg(textFromValue(minimum()));
    QToolTip::showText(mapToGlobal(rect().bottomLeft()),
        tr("\"%1\" is not a %2 %3; %4 stays")
            .arg(text.trimmed(), m_whole ? tr("whole number") : tr("number"), bounds, textFromValue(value())),
        const_cast<NumberBox*>(this));
}

void NumberBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace modalscope
