#include "widgets/forms/option_editor.h"

#include "widgets/base/quiet_combo_box.h"
#include "widgets/base/text.h"
#include "widgets/forms/number_box.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

using Json = nlohmann::json;
using Kind = OptionField::Kind;

QString itemText(const Json& item)
{
    return item.is_string() ? toQt(item.get<std::string>()) : toQt(item.dump());
}

QString listText(const Json& list)
{
    QStringList items;
    for (const auto& item : list)
        items << itemText(item);
    return items.join(QStringLiteral(", "));
}

/// One entry of a list; null when it cannot be read.
Json itemFrom(const QString& text, Kind kind)
{
    if (kind != Kind::Whole && kind != Kind::Number)
        return Json(fromQt(text));
    const double number = numberFromText(fromQt(text));
    if (!std::isfinite(number) || (kind == Kind::Whole && number != std::floor(number)))
        return Json();
    return kind == Kind::Whole ? Json(std::int64_t(number)) : Json(number);
}

constexpr int kAroundText = 46; // frame and arrow of a combo box
constexpr int kWidestChoice = 210; // what the narrowest form has room for

} // namespace

OptionEditor::OptionEditor(const OptionField& field, const QStringList& suggestions, QWidget* parent)
    : QObject(parent)
    , m_parent(parent)
{
    switch (field.kind) {
    case Kind::Flag:
        makeFlag();
        break;
    case Kind::Whole:
    case Kind::Number:
        makeNumber(field);
        break;
    case Kind::Choice:
        makeChoice(field);
        break;
    case Kind::List:
        makeList(field);
        break;
    case Kind::Text:
    case Kind::Group:
    case Kind::Map:
        makeText(suggestions);
        break;
    }
    m_control->setToolTip(helpOf(field));
    m_control->setAccessibleName(titleOf(field.name));
    m_control->setAccessibleDescription(helpOf(field));
    setValue(field.value);
}

void OptionEditor::setValue(const Json& value)
{
    const QSignalBlocker quiet(this);
    m_write(value);
}

void OptionEditor::makeFlag()
{
    auto* box = new QCheckBox(m_parent);
    m_control = box;
    m_read = [box] { return Json(box->isChecked()); };
    m_write = [box](const Json& value) { box->setChecked(value.is_boolean() && value.get<bool>()); };
    connect(box, &QCheckBox::toggled, this, &OptionEditor::edited);
}

void OptionEditor::makeNumber(const OptionField& field)
{
    const bool whole = field.kind == Kind::Whole;
    auto* box = new NumberBox(field.least, field.most, whole, m_parent);
    m_control = box;
    m_read = [box, whole] { return whole ? Json(std::int64_t(box->value())) : Json(box->value()); };
    m_write = [box](const Json& value) { box->setValue(value.is_number() ? value.get<double>() : 0.0); };
    connect(box, &NumberBox::valueChanged, this, &OptionEditor::edited);
}

void OptionEditor::makeChoice(const OptionField& field)
{
    auto* box = new QuietComboBox(m_parent);
    m_control = box;
    for (const auto& [text, label] : field.choices)
        box->addItem(toQt(label), toQt(text));
    box->setFocusPolicy(Qt::StrongFocus);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    int widest = 0;
    for (int i = 0; i < box->count(); ++i)
        widest = std::max(widest, box->fontMetrics().horizontalAdvance(box->itemText(i)));
    box->setMinimumWidth(std::clamp(widest + kAroundText, box->minimumSizeHint().width(), kWidestChoice));
    box->view()->setMinimumWidth(widest + kAroundText); // the list shows what the closed box cannot
    m_read = [box] { return Json(fromQt(box->currentData().toString())); };
    m_write = [box](const Json& value) {
        box->setCurrentIndex(value.is_string() ? box->findData(toQt(value.get<std::string>())) : -1);
    };
    connect(box, &QComboBox::currentIndexChanged, this, &OptionEditor::edited);
}

void OptionEditor::makeText(const QStringList& suggestions)
{
    if (suggestions.isEmpty()) {
        auto* edit = new QLineEdit(m_parent);
        m_control = edit;
        m_read = [edit] { return Json(fromQt(edit->text())); };
        m_write = [edit](const Json& value) { edit->setText(itemText(value)); };
        connect(edit, &QLineEdit::textChanged, this, &OptionEditor::edited);
        return;
    }
    auto* box = new QuietComboBox(m_parent);
    m_control = box;
    box->setEditable(true);
    box->addItems(suggestions);
    box->setFocusPolicy(Qt::StrongFocus);
    m_read = [box] { return Json(fromQt(box->currentText())); };
    m_write = [box](const Json& value) { box->setCurrentText(itemText(value)); };
    connect(box, &QComboBox::currentTextChanged, this, &OptionEditor::edited);
}

void OptionEditor::makeList(const OptionField& field)
{
    auto* edit = new QLineEdit(m_parent);
    m_control = edit;
    edit->setPlaceholderText(tr("separated by commas"));
    m_read = [this] { return m_list; };
    m_write = [this, edit](const Json& value) {
        m_list = value.is_array() ? value : Json::array();
        m_problem.clear();
        edit->setText(listText(m_list));
    };
    connect(edit, &QLineEdit::textChanged, this, [this, field](const QString& text) {
        readList(field, text);
        Q_EMIT edited();
    });
}

void OptionEditor::readList(const OptionField& field, const QString& text)
{
    auto list = Json::array();
    m_problem.clear();
    for (const auto& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty())
            continue;
        auto item = itemFrom(part.trimmed(), field.itemKind);
        if (item.is_null()) {
            m_problem = tr("“%1” is not a number; write numbers separated by commas").arg(part.trimmed());
            return;
        }
        if (item.is_number() && (item.get<double>() < field.least || item.get<double>() > field.most)) {
            m_problem = tr("“%1” is out of range: use %2 to %3")
                            .arg(part.trimmed(), toQt(numberText(field.least)), toQt(numberText(field.most)));
            return;
        }
        list.push_back(std::move(item));
    }
    m_list = std::move(list);
}

QString titleOf(const std::string& name)
{
    static const QRegularExpression initials(QStringLiteral("^[bcdfghjklmnpqrstvwxz]{2,4}$"));
    auto words = toQt(name).split(QLatin1Char('_'), Qt::SkipEmptyParts);
    for (auto& word : words)
        if (initials.match(word).hasMatch())
            word = word.toUpper();
    auto title = words.join(QLatin1Char(' '));
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

QString shownValue(const OptionField& field, const Json& value)
{
    if (field.kind == Kind::Flag)
        return value.is_boolean() && value.get<bool>() ? OptionEditor::tr("yes") : OptionEditor::tr("no");
    if (field.kind == Kind::Choice && value.is_string())
        for (const auto& [text, label] : field.choices)
            if (text == value.get<std::string>())
                return toQt(label);
    if (value.is_array())
        return value.empty() ? OptionEditor::tr("none") : listText(value);
    if (value.is_string() && value.get<std::string>().empty())
        return OptionEditor::tr("empty");
    return itemText(value);
}

QString helpOf(const OptionField& field)
{
    auto help = toQt(field.help);
    if (!help.isEmpty())
        help[0] = help[0].toUpper();
    const bool isNumber = field.kind == Kind::Whole || field.kind == Kind::Number;
    if (isNumber && field.most < std::numeric_limits<double>::max())
        help += OptionEditor::tr("; %1 to %2")
                    .arg(toQt(numberText(field.least)), toQt(numberText(field.most)));
    if (field.kind != Kind::Group && field.kind != Kind::Map)
        help += OptionEditor::tr(" (default: %1)").arg(shownValue(field, field.initial));
    return help;
}

} // namespace modalscope
