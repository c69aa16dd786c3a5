#include "widgets/base/text.h"
#include "widgets/forms/option_editor.h"
#include "widgets/forms/option_form_parts.h"
#include "widgets/forms/option_path.h"

#include <QApplication>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {
namespace {

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
        if (field.kind == OptionField::Kind::Group) {
            addGroup(layout, field, at);
            grid = nullptr;
        } else if (field.kind == OptionField::Kind::Map && field.itemKind == OptionField::Kind::Group) {
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
    auto* row = new OptionRow(
        field, toQt(path), known == suggestions.end() ? QStringList() : known->second, isNarrow, grid);
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
                edit(at, all != nullptr ? *all : nlohmann::json::object());
            } else {
                eraseValueAt(kept, at);
                edit({}, {});
            }
        });
    }
}

} // namespace modalscope
