#pragma once

// QCustomPlot 2.1 spells Qt's lower-case keywords; everything else here is built with QT_NO_KEYWORDS, because LibTorch
// has functions named slots(). Only .cpp files of widgets/plot and headers they share among themselves include this.
// clang-format off
#include <QObject>
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef foreach
#undef emit
#undef slots
#undef signals
// clang-format on
