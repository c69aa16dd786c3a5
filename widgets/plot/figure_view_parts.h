#pragma once

#include "widgets/base/empty_state.h"
#include "widgets/plot/epoch_cursor.h"
#include "widgets/plot/figure_painter.h"
#include "widgets/plot/figure_toolbar.h"
#include "widgets/plot/figure_view.h"
#include "widgets/plot/qcustomplot_include.h"

class QLabel;
class QMouseEvent;
class QStackedLayout;

namespace modalscope {

/// The plot and what lies over it. The figure is drawn when the view is visible; until then it is only kept.
struct FigureView::Parts {
    explicit Parts(FigureView* owner);

    void draw();
    void layout();
    void placeCorner();
    void follow(const QPointF& position);
    void press(QMouseEvent* event);
    void release(QMouseEvent* event);
    void linkEpochs(const QCPAxis* changed) const;
    void zoom(double factor);
    void moveCursor(double epoch);
    void redrawOverlay() { plot->layer(QStringLiteral("overlay"))->replot(); }
    int panelAt(const QPointF& position) const;

    FigureView* view;
    QStackedLayout* stack;
    QCustomPlot* plot;
    EmptyState* empty = nullptr;
    QLabel* readoutLabel;
    FigureToolbar* toolbar;
    FigurePainter painter;
    EpochCursor cursor;
    QCPItemTracer* dot = nullptr;
    Figure figure;
    FigureStyle style;
    bool isStale = true; // the figure changed since it was drawn
    bool isZoomed = false; // by the user: new numbers keep the ranges
    bool isDraggingCursor = false;
    QPointF pressedAt;
    int pageHeight = 150; // least height that the page wants for the view
    int askedHeight = 150; // that the view has asked for
};

} // namespace modalscope
