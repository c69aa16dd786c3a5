#include "widgets/plot/axis_tickers.h"

#include "widgets/plot/plain_number.h"

#include <cmath>

namespace modalscope {
namespace {

/// The next of 1, 2, 5, 10, 20, ...
double coarser(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step) + 1e-9));
    const double mantissa = step / power;
    return power * (mantissa < 1.5 ? 2 : mantissa < 4.5 ? 5 : 10);
}

} // namespace

void NumberTicker::fitTo(int length, const QFont& font, bool isUpright)
{
    m_length = length;
    m_font = font;
    m_isUpright = isUpright;
}

double NumberTicker::roomFor(const QCPRange& range, double step)
{
    const QFontMetrics metrics(m_font);
    if (m_isUpright)
        return metrics.height();
    double widest = 0;
    const double first = std::ceil(range.lower / step) * step;
    for (const double tick : {first, first + step, std::floor(range.upper / step) * step})
        widest = std::max(
            widest, double(metrics.horizontalAdvance(getTickLabel(tick, QLocale::c(), QLatin1Char('g'), 6))));
    return widest + 1.5 * metrics.horizontalAdvance(QLatin1Char('0'));
}

double NumberTicker::getTickStep(const QCPRange& range)
{
    double step = QCPAxisTicker::getTickStep(range);
    if (m_length <= 0 || !(step > 0))
        return step;
    while (roomFor(range, step) * range.size() > m_length * step && coarser(step) <= range.size())
        step = coarser(step);
    return step;
}

double WholeTicker::getTickStep(const QCPRange& range)
{
    return std::max(1.0, std::round(NumberTicker::getTickStep(range)));
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

QString elidedLines(const QString& text, const QFontMetrics& metrics, int width)
{
    auto lines = text.split(QLatin1Char('\n'));
    for (auto& line : lines)
        line = metrics.elidedText(line, Qt::ElideRight, width);
    return lines.join(QLatin1Char('\n'));
}

} // namespace modalscope
