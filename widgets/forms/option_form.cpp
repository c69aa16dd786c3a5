#include "widgets/forms/option_form.h"

#include "widgets/base/text.h"
#include "widgets/forms/option_editor.h"
#include "widgets/forms/option_form_parts.h"
#include "widgets/forms/option_path.h"

#include <QApplication>
#include <QVBoxLayout>

#include <map>
#include <utility>

namespace modalscope {
namespace {

using Json = nlohmann::json;

} // namespace

/// Fields for the present values. A field whose place another one had (alpha of OGM, alpha of MLA) starts
/// from its default.
void OptionForm::Parts::describe()
{
    for (const auto& [path, keys] : mapKeys)
        if (keys.contains(QStringLiteral("*")) && valueAt(kept, path + ".*") == nullptr)
            setValueAt(kept, path + ".*", Json::object());
    fields = model.fields(kept);
    bool changed = false;
    for (const auto& leaf : leavesOf(fields)) {
        const auto known = shownInitials.find(leaf.path);
        if (known != shownInitials.end() && known->second != leaf.field->initial) {
            eraseValueAt(kept, leaf.path);
            changed = true;
        }
        shownInitials[leaf.path] = leaf.field->initial;
    }
    if (changed)
        fields = model.fields(kept);
    limitChoices(fields, {});
}

void OptionForm::Parts::limitChoices(std::vector<OptionField>& list, const std::string& path) const
{
    for (auto& field : list) {
        const auto at = joinedPath(path, field.name);
        limitChoices(field.fields, at);
        const auto limit = offered.find(at);
        if (limit == offered.end() || limit->second.isEmpty())
            continue;
        std::erase_if(field.choices, [&](const auto& choice) {
            return !limit->second.contains(toQt(choice.first)) && field.value != Json(choice.first);
        });
    }
}

void OptionForm::Parts::refresh()
{
    describe();
    std::vector<std::string> now;
    for (const auto& leaf : leavesOf(fields))
        now.push_back(leaf.path);
    if (content == nullptr || now != structure) {
        structure = std::move(now);
        rebuild();
    } else {
        for (const auto& leaf : leavesOf(fields))
            if (const auto row = rows.find(leaf.path); row != rows.end())
                row->second->setField(*leaf.field);
    }
    showProblems();
}

/// Takes over a value by the user; without a path something was taken away already.
void OptionForm::Parts::edit(const std::string& path, Json value)
{
    if (!path.empty())
        setValueAt(kept, path, std::move(value));
    outside.reset();
    refresh();
    Q_EMIT form->changed();
}

void OptionForm::Parts::showProblems()
{
    std::map<std::string, QString> problems;
    std::vector<std::string> paths;
    for (const auto& [path, row] : rows) {
        paths.push_back(path);
        problems[path] = row->editor()->problem();
    }
    for (const auto& error : {outside, model.check(form->values())})
        if (error)
            if (const auto path = pathIn(error->message, paths); !path.empty())
                problems[path] = toQt(error->message);
    for (const auto& [path, row] : rows)
        row->showProblem(problems[path]);
}

OptionForm::OptionForm(OptionModel model, QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>())
{
    m_parts->form = this;
    m_parts->kept = model.initial;
    m_parts->model = std::move(model);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_parts->refresh();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (const auto& [path, row] : m_parts->rows) {
            auto* control = row->editor()->control();
            row->showHelp(now != nullptr && (control == now || control->isAncestorOf(now)));
        }
    });
}

OptionForm::~OptionForm() = default;

nlohmann::json OptionForm::values() const
{
    auto values = Json::object();
    for (const auto& field : m_parts->fields)
        values[field.name] = field.value;
    return values;
}

void OptionForm::setValues(const nlohmann::json& values)
{
    m_parts->kept = values.is_object() ? values : Json::object();
    m_parts->shownInitials.clear();
    m_parts->outside.reset();
    m_parts->refresh();
}

void OptionForm::setNarrow()
{
    m_parts->isNarrow = true;
    m_parts->rebuild();
    m_parts->showProblems();
}

void OptionForm::setMapKeys(const QString& path, const QStringList& keys)
{
    m_parts->mapKeys[fromQt(path)] = keys;
    m_parts->structure.assign(1, "to be made anew");
    m_parts->refresh();
}

void OptionForm::setFieldHidden(const QString& path, bool hidden)
{
    m_parts->hidden[fromQt(path)] = hidden;
    m_parts->structure.assign(1, "to be made anew");
    m_parts->refresh();
}

void OptionForm::setSuggestions(const QString& path, const QStringList& texts)
{
    m_parts->suggestions[fromQt(path)] = texts;
    m_parts->structure.assign(1, "to be made anew");
    m_parts->refresh();
}

void OptionForm::setChoices(const QString& path, const QStringList& texts)
{
    auto& offered = m_parts->offered[fromQt(path)];
    if (offered == texts)
        return;
    offered = texts;
    m_parts->structure.assign(1, "to be made anew");
    m_parts->refresh();
}

std::optional<Error> OptionForm::error() const
{
    for (const auto& [path, row] : m_parts->rows)
        if (const auto problem = row->editor()->problem(); !problem.isEmpty())
            return Error{ErrorKind::InvalidInput, path + ": " + fromQt(problem)};
    return m_parts->model.check(values());
}

void OptionForm::showError(const Error& error)
{
    m_parts->outside = error;
    m_parts->showProblems();
}

void OptionForm::clearError()
{
    if (!std::exchange(m_parts->outside, std::nullopt))
        return;
    m_parts->showProblems();
}

bool OptionForm::focusError(const Error& error)
{
    std::vector<std::string> paths;
    for (const auto& [path, row] : m_parts->rows)
        paths.push_back(path);
    const auto path = pathIn(error.message, paths);
    if (path.empty())
        return false;
    focusField(toQt(path));
    return true;
}

void OptionForm::focusField(const QString& path)
{
    if (const auto row = m_parts->rows.find(fromQt(path)); row != m_parts->rows.end())
        row->second->editor()->control()->setFocus(Qt::OtherFocusReason);
}

void OptionForm::resetAll()
{
    m_parts->kept = m_parts->model.initial;
    m_parts->shownInitials.clear();
    m_parts->edit({}, {});
}

} // namespace modalscope
