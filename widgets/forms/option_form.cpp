#include "widgets/forms/option_form.h"

#include "widgets/base/text.h"
#include "widgets/forms/option_editor.h"
#include "widgets/forms/option_model.h"
#include "widgets/forms/option_path.h"
#include "widgets/forms/option_row.h"

#include <QApplication>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QVBoxLayout>

#include <map>
#include <utility>

namespace modalscope {
namespace {

using Json = nlohmann::json;
using Kind = OptionField::Kind;

/// The indicator is higher than the title, and would lose its upper edge.
constexpr const char* kCheckableBox
    = "QGroupBox { margin-top: 11px; } QGroupBox::title { padding: 2px 4px; }";

QString sectionTitle(const OptionField& map, const std::string& key)
{
    const auto what = key == "*" ? OptionForm::tr("all modalities") : toQt(key);
    return QStringLiteral("%1: %2").arg(titleOf(map.name), what);
}

const OptionField* fieldNamed(const std::vector<OptionField>& fields, const std::string& name)
{
    for (const auto& field : fields)
        if (field.name == name)
            return &field;
    return nullptr;
}

} // namespace

/// `kept` holds every value ever given, also of fields that do not exist at present.
struct OptionForm::Parts {
    OptionForm* form;
    OptionModel model;
    Json kept;
    std::vector<OptionField> fields;
    std::map<std::string, Json> shownInitials; // by path: the default of the field that was last there
    std::map<std::string, QStringList> mapKeys;
    std::map<std::string, QStringList> suggestions;
    std::map<std::string, bool> hidden;
    std::map<std::string, OptionRow*> rows;
    std::vector<std::string> structure;
    QWidget* content = nullptr;
    std::optional<Error> outside; // shown by showError

    void describe();
    void refresh();
    void rebuild();
    void fill(QVBoxLayout* layout, const std::vector<OptionField>& list, const std::string& path);
    void addRow(QGridLayout* grid, const OptionField& field, const std::string& path);
    void addGroup(QVBoxLayout* layout, const OptionField& field, const std::string& path);
    void addMap(QVBoxLayout* layout, const OptionField& field, const std::string& path);
    void edit(const std::string& path, Json value);
    void showProblems();
    bool isHidden(const std::string& path) const { return hidden.contains(path) && hidden.at(path); }
};

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

void OptionForm::Parts::rebuild()
{
    const auto* focused = QApplication::focusWidget();
    const auto focusedName
        = focused != nullptr && form->isAncestorOf(focused) ? focused->objectName() : QString();
    auto* old = std::exchange(content, new QWidget(form));
    rows.clear();
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins({});
    fill(layout, fields, {});
    layout->addStretch();
    form->layout()->addWidget(content);
    if (old != nullptr) {
        old->hide();
        old->deleteLater(); // a control of it may be speaking
        old->setObjectName(QStringLiteral("leaving"));
        for (auto* control : old->findChildren<QWidget*>())
            control->setObjectName({});
    }
    content->show();
    if (!focusedName.isEmpty())
        form->focusField(focusedName);
}

void OptionForm::Parts::fill(
    QVBoxLayout* layout, const std::vector<OptionField>& list, const std::string& path)
{
    QGridLayout* grid = nullptr;
    for (const auto& field : list) {
        const auto at = joinedPath(path, field.name);
        if (isHidden(at))
            continue;
        if (field.kind == Kind::Group) {
            addGroup(layout, field, at);
            grid = nullptr;
        } else if (field.kind == Kind::Map && field.itemKind == Kind::Group) {
            addMap(layout, field, at);
            grid = nullptr;
        } else {
            if (grid == nullptr) {
                grid = new QGridLayout;
                grid->setVerticalSpacing(5);
                layout->addLayout(grid);
            }
            addRow(grid, field, at);
        }
    }
}

void OptionForm::Parts::addRow(QGridLayout* grid, const OptionField& field, const std::string& path)
{
    const auto known = suggestions.find(path);
    auto* row
        = new OptionRow(field, toQt(path), known == suggestions.end() ? QStringList() : known->second, grid);
    rows[path] = row;
    connect(row, &OptionRow::edited, form, [this, path, row] {
        if (row->editor()->problem().isEmpty())
            edit(path, row->editor()->value());
        else
            showProblems();
    });
    connect(row, &OptionRow::resetWanted, form, [this, path, row] { edit(path, row->field().initial); });
}

void OptionForm::Parts::addGroup(QVBoxLayout* layout, const OptionField& field, const std::string& path)
{
    auto* box = new QGroupBox(titleOf(field.name), content);
    box->setObjectName(toQt(path));
    box->setToolTip(toQt(field.help));
    auto* inner = new QVBoxLayout(box);
    layout->addWidget(box);
    fill(inner, field.fields, path);
}

void OptionForm::Parts::addMap(QVBoxLayout* layout, const OptionField& field, const std::string& path)
{
    QStringList keys = mapKeys.contains(path) ? mapKeys.at(path) : QStringList();
    for (const auto& entry : field.fields)
        if (!keys.contains(toQt(entry.name)))
            keys << toQt(entry.name);
    for (const auto& key : keys) {
        const auto name = fromQt(key);
        const auto at = joinedPath(path, name);
        const auto* entry = fieldNamed(field.fields, name);
        auto* box = new QGroupBox(sectionTitle(field, name), content);
        box->setObjectName(toQt(at));
        box->setToolTip(toQt(field.help));
        auto* inner = new QVBoxLayout(box);
        layout->addWidget(box);
        if (entry != nullptr)
            fill(inner, entry->fields, at);
        if (name == "*")
            continue;
        box->setCheckable(true);
        box->setStyleSheet(QString::fromLatin1(kCheckableBox));
        box->setChecked(entry != nullptr);
        if (entry == nullptr) {
            auto* note = new QLabel(tr("As all modalities. Tick to give it options of its own."), box);
            note->setProperty("caption", true);
            inner->addWidget(note);
        }
        connect(box, &QGroupBox::toggled, form, [this, path, at](bool own) {
            const auto* all = valueAt(kept, joinedPath(path, "*"));
            if (own) {
                edit(at, all != nullptr ? *all : Json::object());
            } else {
                eraseValueAt(kept, at);
                edit({}, {});
            }
        });
    }
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
