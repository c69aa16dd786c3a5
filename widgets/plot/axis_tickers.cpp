#include "widgets/plot/axis_tickers.h"

#include <cmath>

namespace modalscope {
namespace {

QString superscript(int number)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString raised;
    for (const auto c : QString::number(std::abs(number)))
        raised += digits[c.digitValue()];
    return number < 0 ? QStringLiteral("⁻") + raised : raised;
}

} // namespace

double WholeTicker::getTickStep(const QCPRange& range)
{
    return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
}

QString NumberTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    const double rounded = std::abs(tick) < 1e-12 ? 0 : tick;
    auto text = QString::number(rounded, 'g', 6);
    if (const auto at = text.indexOf(QLatin1Char('e')); at >= 0)
        text = text.left(at) + QStringLiteral("×10") + superscript(text.mid(at + 1).toInt());
    return text.replace(QLatin1Char('-'), QStringLiteral("−"));
}

QString PowerTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    const int exponent = int(std::lround(std::log10(tick)));
    if (std::abs(exponent) <= 2)
        return QString::number(tick, 'g', 4);
    return QStringLiteral("10") + superscript(exponent);
}

QString wrapped(const QString& text, const QFontMetrics& metrics, int width, int lines)
{
    QString out;
    QString line;
    for (const auto& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
        if (!line.isEmpty() && metrics.horizontalAdvance(longer) > width
            && out.count(QLatin1Char('\n')) + 1 < lines) {
            out += line + QLatin1Char('\n');
            line = word;
        } else {
            line = longer;
        }
    }
    return out + line;
}

} // namespace modalscope
