#pragma once

#include <QStyledItemDelegate>

namespace modalscope {

/// Draws a cell as a thin bar with its text on the right: the bar's length is the number in
/// TableRole::SortRole, 0 to 1. Below 0 there is only the text.
class ProgressDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace modalscope
