#pragma once

#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

/// Plain numbers without superfluous digits, no ticks between them, and so far apart that a character's room
/// is left between their labels.
class NumberTicker : public QCPAxisTicker {
public:
    /// The axis is `length` units long and labelled in `font`; labels of an upright one stand over each
    /// other.
    void fitTo(int length, const QFont& font, bool isUpright);

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double roomFor(const QCPRange& range, double step); ///< units that the widest label and its gap take

    int m_length = 0; // not known yet
    QFont m_font;
    bool m_isUpright = false;
};

/// Ticks at whole numbers only: epochs.
class WholeTicker : public NumberTicker {
protected:
    double getTickStep(const QCPRange& range) override;
};

/// Powers of ten: 0.01, 1, 100 near one, 10⁻⁶ far from it; steps between them, such as 2×10⁴, where an axis
/// holds few of them.
class PowerTicker : public QCPAxisTickerLog {
protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    bool m_isBetween = false; // ticks stand between powers
};

/// `text` on at most `lines` lines of about `width` units; words stay whole.
QString wrapped(const QString& text, const QFontMetrics& metrics, int width, int lines = 3);

/// `text` with the end of every line that is longer than `width` units left out.
QString elidedLines(const QString& text, const QFontMetrics& metrics, int width);

} // namespace modalscope
