#include "widgets/base/message_bar.h"

#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace modalscope {
namespace {

constexpr int kShownMilliseconds = 8000;

QString iconName(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return QStringLiteral("info");
    case Severity::Success:
        return QStringLiteral("success");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Error:
        return QStringLiteral("error");
    }
    return {};
}

QColor colorOf(Severity severity, const ThemeColors& colors)
{
    switch (severity) {
    case Severity::Info:
        return colors.accent;
    case Severity::Success:
        return colors.success;
    case Severity::Warning:
        return colors.warning;
    case Severity::Error:
        return colors.danger;
    }
    return {};
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button->setObjectName(QStringLiteral("messageAction"));
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setIcon(icon(u"close"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss this message"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close, 0, Qt::AlignTop);

    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const auto action = m_action; // dismissing forgets it
        dismiss();
        if (action)
            action();
    });
    hide();
}

void MessageBar::showMessage(
    Severity severity, const QString& sentence, const QString& actionText, std::function<void()> action)
{
    m_severity = severity;
    m_action = std::move(action);
    m_text->setText(sentence);
    m_button->setText(actionText);
    m_button->setVisible(!actionText.isEmpty());
    setAccessibleName(sentence);
    updateLook();
    show();
    if (m_timer != 0)
        killTimer(m_timer);
    m_timer
        = severity == Severity::Info || severity == Severity::Success ? startTimer(kShownMilliseconds) : 0;
}

void MessageBar::showError(const Error& error, const QString& actionText, std::function<void()> action)
{
    const auto severity = error.kind == ErrorKind::Cancelled ? Severity::Info : Severity::Error;
    showMessage(severity, toQt(error.message), actionText, std::move(action));
}

void MessageBar::dismiss()
{
    if (m_timer != 0)
        killTimer(m_timer);
    m_timer = 0;
    m_action = {};
    hide();
    Q_EMIT dismissed();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::updateLook()
{
    const auto colors = themeColors(palette());
    const auto color = colorOf(m_severity, colors);
    m_icon->setPixmap(icon(iconName(m_severity), color).pixmap(18, 18));
    const auto ground
        = QStringLiteral("rgba(%1, %2, %3, 0.13)").arg(color.red()).arg(color.green()).arg(color.blue());
    const auto sheet
        = QStringLiteral("#messageBar { background: %1; border: 1px solid %2; border-radius: 6px; }")
              .arg(ground, color.name());
    if (sheet != styleSheet())
        setStyleSheet(sheet);
}

void MessageBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateLook();
}

void MessageBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void MessageBar::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_timer)
        dismiss();
    else
        QFrame::timerEvent(event);
}

} // namespace modalscope
