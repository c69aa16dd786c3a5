#include "widgets/base/search_field.h"

#include "widgets/base/icon.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

namespace modalscope {
namespace {
constexpr int kPauseMilliseconds = 120;
}

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    addAction(icon(u"search"), QLineEdit::LeadingPosition);

    auto* pause = new QTimer(this);
    pause->setSingleShot(true);
    pause->setInterval(kPauseMilliseconds);
    connect(this, &QLineEdit::textChanged, pause, [pause] { pause->start(); });
    connect(pause, &QTimer::timeout, this, [this] { Q_EMIT searched(text()); });
    connect(this, &QLineEdit::returnPressed, this, [this, pause] {
        pause->stop();
        Q_EMIT searched(text());
    });
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty())
        clear();
    else
        QLineEdit::keyPressEvent(event);
}

} // namespace modalscope
