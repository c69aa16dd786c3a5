#include "app/checkpoint/tone_label.h"

#include "widgets/base/theme.h"

#include <QEvent>
#include <QGuiApplication>

namespace modalscope {

ToneLabel::ToneLabel(QWidget* parent)
    : QLabel(parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    hide();
}

void ToneLabel::say(const QString& sentence, Tone tone)
{
    m_tone = tone;
    setText(sentence);
    setVisible(!sentence.isEmpty());
    color();
}

void ToneLabel::color()
{
    // Only this colour is the label's own: with a whole palette it would not hear of another theme.
    QPalette colors;
    const auto theme = themeColors(QGuiApplication::palette());
    if (m_tone != Tone::Plain)
        colors.setColor(QPalette::WindowText, m_tone == Tone::Good ? theme.success : theme.danger);
    m_isColoring = true;
    setPalette(colors);
    m_isColoring = false;
}

void ToneLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if ((event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        && !m_isColoring)
        color();
}

} // namespace modalscope
