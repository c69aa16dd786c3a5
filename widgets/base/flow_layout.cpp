#include "widgets/base/flow_layout.h"

#include <algorithm>
#include <utility>

namespace modalscope {

FlowLayout::FlowLayout(QWidget* parent)
    : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    for (auto* item : m_items)
        delete item;
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.push_back(item);
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[std::size_t(index)] : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    auto* item = itemAt(index);
    if (item != nullptr)
        m_items.erase(m_items.begin() + index);
    return item;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

QSize FlowLayout::sizeHint() const
{
    int width = 0;
    int height = 0;
    for (const auto* item : m_items) {
        width += item->sizeHint().width() + (width > 0 ? spacing() : 0);
        height = std::max(height, item->sizeHint().height());
    }
    const auto around = contentsMargins();
    return {width + around.left() + around.right(), height + around.top() + around.bottom()};
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto* item : m_items)
        size = size.expandedTo(item->minimumSize());
    const auto around = contentsMargins();
    return size + QSize(around.left() + around.right(), around.top() + around.bottom());
}

int FlowLayout::arrange(const QRect& rect, bool moves) const
{
    const auto around = contentsMargins();
    const auto room = rect.marginsRemoved(around);
    std::vector<std::pair<QLayoutItem*, QRect>> row;
    int x = room.left();
    int y = room.top();
    const auto endRow = [&] {
        int height = 0;
        for (const auto& [item, place] : row)
            height = std::max(height, place.height());
        for (const auto& [item, place] : row)
            if (moves)
                item->setGeometry(place.translated(0, (height - place.height()) / 2));
        row.clear();
        x = room.left();
        y += height;
    };
    for (auto* item : m_items) {
        if (item->isEmpty())
            continue;
        auto size = item->sizeHint();
        size.setWidth(std::min(size.width(), std::max(room.width(), item->minimumSize().width())));
        if (!row.empty() && x + size.width() > room.left() + room.width()) {
            endRow();
            y += spacing();
        }
        row.emplace_back(item, QRect(QPoint(x, y), size));
        x += size.width() + spacing();
    }
    endRow();
    return y - rect.top() + around.bottom();
}

} // namespace modalscope
