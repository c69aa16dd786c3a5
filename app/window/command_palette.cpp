#include "app/window/command_palette.h"

#include "widgets/base/icon.h"
#include "widgets/base/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

QString nameOf(const QAction& action)
{
    auto name = action.text();
    name.remove(QLatin1Char('&'));
    while (name.endsWith(QStringLiteral("…")))
        name.chop(1);
    const auto group = action.property("paletteGroup").toString();
    const bool saysGroup = name.startsWith(group, Qt::CaseInsensitive); // "Colour 1" of "Colour"
    return saysGroup ? name : group + QStringLiteral(": ") + name;
}

} // namespace

CommandPalette::CommandPalette(QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_query(new QLineEdit)
    , m_list(new QTreeWidget)
{
    setObjectName(QStringLiteral("commandPalette"));
    m_query->setObjectName(QStringLiteral("paletteQuery"));
    m_query->setPlaceholderText(tr("Type a command"));
    m_query->addAction(icon(u"search"), QLineEdit::LeadingPosition);
    m_query->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformRowHeights(true);
    m_list->setRootIsDecorated(false);
    m_list->setHeaderHidden(true);
    m_list->setColumnCount(2);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_query);
    layout->addWidget(m_list);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_query, &QLineEdit::returnPressed, this, &CommandPalette::choose);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::choose);
}

int CommandPalette::score(const QString& query, const QString& name)
{
    static const QRegularExpression gaps(QStringLiteral("[\\s:/]+"));
    const auto words = name.toLower().split(gaps, Qt::SkipEmptyParts);
    int sum = 0;
    for (const auto& wanted : query.toLower().split(gaps, Qt::SkipEmptyParts)) {
        const auto begins = [&](const QString& word) { return word.startsWith(wanted); };
        if (std::ranges::any_of(words, begins))
            sum += 2;
        else if (name.contains(wanted, Qt::CaseInsensitive))
            sum += 1;
        else
            return -1;
    }
    return sum;
}

void CommandPalette::open(const QList<QAction*>& actions)
{
    m_actions.clear();
    std::set<QString> names;
    for (auto* action : actions)
        if (!action->isSeparator() && action->menu() == nullptr && action->isVisible()
            && !action->text().isEmpty() && names.insert(nameOf(*action)).second)
            m_actions.emplace_back(action);
    m_query->clear();
    filter({});
    const auto* window = parentWidget();
    const int width = std::min(560, window->width() - 40);
    resize(width, std::min(420, window->height() - 80));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, 64)));
    show();
    m_query->setFocus();
}

void CommandPalette::filter(const QString& query)
{
    std::vector<std::pair<int, QAction*>> found;
    for (const auto& action : m_actions)
        if (action != nullptr)
            if (const int fit = score(query, nameOf(*action)); fit >= 0)
                found.emplace_back(action->isEnabled() ? -fit : 1000 - fit, action);
    std::ranges::stable_sort(found, {}, [](const auto& item) { return item.first; });
    m_list->clear();
    QPixmap blank(16, 16); // keeps the names of commands without an icon in line
    blank.fill(Qt::transparent);
    const auto muted = themeColors(palette()).muted;
    for (const auto& [rank, action] : found) {
        auto* item = new QTreeWidgetItem(
            m_list, {nameOf(*action), action->shortcut().toString(QKeySequence::NativeText)});
        const bool isOn = action->isCheckable() && action->isChecked();
        item->setIcon(0, isOn ? icon(u"check") : action->icon().isNull() ? QIcon(blank) : action->icon());
        item->setForeground(1, muted);
        item->setData(0, Qt::UserRole, QVariant::fromValue<QObject*>(action));
        item->setDisabled(!action->isEnabled());
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void CommandPalette::choose()
{
    const auto* item = m_list->currentItem();
    if (item == nullptr || item->isDisabled())
        return;
    const QPointer<QAction> action = qobject_cast<QAction*>(item->data(0, Qt::UserRole).value<QObject*>());
    hide();
    if (action)
        action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_query || event->type() != QEvent::KeyPress || m_list->topLevelItemCount() == 0)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int page = std::max(1,
        m_list->viewport()->height() / std::max(1, m_list->visualItemRect(m_list->topLevelItem(0)).height())
            - 1);
    const int step = key == Qt::Key_Down ? 1
        : key == Qt::Key_Up              ? -1
        : key == Qt::Key_PageDown        ? page
        : key == Qt::Key_PageUp          ? -page
                                         : 0;
    if (step == 0)
        return QDialog::eventFilter(watched, event);
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem()) + step;
    m_list->setCurrentItem(m_list->topLevelItem(std::clamp(row, 0, m_list->topLevelItemCount() - 1)));
    return true;
}

} // namespace modalscope
