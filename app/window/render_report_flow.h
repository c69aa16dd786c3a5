#pragma once

#include "app/window/render_report.h"

#include <QColor>
#include <QFont>
#include <QString>
#include <QTextLayout>

#include <vector>

class QPainter;
class QPdfWriter;

namespace modalscope {

/// How text on a page looks; sizes in points.
struct PageText {
    double points = 9;
    bool bold = false;
    bool fixedWidth = false;
    QColor color = Qt::black;
    Qt::Alignment alignment = Qt::AlignLeft;

    QFont font() const;
};

/// A text in a column.
struct PageCell {
    QString text;
    PageText look;
    QList<QTextLayout::FormatRange> formats; ///< bold, underlined parts
};

/// A column of a row, in units.
struct PageColumn {
    double left = 0, width = 0;
};

/// Lays texts, tables and figures below each other on A4 pages. Without a writer nothing is drawn: pages are
/// counted. Lengths are in units of a tenth of a point.
class PageFlow {
public:
    static constexpr double kPoint = 10;
    static constexpr double kMillimetre = 720 / 25.4;
    static constexpr double kWidth = 170 * kMillimetre; ///< between the margins

    /// `footer` stands on every page beside its number; `pages` is their number, 0 = not known yet.
    PageFlow(QPdfWriter* writer, QPainter* painter, const QString& footer, int pages);

    int page() const { return m_page; }

    void space(double height); ///< unless at the top of a page
    void need(double height); ///< begins a page when less is left
    void breakPage();

    void text(const PageCell& cell, double indent = 0); ///< breaks between lines
    /// Cells side by side at the same height, on one page. `onBreak` is called at the top of a new page.
    void row(const std::vector<PageCell>& cells, const std::vector<PageColumn>& columns, double gap,
        const std::function<void()>& onBreak = {});
    void rule(double points, double left = 0, double right = kWidth);
    void figure(const DrawnFigure& figure); ///< centred
    /// A grey ground behind the next `height` units.
    void shade(double height);

    static double textWidth(const PageCell& cell); ///< on one line
    static double textHeight(const PageCell& cell, double width);

private:
    void writeFooter();

    QPdfWriter* m_writer;
    QPainter* m_painter;
    QString m_footer;
    int m_pages;
    int m_page = 1;
    double m_y = 0;
    double m_height;
};

} // namespace modalscope
