#include "app/pages/axis_row.h"

#include "app/pages/axis_chips.h"
#include "app/pages/axis_options.h"
#include "app/pages/typed_values.h"
#include "core/experiment/axis_values.h"
#include "widgets/base/icon.h"
#include "widgets/base/quiet_combo_box.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

const std::string kNoValueSentence = " has no value; give at least one or take the axis out";
constexpr std::size_t kMostCheckedAgain = 8; // of the values that were good when they were added

QString axisHelp(const std::string& path)
{
    if (path.empty())
        return AxisRow::tr("Choose the option that the runs differ in, or type a part of its name.");
    if (path == kTestRateAxis)
        return AxisRow::tr("Makes no runs of its own: every run is tested at each of these rates.");
    const auto* option = axisOption(path);
    if (option == nullptr)
        return {};
    return option->range.empty() ? toQt(option->help)
                                 : QStringLiteral("%1 (%2)").arg(toQt(option->help), toQt(option->range));
}

} // namespace

AxisRow::AxisRow(const RunGrid& varied, StudyAxis axis, QWidget* parent)
    : QFrame(parent)
    , m_varied(varied)
    , m_axis(std::move(axis))
    , m_path(new QuietComboBox(this))
    , m_chips(new AxisChips(this))
    , m_presets(new QWidget(this))
    , m_presetLayout(new QHBoxLayout(m_presets))
    , m_note(new QLabel(this))
{
    setObjectName(QStringLiteral("axisRow"));
    setProperty("card", true);
    makePath();
    auto* remove = new QToolButton(this);
    remove->setObjectName(QStringLiteral("removeAxis"));
    remove->setIcon(icon(u"delete"));
    remove->setToolTip(tr("Take this axis out"));
    remove->setAccessibleName(tr("Take this axis out"));
    m_note->setObjectName(QStringLiteral("axisNote"));
    m_note->setFont(captionFont());
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setProperty("caption", true);
    m_presetLayout->setContentsMargins(0, 0, 0, 0);
    auto* top = new QHBoxLayout;
    top->addWidget(m_path, 1);
    top->addWidget(remove);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addLayout(top);
    layout->addWidget(m_chips);
    layout->addWidget(m_presets);
    layout->addWidget(m_note);
    connect(remove, &QToolButton::clicked, this, &AxisRow::removeWanted);
    connect(m_chips, &AxisChips::entered, this, &AxisRow::takeText);
    connect(m_chips, &AxisChips::removed, this, [this](int index) {
        m_axis.values.erase(m_axis.values.begin() + index);
        m_hadValues = true;
        showValues();
        Q_EMIT changed();
    });
    connect(m_chips->input(), &QLineEdit::textEdited, this, [this] {
        m_refused.clear();
        refresh();
    });
    makePresets();
    showValues();
}

bool AxisRow::isReadOnly() const
{
    return std::any_of(
        m_axis.values.begin(), m_axis.values.end(), [](const auto& value) { return value.is_object(); });
}

void AxisRow::makePath()
{
    m_path->setObjectName(QStringLiteral("axisPath"));
    m_path->setAccessibleName(tr("Option"));
    m_path->setEditable(true);
    m_path->setInsertPolicy(QComboBox::NoInsert);
    m_path->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& option : axisOptions()) {
        m_path->addItem(toQt(option.path));
        m_path->setItemData(m_path->count() - 1, toQt(option.help), Qt::ToolTipRole);
    }
    m_path->insertSeparator(int(usualAxes().size()));
    m_path->completer()->setFilterMode(Qt::MatchContains);
    m_path->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_path->lineEdit()->setPlaceholderText(tr("missing.train_rate"));
    m_path->setCurrentIndex(-1);
    m_path->setEditText(toQt(m_axis.path));
    m_path->setEnabled(!isReadOnly());
    connect(m_path, &QComboBox::activated, this, &AxisRow::takePath);
    connect(m_path->lineEdit(), &QLineEdit::editingFinished, this, &AxisRow::takePath);
}

void AxisRow::makePresets()
{
    while (auto* item = m_presetLayout->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const auto presets = axisPresets(m_axis.path);
    if (!presets.empty()) {
        auto* label = new QLabel(tr("Take"), m_presets);
        label->setProperty("caption", true);
        m_presetLayout->addWidget(label);
    }
    for (const auto& preset : presets) {
        auto* button = new QPushButton(m_presets);
        button->setObjectName(QStringLiteral("axisPreset:") + toQt(preset.values));
        button->setText(toQt(preset.label));
        button->setToolTip(tr("Take the values %1").arg(toQt(preset.values)));
        m_presetLayout->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, values = preset.values] { takeAll(values); });
    }
    m_presetLayout->addStretch();
    m_presets->setVisible(!presets.empty());
}

void AxisRow::takePath()
{
    const auto path = fromQt(m_path->currentText().trimmed());
    if (path == m_axis.path)
        return;
    m_axis.path = path;
    m_refused.clear();
    makePresets();
    refresh();
    Q_EMIT changed();
}

void AxisRow::takeText(const QString& text)
{
    takePath(); // typed and not left yet
    const auto before = m_axis.values.size();
    const auto refused = takeTypedValues(m_axis, fromQt(text), m_varied);
    m_refused = toQt(refused.why);
    m_chips->input()->setText(toQt(refused.text)); // to be corrected
    if (m_axis.values.size() == before) {
        refresh();
        return;
    }
    showValues();
    Q_EMIT changed();
}

void AxisRow::takeAll(const std::string& values)
{
    StudyAxis filled{m_axis.path, {}};
    if (const auto added = addAxisValues(filled, values, m_varied); !added) {
        m_refused = toQt(added.error().message);
        refresh();
        return;
    }
    m_axis = std::move(filled);
    m_refused.clear();
    showValues();
    Q_EMIT changed();
}

Result<void> AxisRow::finishTyping()
{
    if (isReadOnly())
        return {};
    if (m_chips->input()->text().trimmed().isEmpty())
        return m_axis.path.empty() || !m_axis.values.empty()
            ? Result<void>()
            : invalidInput("axes." + m_axis.path + kNoValueSentence);
    takeText(m_chips->input()->text());
    const auto left = fromQt(m_chips->input()->text());
    if (left.empty())
        return {};
    const auto option = m_axis.path.empty() ? std::string("axes") : m_axis.path;
    return invalidInput(
        option + ": \"" + left + "\" is typed but is no value; correct it or clear the field");
}

void AxisRow::showValues()
{
    QStringList texts;
    QStringList toolTips;
    for (const auto& value : m_axis.values) {
        texts << toQt(axisValueText(value));
        toolTips << (value.is_structured() ? toQt(value.dump()) : QString());
    }
    m_chips->setTexts(texts, toolTips);
    m_chips->setInputShown(!isReadOnly());
    m_path->setEnabled(!isReadOnly());
    refresh();
}

QString AxisRow::ownProblem() const
{
    if (m_axis.path.empty())
        return {};
    if (m_hadValues && m_axis.values.empty())
        return toQt("axes." + m_axis.path + kNoValueSentence);
    const auto place = "axes." + m_axis.path + ": ";
    if (const auto checked = checkAxes(m_varied); !checked && checked.error().message.starts_with(place))
        return toQt(checked.error().message.substr(place.size()));
    for (std::size_t i = 0; i < std::min(kMostCheckedAgain, m_axis.values.size()); ++i)
        if (const auto checked = checkAxisValue(m_axis.path, m_axis.values[i], m_varied); !checked)
            return toQt(checked.error().message);
    return {};
}

void AxisRow::showProblem(const QString& sentence)
{
    say(sentence, /*isProblem=*/true);
}

void AxisRow::refresh()
{
    const auto problem = m_refused.isEmpty() ? ownProblem() : m_refused;
    say(problem.isEmpty() ? axisHelp(m_axis.path) : problem, !problem.isEmpty());
    markInput();
}

void AxisRow::markInput()
{
    auto* input = m_chips->input();
    input->setProperty("invalid", !m_refused.isEmpty() && !input->text().isEmpty());
    input->style()->unpolish(input);
    input->style()->polish(input);
}

void AxisRow::say(const QString& sentence, bool isProblem)
{
    m_note->setText(sentence);
    m_note->setVisible(!sentence.isEmpty());
    m_note->setProperty("problem", isProblem);
    m_note->style()->unpolish(m_note); // style sheets look at properties only when they are told
    m_note->style()->polish(m_note);
}

void AxisRow::focusOption()
{
    m_path->setFocus(Qt::OtherFocusReason);
}

} // namespace modalscope
