#pragma once

#include "core/figure/figure.h"

#include <QWidget>

#include <memory>

class QAction;

namespace modalscope {

/// Draws any Figure and lets a person look closer: wheel and drag zoom and pan, double click fits, hovering
/// reads values, panels that count epochs share a cursor. The same five buttons for every figure: fit, pin,
/// data, copy, export. Keys: arrows move the cursor, + and - zoom, F fits, Ctrl+C copies, Ctrl+E exports.
class FigureView : public QWidget {
    Q_OBJECT
public:
    explicit FigureView(QWidget* parent = nullptr);
    ~FigureView() override;

    /// Draws `figure`; when only its numbers changed the view stays where it was zoomed to.
    void setFigure(Figure figure);
    const Figure& figure() const;

    /// The line that all epoch panels share; NaN hides it.
    void setEpochCursor(double epoch);
    double epochCursor() const;

    /// What is said instead of a figure without panels.
    void setEmptyText(const QString& title, const QString& sentence);

    /// The five commands, for menus and the command palette.
    QList<QAction*> figureActions() const;

public Q_SLOTS:
    void fit();
    void pin(); ///< a copy in a window of its own that no longer changes
    void showData(); ///< a table of exactly what is drawn
    void copyToClipboard(); ///< as PNG and SVG
    void exportFigure(); ///< opens the export dialog

Q_SIGNALS:
    void epochCursorMoved(double epoch); ///< by the user
    void seriesClicked(int panel, int series); ///< index into `lines`, or into `bars` when there are no lines
    void barClicked(int panel, int series, int category); ///< beside seriesClicked
    void pointClicked(const QString& key); ///< the key of a single point, see PointSeries::keys
    void pinned(const modalscope::Figure& figure);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace modalscope
