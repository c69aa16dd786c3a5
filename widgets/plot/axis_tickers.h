#pragma once

#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

/// Ticks at whole numbers only: epochs.
class WholeTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
};

/// Plain numbers without superfluous digits, and no ticks between them.
class NumberTicker : public QCPAxisTicker {
protected:
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// Powers of ten: 0.01, 1, 100 near one, 10⁻⁶ far from it.
class PowerTicker : public QCPAxisTickerLog {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// `text` on at most `lines` lines of about `width` units; words stay whole.
QString wrapped(const QString& text, const QFontMetrics& metrics, int width, int lines = 3);

} // namespace modalscope
