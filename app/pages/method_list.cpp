#include "app/pages/method_list.h"

#include "app/pages/method_notes.h"
#include "core/experiment/check_network.h"
#include "core/experiment/experiment.h"
#include "core/experiment/run_grid.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace modalscope {

MethodList::MethodList(QWidget* parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_caution(new QLabel(this))
    , m_form(new OptionForm(optionModel<MethodOptions>(), this))
{
    m_form->setObjectName(QStringLiteral("methodForm"));
    m_form->setFieldHidden(QStringLiteral("kind"));
    m_summary->setObjectName(QStringLiteral("methodSummary"));
    m_caution->setObjectName(QStringLiteral("methodCaution"));
    m_summary->setWordWrap(true);
    m_caution->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeList());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    layout->addWidget(m_summary);
    layout->addWidget(m_caution);
    layout->addWidget(m_form);
    layout->addStretch(1);
    connect(m_form, &OptionForm::changed, this, &MethodList::takeForm);
    fillMenu();
    showCurrent();
}

MethodList::~MethodList() = default;

QWidget* MethodList::makeList()
{
    auto* part = new QWidget(this);
    m_list = new QListWidget(part);
    m_list->setObjectName(QStringLiteral("methodList"));
    m_list->setAccessibleName(tr("Methods of the comparison"));
    m_menu = new QMenu(this);
    m_add = new QPushButton(icon(u"add"), tr("Add method"), part);
    m_add->setObjectName(QStringLiteral("addMethod"));
    m_add->setMenu(m_menu);
    m_add->setProperty("popup", true);
    const auto button = [&](const QString& name, QStringView iconName, const QString& help) {
        auto* made = new QToolButton(part);
        made->setObjectName(name);
        made->setIcon(icon(iconName));
        made->setToolTip(help);
        made->setAccessibleName(help);
        return made;
    };
    m_duplicate = button(
        QStringLiteral("duplicateMethod"), u"copy", tr("Duplicate, to compare two settings of a method"));
    m_remove = button(QStringLiteral("removeMethod"), u"delete", tr("Remove (Del)"));
    m_remove->setShortcut(QKeySequence::Delete);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addStretch();
    buttons->addWidget(m_duplicate);
    buttons->addWidget(m_remove);
    part->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list);
    layout->addLayout(buttons);
    connect(m_list, &QListWidget::currentRowChanged, this, &MethodList::showCurrent);
    connect(m_duplicate, &QToolButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row < 0)
            return;
        m_methods.insert(m_methods.begin() + row + 1, m_methods[std::size_t(row)]);
        fillList(row + 1);
        Q_EMIT changed();
    });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row < 0)
            return;
        m_methods.erase(m_methods.begin() + row);
        fillList(std::min(row, int(m_methods.size()) - 1));
        Q_EMIT changed();
    });
    return part;
}

void MethodList::setMethods(std::vector<MethodOptions> methods)
{
    m_methods = std::move(methods);
    fillList(m_methods.empty() ? -1 : 0);
}

const MethodOptions* MethodList::current() const
{
    const int row = m_list->currentRow();
    return row < 0 || row >= int(m_methods.size()) ? nullptr : &m_methods[std::size_t(row)];
}

void MethodList::setModalities(const std::vector<std::string>& names, Task task)
{
    m_modalities = names;
    m_task = task;
    QStringList networks;
    for (const auto kind : networksFor(task, int(names.size())))
        networks << toQt(toText(kind));
    m_form->setChoices(QStringLiteral("network.kind"), networks);
    QStringList texts;
    for (const auto& name : names)
        texts << toQt(name);
    m_form->setSuggestions(QStringLiteral("condition"), texts);
    fillMenu();
}

void MethodList::fillMenu()
{
    m_menu->clear();
    m_menu->setToolTipsVisible(true);
    const int count = int(m_modalities.size());
    for (const auto& choice : trainedMethods()) {
        auto* action = m_menu->addAction(toQt(choice.label));
        action->setObjectName(QStringLiteral("add:") + toQt(choice.text));
        const auto needs = modalityCount(choice.value);
        const bool isNetwork = choice.value == MethodKind::Network;
        action->setVisible(isNetwork == (m_task != Task::Classification)); // none trains the other's data
        const bool isOnePerRun = choice.value == MethodKind::Unimodal; // a run for each that is ticked
        const bool defined = count == 0 || isOnePerRun || (count >= needs.least && count <= needs.most);
        const bool hasNetwork = !isNetwork || count == 0 || !networksFor(m_task, count).empty();
        action->setEnabled(defined && hasNetwork);
        action->setToolTip(!hasNetwork ? tr("No network takes %1 of these modalities").arg(count)
                : defined              ? methodSummary(choice.value)
                : needs.most == 2      ? tr("Needs exactly two modalities; %1 are ticked").arg(count)
                                       : tr("Needs at least two modalities; %1 is ticked").arg(count));
        connect(action, &QAction::triggered, this, [this, kind = choice.value] { addMethod(kind); });
    }
}

void MethodList::addMethod(MethodKind kind)
{
    MethodOptions method;
    method.kind = kind;
    if (const auto fitting = networksFor(m_task, int(m_modalities.size())); !fitting.empty())
        method.network.kind = fitting.front();
    m_methods.push_back(std::move(method));
    fillList(int(m_methods.size()) - 1);
    Q_EMIT changed();
}

void MethodList::fillList(int row)
{
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const auto& method : m_methods) {
            auto* item = new QListWidgetItem(toQt(methodLabel(method)), m_list);
            item->setToolTip(methodSummary(method.kind));
        }
        m_list->setCurrentRow(row);
    }
    const int rowHeight = std::max(20, m_list->sizeHintForRow(0));
    m_list->setFixedHeight(rowHeight * std::clamp(m_list->count(), 3, 8) + 8);
    showCurrent();
}

void MethodList::showCurrent()
{
    const auto* method = current();
    m_duplicate->setEnabled(method != nullptr);
    m_remove->setEnabled(method != nullptr);
    m_form->setVisible(method != nullptr && toJson(*method).size() > 1); // more than its kind
    m_caution->setVisible(method != nullptr && !methodCaution(*method).isEmpty());
    if (method == nullptr) {
        m_summary->setText(
            tr("No method is chosen: only the encoders trained alone will run. Add one, or take a preset."));
        return;
    }
    m_summary->setText(methodSummary(method->kind));
    m_caution->setText(methodCaution(*method));
    m_form->setValues(toJson(*method));
}

void MethodList::takeForm()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    if (const auto read = fromJson<MethodOptions>(m_form->values(), "method")) {
        auto& method = m_methods[std::size_t(row)];
        method = read.value();
        m_list->item(row)->setText(toQt(methodLabel(method)));
        m_caution->setText(methodCaution(method));
        m_caution->setVisible(!m_caution->text().isEmpty());
    }
    Q_EMIT changed();
}

void MethodList::showError(const Error& error)
{
    auto stripped = error;
    if (stripped.message.starts_with("method."))
        stripped.message = stripped.message.substr(7);
    for (int row = 0; row < int(m_methods.size()); ++row)
        if (error.message.find(toText(m_methods[std::size_t(row)].kind)) != std::string::npos
            || error.message.find("method.kind") == std::string::npos) {
            m_list->setCurrentRow(row);
            break;
        }
    m_form->showError(stripped);
}

} // namespace modalscope
