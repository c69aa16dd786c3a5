#include "app/pages/check_list.h"

#include "widgets/base/text.h"

#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace modalscope {
namespace {

QIcon swatch(const QColor& color)
{
    if (!color.isValid())
        return {};
    QPixmap picture(24, 24);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(3, 3, 18, 18, 5, 5);
    return picture;
}

std::string keyOf(const QListWidgetItem* item)
{
    return fromQt(item->data(Qt::UserRole).toString());
}

} // namespace

CheckList::CheckList(QWidget* parent)
    : QListWidget(parent)
{
    setIconSize({12, 12});
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setToolTip(tr("Double click shows one alone, again all"));
    connect(this, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (m_filling)
            return;
        if (item->checkState() == Qt::Checked)
            m_hidden.erase(keyOf(item));
        else
            m_hidden.insert(keyOf(item));
        Q_EMIT changed();
    });
    connect(this, &QListWidget::itemDoubleClicked, this,
        [this](const QListWidgetItem* item) { isolate(keyOf(item)); });
}

void CheckList::setItems(const std::vector<CheckItem>& items)
{
    const auto isSame = [](const CheckItem& a, const CheckItem& b) {
        return a.key == b.key && a.text == b.text && a.toolTip == b.toolTip && a.color == b.color
            && a.bold == b.bold;
    };
    if (std::equal(items.begin(), items.end(), m_items.begin(), m_items.end(), isSame))
        return;
    m_items = items;
    m_filling = true;
    while (count() > int(items.size()))
        delete takeItem(count() - 1);
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto* item = i < std::size_t(count()) ? this->item(int(i)) : new QListWidgetItem(this);
        item->setText(items[i].text);
        item->setToolTip(items[i].toolTip);
        item->setIcon(swatch(items[i].color));
        item->setData(Qt::UserRole, toQt(items[i].key));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        auto shownFont = font();
        shownFont.setBold(items[i].bold);
        item->setFont(shownFont);
    }
    m_filling = false;
    applyHidden();
}

void CheckList::applyHidden()
{
    m_filling = true;
    for (int row = 0; row < count(); ++row)
        item(row)->setCheckState(m_hidden.contains(keyOf(item(row))) ? Qt::Unchecked : Qt::Checked);
    m_filling = false;
}

std::vector<std::string> CheckList::checked() const
{
    std::vector<std::string> keys;
    for (int row = 0; row < count(); ++row)
        if (item(row)->checkState() == Qt::Checked)
            keys.push_back(keyOf(item(row)));
    return keys;
}

std::vector<std::string> CheckList::selectedKeys() const
{
    std::vector<std::string> keys;
    for (const auto* item : selectedItems())
        keys.push_back(keyOf(item));
    return keys;
}

void CheckList::setHidden(std::set<std::string> keys)
{
    m_hidden = std::move(keys);
    applyHidden();
}

void CheckList::isolate(const std::string& key)
{
    const auto shown = checked();
    const bool isAlone = shown.size() == 1 && shown.front() == key;
    m_hidden.clear();
    if (!isAlone)
        for (const auto& item : m_items)
            if (item.key != key)
                m_hidden.insert(item.key);
    applyHidden();
    Q_EMIT changed();
}

} // namespace modalscope
