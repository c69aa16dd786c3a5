#pragma once

#include <QFont>
#include <QLabel>

namespace modalscope {

/// A sentence in a form, over as many lines as it needs.
inline QLabel* sentenceLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    return label;
}

/// The title of a part of a form.
inline QLabel* headLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace modalscope
