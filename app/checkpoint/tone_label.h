#pragma once

#include <QLabel>

namespace modalscope {

/// A sentence that is good or bad news, in the theme's colour of it; the words say it too. Hidden while
/// empty.
class ToneLabel : public QLabel {
    Q_OBJECT
public:
    enum class Tone { Plain, Good, Bad };

    explicit ToneLabel(QWidget* parent = nullptr);
    void say(const QString& sentence, Tone tone = Tone::Plain);
    Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void color();

    Tone m_tone = Tone::Plain;
    bool m_isColoring = false;
};

} // namespace modalscope
