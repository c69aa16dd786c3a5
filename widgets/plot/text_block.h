#pragma once

#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// Lines of text in the grid of a figure: wrapped to the width it is given, as high as that needs. An
/// optional bold letter stands before it.
class TextBlock : public QCPLayoutElement {
    Q_OBJECT
public:
    explicit TextBlock(QCustomPlot* plot)
        : QCPLayoutElement(plot)
    { }

    void setText(
        const QString& text, const QFont& font, const QColor& color, Qt::Alignment alignment = Qt::AlignLeft);
    void setLetter(const QString& letter, const QFont& font);
    void setPadding(int above, int below);
    const QString& text() const { return m_text; }

    /// Fixes the height for `width`: what the text needs, `least` at least.
    void fitTo(int width, int least = 0);

protected:
    void draw(QCPPainter* painter) override;

private:
    int letterWidth() const;

    QString m_text, m_letter;
    QFont m_font, m_letterFont;
    QColor m_color;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    int m_above = 0, m_below = 0;
    int m_width = 0;
};

} // namespace modalscope
