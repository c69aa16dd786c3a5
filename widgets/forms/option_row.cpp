#include "widgets/forms/option_row.h"

#include "widgets/base/icon.h"
#include "widgets/base/theme.h"
#include "widgets/forms/option_editor.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace modalscope {
namespace {

constexpr int kNameWidth = 150;
constexpr int kEditorWidth = 260;
constexpr int kNarrowName = 90;
constexpr int kNarrowEditor = 100; // the least

/// Style sheets look at properties only when they are told.
void setFlag(QWidget* widget, const char* name, bool on)
{
    if (widget->property(name).toBool() == on)
        return;
    widget->setProperty(name, on);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

OptionRow::OptionRow(const OptionField& field, const QString& path, const QStringList& suggestions,
    bool isNarrow, QGridLayout* grid)
    : QObject(grid->parentWidget())
    , m_field(field)
    , m_name(new QLabel(grid->parentWidget()))
    , m_editor(new OptionEditor(field, suggestions, grid->parentWidget()))
    , m_reset(new QToolButton(grid->parentWidget()))
    , m_caption(new QLabel(grid->parentWidget()))
    , m_isNarrow(isNarrow)
{
    m_editor->control()->setObjectName(path);
    m_editor->control()->setMaximumWidth(kEditorWidth);
    m_name->setBuddy(m_editor->control());
    m_name->setToolTip(helpOf(field));
    m_name->installEventFilter(this);
    m_reset->setObjectName(path + QStringLiteral(".reset"));
    m_reset->setIcon(icon(u"reset"));
    m_reset->setIconSize({13, 13});
    m_reset->setFocusPolicy(Qt::TabFocus);
    auto kept = m_reset->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(kept);
    m_caption->setVisible(!isNarrow);
    m_caption->setObjectName(path + QStringLiteral(".caption"));
    m_caption->setFont(captionFont());
    m_caption->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_caption->setProperty("caption", true);

    place(grid);
    connect(m_editor, &OptionEditor::edited, this, &OptionRow::edited);
    connect(m_reset, &QToolButton::clicked, this, &OptionRow::resetWanted);
    setField(field);
}

void OptionRow::place(QGridLayout* grid)
{
    const int row = grid->rowCount();
    grid->addWidget(m_name, row, 0);
    grid->addWidget(m_editor->control(), row, 1);
    grid->addWidget(m_reset, row, 2);
    grid->setColumnMinimumWidth(0, m_isNarrow ? kNarrowName : kNameWidth);
    grid->setColumnStretch(1, 3);
    if (m_isNarrow) {
        m_name->setWordWrap(true);
        m_editor->control()->setMinimumWidth(kNarrowEditor); // less than a long choice asks for
        grid->addWidget(m_caption, row + 1, 0, 1, 3);
        grid->setColumnStretch(0, 2);
    } else {
        grid->addWidget(m_caption, row, 3);
        grid->setColumnStretch(3, 2);
    }
}

void OptionRow::setField(const OptionField& field)
{
    m_field = field;
    if (m_editor->value() != field.value)
        m_editor->setValue(field.value);
    const bool isOwn = field.value != field.initial;
    m_name->setText(isOwn ? titleOf(field.name) + QStringLiteral(" •") : titleOf(field.name));
    updateFont();
    m_reset->setVisible(isOwn);
    m_reset->setToolTip(tr("Back to the default: %1").arg(shownValue(field, field.initial)));
    m_reset->setAccessibleName(tr("Reset %1").arg(titleOf(field.name)));
}

void OptionRow::updateFont()
{
    auto font = m_name->font();
    font.setBold(m_field.value != m_field.initial);
    if (font != m_name->font())
        m_name->setFont(font);
}

/// Another theme brings another style sheet, which takes the font of the name away.
bool OptionRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
        QMetaObject::invokeMethod(this, &OptionRow::updateFont, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

void OptionRow::showHelp(bool shown)
{
    m_showsHelp = shown;
    updateCaption();
}

void OptionRow::showProblem(const QString& sentence)
{
    m_problem = sentence;
    updateCaption();
}

void OptionRow::updateCaption()
{
    setFlag(m_editor->control(), "invalid", !m_problem.isEmpty());
    setFlag(m_caption, "problem", !m_problem.isEmpty());
    const auto text = !m_problem.isEmpty() ? m_problem : m_showsHelp ? helpOf(m_field) : QString();
    m_caption->setText(text);
    m_caption->setToolTip(text);
    m_caption->setWordWrap(!m_problem.isEmpty());
    m_caption->setVisible(!m_isNarrow || !text.isEmpty());
}

} // namespace modalscope
