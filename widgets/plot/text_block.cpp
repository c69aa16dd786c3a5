#include "widgets/plot/text_block.h"

namespace modalscope {

void TextBlock::setText(const QString& text, const QFont& font, const QColor& color, Qt::Alignment alignment)
{
    m_text = text;
    m_font = font;
    m_color = color;
    m_alignment = alignment;
}

void TextBlock::setLetter(const QString& letter, const QFont& font)
{
    m_letter = letter;
    m_letterFont = font;
}

void TextBlock::setPadding(int above, int below)
{
    m_above = above;
    m_below = below;
}

int TextBlock::letterWidth() const
{
    return m_letter.isEmpty() ? 0
                              : QFontMetrics(m_letterFont).horizontalAdvance(m_letter + QStringLiteral("  "));
}

void TextBlock::fitTo(int width, int least)
{
    m_width = width;
    int height = 0;
    if (!m_text.isEmpty() || !m_letter.isEmpty()) {
        const QFontMetrics metrics(m_font);
        const QRect space(0, 0, std::max(1, width - letterWidth()), 1 << 20);
        height = std::max(metrics.height(), metrics.boundingRect(space, Qt::TextWordWrap, m_text).height());
        if (!m_letter.isEmpty())
            height = std::max(height, QFontMetrics(m_letterFont).height());
        height += m_above + m_below;
    }
    height = std::max(height, least);
    setMinimumSize(0, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
}

void TextBlock::draw(QCPPainter* painter)
{
    auto space = rect().adjusted(0, m_above, 0, -m_below);
    space.setWidth(std::min(space.width(), m_width));
    painter->setPen(QPen(m_color));
    if (!m_letter.isEmpty()) {
        painter->setFont(m_letterFont);
        painter->drawText(space, Qt::AlignLeft | Qt::AlignTop | Qt::TextDontClip, m_letter);
        space.setLeft(space.left() + letterWidth());
        // both on one base line
        space.setTop(space.top() + QFontMetrics(m_letterFont).ascent() - QFontMetrics(m_font).ascent());
    }
    painter->setFont(m_font);
    painter->drawText(space, int(m_alignment | Qt::AlignTop) | Qt::TextWordWrap | Qt::TextDontClip, m_text);
}

} // namespace modalscope
