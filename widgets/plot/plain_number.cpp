#include "widgets/plot/plain_number.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

QString withoutZeros(QString text)
{
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

QString withMinus(QString text)
{
    return text.replace(QLatin1Char('-'), QStringLiteral("−"));
}

int magnitudeOf(double value)
{
    return int(std::floor(std::log10(std::abs(value))));
}

bool isPlain(double value)
{
    return value == 0 || (std::abs(value) >= 1e-4 && std::abs(value) < 1e7);
}

} // namespace

QString superscript(int number)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString raised;
    for (const auto c : QString::number(std::abs(number)))
        raised += digits[c.digitValue()];
    return number < 0 ? QStringLiteral("⁻") + raised : raised;
}

QString plainNumber(double value, int digits)
{
    if (!std::isfinite(value) || value == 0)
        return QString::number(value);
    if (isPlain(value))
        return withMinus(
            withoutZeros(QString::number(value, 'f', std::max(0, digits - 1 - magnitudeOf(value)))));
    const auto text = QString::number(value, 'e', std::max(0, digits - 2));
    const auto at = text.indexOf(QLatin1Char('e'));
    return withMinus(withoutZeros(text.left(at))) + QStringLiteral("×10")
        + superscript(text.mid(at + 1).toInt());
}

QString plainRange(double low, double high)
{
    constexpr int kDigits = 3; // of the distance
    const double distance = std::abs(high - low);
    const bool isFixed = std::isfinite(distance) && distance > 0 && isPlain(low) && isPlain(high);
    const auto text = [&](double value) {
        if (!isFixed)
            return plainNumber(value, kDigits);
        const int decimals = std::clamp(kDigits - 1 - magnitudeOf(distance), 0, 10);
        return withMinus(withoutZeros(QString::number(value, 'f', decimals)));
    };
    return QStringLiteral("%1 to %2").arg(text(low), text(high));
}

} // namespace modalscope
