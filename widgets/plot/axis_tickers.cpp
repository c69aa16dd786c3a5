#include "widgets/plot/axis_tickers.h"

#include "widgets/plot/plain_number.h"

#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kFewPowers = 20; // of the ends of an axis: powers of ten alone would be one or two
constexpr qsizetype kMostBetween = 5; // ticks

/// The next of 1, 2, 5, 10, 20, ...
double coarser(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step) + 1e-9));
    const double mantissa = step / power;
    return power * (mantissa < 1.5 ? 2 : mantissa < 4.5 ? 5 : 10);
}

/// Ticks inside `range` at these tenths of every power of ten.
QVector<double> ticksBetween(const QCPRange& range, const QVector<int>& tenths)
{
    QVector<double> ticks;
    const int last = int(std::ceil(std::log10(range.upper)));
    for (int exponent = int(std::floor(std::log10(range.lower))); exponent <= last; ++exponent)
        for (const int tenth : tenths)
            if (const double tick = tenth * std::pow(10, exponent) / 10; range.contains(tick))
                ticks << tick;
    return ticks;
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

QVector<double> PowerTicker::createTickVector(double tickStep, const QCPRange& range)
{
    m_isBetween = false;
    if (!(range.lower > 0) || range.upper / range.lower >= kFewPowers)
        return QCPAxisTickerLog::createTickVector(tickStep, range);
    m_isBetween = true;
    QVector<int> all(90);
    std::iota(all.begin(), all.end(), 10);
    QVector<double> ticks;
    for (const auto& tenths : {QVector<int>{10, 20, 50}, QVector<int>{10, 20, 30, 40, 50, 70}, all})
        if (ticks = ticksBetween(range, tenths); ticks.size() >= 2)
            break;
    if (const auto each = (ticks.size() + kMostBetween - 1) / kMostBetween; each > 1) { // a narrow range
        QVector<double> some;
        for (qsizetype i = 0; i < ticks.size(); i += each)
            some << ticks[i];
        return some;
    }
    return ticks;
}

int PowerTicker::getSubTickCount(double tickStep)
{
    return m_isBetween ? 0 : QCPAxisTickerLog::getSubTickCount(tickStep);
}

QString PowerTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    const int exponent = int(std::floor(std::log10(tick) + 1e-9));
    if (std::abs(exponent) <= 2)
        return QString::number(tick, 'g', 4);
    const auto factor = QString::number(tick / std::pow(10, exponent), 'g', 3);
    return (factor == QLatin1String("1") ? QStringLiteral("10") : factor + QStringLiteral("×10"))
        + superscript(exponent);
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
